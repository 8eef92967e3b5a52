import Foundation
import StrictJSON
import Testing

@testable import SessionRecord

@Suite(
  "README-VERIFY.txt, run as it stands with public tools",
  .enabled(if: PublicTools.areThere("bash", "jq", "openssl", "basenc", "sha256sum")))
struct VerifyInstructionsTests {
  @Test("an untouched package, every command succeeds", arguments: SignatureAlgorithm.allCases)
  func untouched(algorithm: SignatureAlgorithm) throws {
    // Signatures are random in ES256; several cover integers with and without a leading bit.
    for _ in 0..<(algorithm == .es256 ? 4 : 1) {
      let example = try ArchiveExample(algorithm: algorithm, sessions: 1)
      try example.list.save(in: example.archive, signedBy: example.sponsor)
      for index in 0..<2 {
        let result = try run(example, index)
        #expect(result.status == 0, "\(result.text)")
        #expect(result.text.contains("Signature Verified Successfully"), "\(result.text)")
        #expect(result.text.contains(example.device.keyID))
      }
    }
  }

  @Test("a correction, which has no files, every command succeeds")
  func correction() throws {
    let example = try ArchiveExample(sessions: 1)
    try example.list.save(in: example.archive, signedBy: example.sponsor)
    let original = try example.record(1)
    let draft = try CorrectionDraft(
      of: original, reason: .wrongVisit, replacements: [(path: "visit", new: "week-4")],
      operatorCode: "coord-1", at: .next(after: original), clock: original.record.clock,
      software: original.record.software)
    let sealed = try PackageWriter(archive: example.archive)
      .seal(draft.record, contents: [], key: example.device)
    let result = try run(at: sealed.path)
    #expect(result.status == 0, "\(result.text)")
    #expect(result.text.contains("Signature Verified Successfully"))
  }

  @Test("a record altered with its sums made to fit, refused by openssl")
  func altered() throws {
    let example = try ArchiveExample(sessions: 1)
    try example.list.save(in: example.archive, signedBy: example.sponsor)
    try example.rewrite("record.json") { $0.replacingFirst("S-001", with: "S-002") }
    let path = example.package(1)
    _ = try PublicTools.bash("sha256sum $(ls | grep -v SUMS) > SHA256SUMS", in: path)
    let result = try run(at: path)
    #expect(result.status != 0)
    #expect(result.text.contains("Signature Verification Failure"), "\(result.text)")
  }

  @Test("a sample altered, refused by sha256sum")
  func sample() throws {
    let example = try ArchiveExample(sessions: 1)
    try example.list.save(in: example.archive, signedBy: example.sponsor)
    try example.rewrite("samples.csv") { $0.replacingFirst("1340", with: "1350") }
    let result = try run(example, 1)
    #expect(result.status != 0)
    #expect(result.text.contains("samples.csv: FAILED"))
  }

  private func run(_ example: ArchiveExample, _ index: Int) throws -> (status: Int32, text: String)
  {
    try run(at: example.package(index))
  }

  private func run(at path: String) throws -> (status: Int32, text: String) {
    let readme = try String(contentsOfFile: path + "/README-VERIFY.txt", encoding: .utf8)
    let commands = readme.split(separator: "\n").filter { $0.hasPrefix("    ") }
    #expect(commands.count > 12)
    return try PublicTools.bash(commands.joined(separator: "\n"), in: path)
  }
}
