import DeviceProtocols
import WalktestTesting

/// Answers as the manuals of the Trackmaster family spell them, for each variant, and the recorded
/// line of a LifeSpan base. Without captures the latter are missing, except in continuous
/// integration, where that is a failure.
func treadmillSeeds() throws -> [[UInt8]] {
  let walk = bytes(
    hex: "D1 30 30 31 32 D0 33 D2 30 30 31 35 D7 30 30 30 30 D1 30 30 31 33 D0 33 D7 30 30 30 31")
  let stop = bytes(hex: "D0 32 D1 39 39 39 39 54 BF D7 30 30 30 32 D1 30 30 30 30 D0 31")
  let oneChunk: [UInt8] = [0]
  let quickly: [UInt8] = [2, 7, 1, 5, 0]
  var seeds: [[UInt8]] = []
  for number in TrackmasterVariant.all.indices {
    let choice = UInt8(number)
    seeds.append([choice] + oneChunk + walk)
    seeds.append([choice | 128] + quickly + walk + stop)
  }
  guard Captures.shallRun else { return seeds }
  let log = String(
    decoding: try Captures.bytes("treadmill/lifespan-tr1200-modbus-log.txt"), as: UTF8.self)
  let frames = log.split(whereSeparator: \.isNewline).compactMap { line -> [UInt8]? in
    guard let match = line.wholeMatch(of: /\S+ (REQ |RESP): ([\d ]*)/) else { return nil }
    return match.2.split(separator: " ").compactMap { UInt8($0) }
  }
  let base = UInt8(TrackmasterVariant.all.count)
  for start in [0, 440, 1_200, 3_620, 5_900] {
    let part = frames.dropFirst(start).prefix(40).flatMap { $0 }
    seeds.append([base] + oneChunk + part)
    seeds.append([base] + quickly + part)
  }
  return seeds
}
