import StrictJSON
import WalktestTesting

/// Recorded descriptors with reports that press and let go, recorded events whole and cut, and
/// recorded X-keys reports. Without captures there are none, except in continuous integration, where
/// that is a failure.
func hidSeeds() throws -> [[UInt8]] {
  guard Captures.shallRun else { return [] }
  var seeds: [[UInt8]] = []
  for name in try Captures.names(in: "hid/descriptors") where name.hasSuffix(".bin") {
    seeds.append(descriptorSeed(try Captures.bytes("hid/descriptors/\(name)"), reports: []))
  }
  let transfers = UsbmonPcapng(try Captures.bytes("hid/umockdev-usbkbd.pcap.pcapng")).transfers
    .filter { $0.device == 11 }
  let reports = transfers.filter { $0.endpoint == 0x81 }.map(\.bytes)
  for answer in transfers where answer.isControl && [62, 101].contains(answer.bytes.count) {
    seeds.append(descriptorSeed(answer.bytes, reports: reports))
  }
  let events = UmockdevScript(try Captures.bytes("hid/umockdev-usbkbd.evtest.script.64")).lines
    .flatMap(\.bytes)
  seeds += [[1, 255] + events, [1, 7] + events]
  for (model, name) in ["1080_XK-3-Foot-Pedal", "1224_XK-3-Switch-Interface"].enumerated() {
    let recording = try StrictJSON.parse(try Captures.bytes("hid/xkeys-\(name).json"))
    let data = (recording["events"]?.array ?? []).flatMap { $0["data"]?.array ?? [] }
    seeds.append([2, UInt8(model)] + data.flatMap { framed(bytes(hex: $0.string ?? "")) })
  }
  return seeds
}

private func descriptorSeed(_ descriptor: [UInt8], reports: [[UInt8]]) -> [UInt8] {
  [0, UInt8(descriptor.count & 255), UInt8(descriptor.count >> 8)] + descriptor
    + reports.flatMap(framed)
}

private func framed(_ report: [UInt8]) -> [UInt8] {
  [UInt8(truncatingIfNeeded: report.count)] + report.prefix(255)
}
