import Foundation
import Testing

@testable import SessionRecord

@Suite("The chain of records")
struct ChainTests {
  @Test("records moved, removed or renumbered, each named for what it is")
  func archiveEdits() throws {
    #expect(try chainCodes { try $0.remove(3) } == [.chainNewestMissing])
    #expect(try chainCodes { try $0.remove(0) } == [.chainGap, .closeWithoutOpen])
    #expect(try chainCodes { try $0.remove(1) } == [.chainGap, .openWithoutClose])
    #expect(
      try chainCodes { example in
        for index in 0..<4 { try example.remove(index) }
      } == [.chainNewestMissing])
    #expect(
      try chainCodes { example in
        try FileManager.default.removeItem(atPath: example.archive + "/chain-head.json")
      } == [.chainHeadMissing])
    #expect(
      try chainCodes { example in
        try DurableFile.replace(example.archive + "/chain-head.json", with: [0x7B], mode: 0o600)
      } == [.chainHeadWrong])
  }

  @Test("two directories that swap their names, reordered")
  func swappedNames() throws {
    let example = try ArchiveExample()
    let spare = example.archive + "/spare"
    try FileManager.default.moveItem(atPath: example.package(1), toPath: spare)
    try FileManager.default.moveItem(atPath: example.package(3), toPath: example.package(1))
    try FileManager.default.moveItem(atPath: spare, toPath: example.package(3))
    let verdict = try example.verifier().verifyAll(example.archive)
    #expect(Set(verdict.faults.map(\.code)) == [.directoryNameDiffers, .chainReordered])
  }

  @Test("a record validly signed after another than its predecessor, reordered; unknown, broken")
  func wrongPredecessor() throws {
    let example = try ArchiveExample()
    let records = try (0..<4).map { try example.record($0) }
    var moved = records[3].record
    moved.position.prev = records[0].hash
    #expect(codes(records.prefix(3) + [try sealed(moved)]) == [.chainReordered])
    moved.position.prev = ContentHash(of: [9])
    #expect(codes(records.prefix(3) + [try sealed(moved)]) == [.chainBroken])
  }

  @Test("two records for one place, forked")
  func forked() throws {
    let example = try ArchiveExample()
    let records = try (0..<4).map { try example.record($0) }
    var twin = records[3].record
    twin.subject = "S-002"
    let found = codes(records + [try sealed(twin)])
    #expect(found.first == .chainForked)
  }

  @Test("an opening as the newest record, noticed and not refused")
  func inProgress() throws {
    let example = try ArchiveExample()
    let writer = PackageWriter(archive: example.archive)
    let newest = try example.newest()
    #expect(newest.record.position.seq == 4)
    let draft = RecordExamples.record(
      .open, at: .next(after: newest), session: "11111111-2222-3333-4444-555555555555")
    _ = try writer.seal(
      draft, contents: Array(RecordExamples.contents.prefix(1)), key: example.device)
    let verdict = try example.verifier().verifyAll(example.archive)
    #expect(verdict.isGood)
    #expect(
      verdict.chain.contains {
        $0.result == .notice("walk in progress or interrupted: recover")
      })
  }

  @Test("an end about another subject than the opening, refused")
  func otherSubject() throws {
    let example = try ArchiveExample(sessions: 1)
    let records = try (0..<2).map { try example.record($0) }
    var close = records[1].record
    close.subject = "S-002"
    #expect(codes([records[0], try sealed(close)]) == [.closeDiffersFromOpen])
  }

  @Test("a new epoch after the old one, good; an epoch left out, a gap")
  func epochs() throws {
    let example = try ArchiveExample(sessions: 1)
    let records = try (0..<2).map { try example.record($0) }
    let session = RecordExamples.otherSession
    let next = try sealed(RecordExamples.record(.open, at: .first(epoch: 2), session: session))
    #expect(codes(records + [next]) == [])
    let later = try sealed(RecordExamples.record(.open, at: .first(epoch: 3), session: session))
    #expect(codes(records + [later]) == [.chainGap])
  }

  @Test("a head one record behind, good; signed by another device's key, refused")
  func heads() throws {
    let example = try ArchiveExample()
    try ChainHead(newest: try example.record(2)).save(
      in: example.archive, signedBy: example.device)
    #expect(try example.verifier().verifyAll(example.archive).isGood)
    let other = try SigningKey.generate(.ed25519)
    var list = example.list
    try list.enrol(
      ArchiveExample.enrolled(other, .device, "DEMO/001/wt02"), at: ArchiveExample.keysFrom)
    try ChainHead(newest: try example.record(3)).save(in: example.archive, signedBy: other)
    let verdict = try example.verifier(list).verifyAll(example.archive)
    #expect(verdict.faults.map(\.code) == [.chainHeadWrong])
    #expect(verdict.faults.first?.detail.hasPrefix("key-owner-differs") == true)
  }

  private func chainCodes(_ edit: (ArchiveExample) throws -> Void) throws -> [VerdictCode] {
    let example = try ArchiveExample()
    try edit(example)
    return try example.verifier().verifyAll(example.archive).faults.map(\.code)
  }

  /// The codes for records presented in this order, with a head that names the last.
  private func codes(_ records: [SealedRecord]) -> [VerdictCode] {
    guard let last = records.last else { return [] }
    return ChainVerifier(records: records).checks(head: .success(ChainHead(newest: last)))
      .compactMap { $0.fault?.code }
  }

  private func sealed(_ record: SessionRecord) throws -> SealedRecord {
    try SealedRecord(parsing: record.canonicalBytes)
  }
}

extension ArchiveExample {
  func remove(_ index: Int) throws {
    try FileManager.default.removeItem(atPath: package(index))
  }
}
