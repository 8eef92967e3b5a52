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
