import WalktestTesting

/// A real console's answers: each by itself, all of a moment in one stream whole and in pieces, and
/// the requests, which are what an echoing line returns.
/// Without captures there are none, except in continuous integration, where that is a failure.
func csafeSeeds() throws -> [[UInt8]] {
  guard Captures.shallRun else { return [] }
  let table = CommaSeparated(try Captures.bytes("csafe/lifefitness-ct5hr-traces.csv"))
  let answers = table.rows.map { bytes(hex: $0["response_hex"] ?? "") }
  let requests = table.rows.map { bytes(hex: $0["request_hex"] ?? "") }
  let oneChunk: [UInt8] = [0, 0]
  let cut: [UInt8] = [4, 7, 0, 64, 2, 1, 0, 17, 6, 1]
  let all = answers.flatMap(\.self)
  var seeds = [oneChunk + all, cut + all, cut + requests.flatMap(\.self)]
  for answer in answers { seeds.append(oneChunk + answer) }
  // Stuffing, a raw checksum and an extended frame, which the recording has none of.
  for frame in ["F181A103F300F3012301F2", "F12103F3010023F0F2", "F00005819110F2", "F18172F3F2"] {
    seeds.append(oneChunk + bytes(hex: frame))
  }
  return seeds
}
