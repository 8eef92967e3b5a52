import StrictJSON
import WalktestTesting

/// Recorded streams: the scan whole and in pieces, single messages from forums, and the published
/// page vectors of foot pods as a stick would deliver them.
/// Without captures there are none, except in continuous integration, where that is a failure.
func antSeeds() throws -> [[UInt8]] {
  guard Captures.shallRun else { return [] }
  let scan = try Pcap(try Captures.bytes("ant/libant-demo-capture-1.pcap")).records
  let oneChunk: [UInt8] = [0]
  let cut: [UInt8] = [4, 7, 0, 64, 2, 1, 0, 17, 6]
  var seeds = [oneChunk + scan.prefix(64).flatMap(\.bytes), cut + scan.suffix(64).flatMap(\.bytes)]
  for record in scan.prefix(40) { seeds.append(oneChunk + record.bytes) }
  let forum = CommaSeparated(try Captures.bytes("ant/forum-messages.csv"))
  for row in forum.rows { seeds.append(oneChunk + bytes(hex: row["hex"] ?? "")) }
  for host in UsbPcapng(try Captures.bytes("ant/antifier-zwift-fec-master.pcapng")).transfers
    .prefix(60)
  {
    seeds.append(oneChunk + host.bytes)
  }
  return seeds + (try podSeeds())
}

/// Each vector's pages broadcast by one foot pod (extended with its id), four a second.
private func podSeeds() throws -> [[UInt8]] {
  let vectors = try StrictJSON.parse(asIntegers(try Captures.bytes("vectors/ant-pages.json")))
  return (vectors.array ?? []).map { vector in
    let pages = vector["pages_hex"]?.array?.compactMap(\.string) ?? []
    let stream = pages.flatMap { frame(bytes(hex: $0)) }
    return [1, 18, 0] + stream + stream
  }
}

/// The vectors hold decimal fractions, which strict JSON refuses; their pages alone are wanted here.
private func asIntegers(_ file: [UInt8]) -> [UInt8] {
  String(decoding: file, as: UTF8.self)
    .replacing(/(\d)\.\d+/) { $0.output.1 }
    .utf8.map { $0 }
}

private func frame(_ page: [UInt8]) -> [UInt8] {
  let body: [UInt8] = [14, 0x4E, 0] + page + [0x80, 0x39, 0x30, 124, 1]
  return [0xA4] + body + [body.reduce(0xA4, ^)]
}
