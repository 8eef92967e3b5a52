import StrictJSON
import Testing

@testable import SessionRecord

@Suite("Corrections")
struct CorrectionTests {
  private let clock = RecordClock(
    openedAt: WallTime(milliseconds: 1_795_400_000_000),
    closedAt: WallTime(milliseconds: 1_795_400_000_000), openedMonotonic: 5_000_000,
    closedMonotonic: 5_000_000, boot: "boot", synchronised: .yes)

  @Test("a correction of subject and answer, sealed, linked and good; the original unchanged")
  func goodCorrection() throws {
    let example = try ArchiveExample()
    let original = try example.record(1)
    let sealed = try seal(
      example, of: original, [("subject", "S-007"), ("walk.answers[0].value", 4)])
    #expect(sealed.record.subject == "S-007")
    #expect(sealed.record.walk?["answers"]?.array?.first?["value"] == 4)
    #expect(
      sealed.record.corrects?.changes == [
        CorrectionChange(path: "subject", old: "S-001", new: "S-007"),
        CorrectionChange(path: "walk.answers[0].value", old: 3, new: 4),
      ])
    let verdict = try example.verifier().verifyAll(example.archive)
    #expect(verdict.faults.isEmpty, "\(verdict.faults)")
    #expect(try example.record(1) == original)
    let newest = try seal(example, of: sealed, [("walk.outcome.distance_mm", 1_400)])
    #expect(newest.record.walk?["answers"]?.array?.first?["value"] == 4)
    #expect(try example.verifier().verifyAll(example.archive).isGood)
  }

  @Test("a second correction of the same original, refused as forked")
  func forked() throws {
    let example = try ArchiveExample()
    let original = try example.record(1)
    _ = try seal(example, of: original, [("subject", "S-007")])
    _ = try seal(example, of: original, [("subject", "S-008")])
    let verdict = try example.verifier().verifyAll(example.archive)
    #expect(verdict.faults.map(\.code) == [.correctionForked])
  }

  @Test("a correction without its original, refused")
  func alone() throws {
    let example = try ArchiveExample()
    let sealed = try seal(example, of: try example.record(1), [("visit", "week-4")])
    let verdict = try example.verifier().verify(
      example.archive + "/" + sealed.record.directoryName)
    #expect(verdict.faults.map(\.code) == [.correctionOriginalMissing])
  }

  @Test("a false old value, a hidden change and a forbidden path, each refused on its own")
  func falsified() throws {
    let example = try ArchiveExample()
    let original = try example.record(1)
    let draft = try draft(example, of: original, [("subject", "S-007")]).record
    var old = draft
    old.corrects?.changes[0].old = "S-999"
    #expect(try verdict(example, old, original) == [.correctionOldValueDiffers])
    var hidden = draft
    hidden.walk = CorrectionTests.edited(original.record.walk)
    #expect(try verdict(example, hidden, original) == [.correctionDiffers])
    var path = draft
    path.corrects?.changes[0].path = "clock.opened_at"
    #expect(try verdict(example, path, original) == [.correctionPathNotAllowed])
    var twice = draft
    twice.corrects?.changes.append(CorrectionChange(path: "subject", old: "S-001", new: "S-008"))
    #expect(try verdict(example, twice, original) == [.correctionOldValueDiffers])
  }

  @Test(
    "paths that name nothing that may be corrected, refused",
    arguments: [
      "", "walk", "study", "subject.x", "walk.", "walk..x", "walk.answers[", "walk.answers[x]",
      "walk.answers[-1]", "walk.answers[01]", "walk.answers[0", "session", "walk.a b", "files[0]",
    ])
  func badPaths(path: String) {
    #expect(RecordPath(path) == nil)
  }

  @Test("a path to a missing value and a name for a subject, refused before sealing")
  func badDrafts() throws {
    let example = try ArchiveExample(sessions: 1)
    let original = try example.record(1)
    let cases: [(String, JSONValue, VerdictCode)] = [
      ("walk.answers[7].value", 1, .correctionOldValueDiffers),
      ("walk.nothing", 1, .correctionOldValueDiffers),
      ("subject", "Anna Maier", .recordIdentifierNotAllowed), ("trial", 0, .jsonValueNotAllowed),
      ("operator", "nurse-2", .correctionPathNotAllowed),
    ]
    for (path, new, code) in cases {
      let fault = #expect(throws: RecordFault.self) {
        try draft(example, of: original, [(path, new)])
      }
      #expect(fault?.code == code, "\(path)")
    }
  }

  private static func edited(_ walk: JSONValue?) -> JSONValue? {
    walk.flatMap { RecordPath("walk.rejected")?.replacing(in: ["walk": $0], with: 9)?["walk"] }
  }

  private func draft(
    _ example: ArchiveExample, of original: SealedRecord, _ changes: [(String, JSONValue)]
  ) throws -> CorrectionDraft {
    let newest = try example.newest()
    return try CorrectionDraft(
      of: original, reason: .wrongSubject,
      replacements: changes.map { (path: $0.0, new: $0.1) }, operatorCode: "coord-1",
      at: .next(after: newest), clock: clock,
      software: SoftwareIdentity(version: "0.1.0", build: "test"))
  }

  private func seal(
    _ example: ArchiveExample, of original: SealedRecord, _ changes: [(String, JSONValue)]
  ) throws -> SealedRecord {
    let draft = try draft(example, of: original, changes)
    return try PackageWriter(archive: example.archive)
      .seal(draft.record, contents: [], key: example.device).record
  }

  /// Seals a falsified correction in an archive of its own and verifies it beside its original.
  private func verdict(
    _ example: ArchiveExample, _ record: SessionRecord, _ original: SealedRecord
  ) throws -> [VerdictCode] {
    let place = try TemporaryDirectory()
    let sealed = try PackageWriter(archive: place.path)
      .seal(record, contents: [], key: example.device)
    return try example.verifier().verify(sealed.path, siblings: [original]).faults.map(\.code)
  }
}
