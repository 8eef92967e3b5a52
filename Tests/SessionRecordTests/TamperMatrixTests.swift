import Foundation
import StrictJSON
import Testing

@testable import SessionRecord

@Suite("Falsified packages")
struct TamperMatrixTests {
  static let matrix = PackageTamper.textEdits + PackageTamper.signatureEdits

  @Test("an untouched archive, good in every check", arguments: SignatureAlgorithm.allCases)
  func untouched(algorithm: SignatureAlgorithm) throws {
    let example = try ArchiveExample(algorithm: algorithm)
    let verdict = try example.verifier().verifyAll(example.archive)
    #expect(verdict.faults.isEmpty, "\(verdict.faults)")
    #expect(verdict.packages.map(\.directory) == example.names)
    let passed = verdict.packages[1].checks.filter { $0.result == .passed }
    #expect(
      passed.map(\.subject) == [
        .record, .signature, .key, .file, .file, .file, .file, .listing, .walkProtocol,
        .directoryName, .walk, .sums,
      ])
    #expect(verdict.chain.map(\.subject) == [.chain, .session, .session, .head])
    #expect(verdict.chain.allSatisfy { $0.result == .passed })
  }

  @Test("a falsified package, refused for its own reason", arguments: matrix)
  func falsified(tamper: PackageTamper) throws {
    let example = try ArchiveExample()
    let siblings = try example.names.indices.map { try example.record($0) }
    try tamper.apply(example)
    let verdict = try example.verifier().verify(example.package(1), siblings: siblings)
    #expect(!verdict.isGood)
    #expect(verdict.faults.first?.code == tamper.code, "\(verdict.faults)")
    let others = try example.verifier().verify(example.package(3), siblings: siblings)
    #expect(others.isGood, "\(others.faults)")
  }

  @Test("the matrix, as many reasons as falsifications")
  func distinctCodes() {
    #expect(Set(Self.matrix.map(\.code)).count == Self.matrix.count)
    #expect(Self.matrix.count >= 18)
  }

  @Test("an expired key, refused; the same record while it was valid, good")
  func expiredKey() throws {
    let example = try ArchiveExample()
    let before = WallTime(milliseconds: RecordExamples.closedAt.milliseconds - 1)
    let list = try ArchiveExample.list(
      device: example.device, database: example.database, deviceUntil: before)
    let verifier = try example.verifier(list)
    #expect(verifier.verify(example.package(1)).faults.map(\.code) == [.keyExpired])
    #expect(verifier.verify(example.package(0)).isGood)
  }

  @Test("a wall clock set back ten years in mid-walk, the key is judged by the time that passed")
  func steppedClock() {
    var record = RecordExamples.record(.close, at: .first(epoch: 1))
    #expect(record.claimedTime == RecordExamples.closedAt)
    record.clock.closedAt = WallTime(milliseconds: 1_480_000_000_000)
    #expect(record.claimedTime == RecordExamples.closedAt)
  }

  @Test(
    "any single bit of the record or its signature, refused", arguments: SignatureAlgorithm.allCases
  )
  func everyByte(algorithm: SignatureAlgorithm) throws {
    let example = try ArchiveExample(algorithm: algorithm, sessions: 1)
    let record = try example.record(0).bytes
    let jws = try DurableFile.read(example.package(0) + "/record.jws", limit: 4_096)
    try Self.verify(record, jws, example.device.publicKey)
    for index in record.indices {
      var edited = record
      edited[index] ^= 1
      #expect(throws: RecordFault.self) {
        try Self.verify(edited, jws, example.device.publicKey)
      }
    }
    for index in jws.indices {
      var edited = jws
      edited[index] ^= 1
      // A kid that names no key is for the key list to refuse; here only one key is known.
      let parsed = try? DetachedJWS(parsing: edited, as: .record, file: "record.jws")
      if let parsed, parsed.keyID != example.device.keyID { continue }
      #expect(throws: RecordFault.self) {
        try Self.verify(record, edited, example.device.publicKey)
      }
    }
  }

  private static func verify(
    _ record: [UInt8], _ jws: [UInt8], _ key: PublicKey
  ) throws(RecordFault) {
    try DetachedJWS(parsing: jws, as: .record, file: "record.jws")
      .verify(record, with: key, file: "record.jws")
  }

  @Test("a renamed directory, refused")
  func renamed() throws {
    let example = try ArchiveExample()
    let moved = example.archive + "/DEMO-001-wt01-1-9_" + RecordExamples.session
    try FileManager.default.moveItem(atPath: example.package(1), toPath: moved)
    #expect(
      try example.verifier().verify(moved + "//").faults.map(\.code) == [.directoryNameDiffers])
  }

  @Test("a rederivation that fails and one that is not given, told apart")
  func rederivation() throws {
    let example = try ArchiveExample()
    let failing = PackageVerifier(trust: try example.trust()) { _ in
      throw ArchiveExample.NoDistance()
    }
    #expect(failing.verify(example.package(1)).faults.map(\.code) == [.rederivationFailed])
    let without = PackageVerifier(trust: try example.trust(), rederive: nil)
    let verdict = without.verify(example.package(1))
    #expect(verdict.isGood)
    let walk = try #require(verdict.checks.first { $0.subject == .walk })
    #expect(walk.description.hasPrefix("- "))
  }

  @Test(
    "a FIFO, a directory and an empty directory in place of what belongs there, refused at once")
  func hostileKinds() throws {
    let example = try ArchiveExample()
    let path = example.package(1) + "/events.jsonl"
    try FileManager.default.removeItem(atPath: path)
    #expect(mkfifo(path, 0o600) == 0)
    let verifier = try example.verifier()
    #expect(verifier.verify(example.package(1)).faults.first?.code == .fileNotRegular)
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    #expect(verifier.verify(example.package(1)).faults.first?.code == .fileNotRegular)
    let empty = try TemporaryDirectory()
    #expect(verifier.verify(empty.path).faults.map(\.code) == [.recordMissing])
    #expect(verifier.verify(empty.path + "/none").faults.map(\.code) == [.pathMissing])
  }
}
