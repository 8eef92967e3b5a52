import StrictJSON
import Testing

@testable import TrialExport

@Suite struct CorrectionTests {
  private let original = RecordFixture()
  private let hash = String(repeating: "e5", count: 32)

  @Test("answer corrected, both versions exported and the first marked superseded")
  func versions() throws {
    let correction = original.corrected(
      [("walk.answers[1].value", 3, 5)], reason: "wrong-answer", sha256: hash, seq: 3)
    let table = ReadTable(
      try SessionTable(of: [correction.document, original.document]).csv)
    #expect(table.rows.count == 2)
    #expect((0...1).map { table.cell($0, "answer_pain-before") } == ["3", "5"])
    #expect((0...1).map { table.cell($0, "superseded") } == ["yes", "no"])
    #expect((0...1).map { table.cell($0, "version") } == ["1", "2"])
    #expect((0...1).map { table.cell($0, "corrected_reason") } == ["", "wrong-answer"])
    #expect((0...1).map { table.cell($0, "corrected_by") } == ["", "investigator-2"])
    #expect(
      (0...1).map { table.cell($0, "corrected_at_utc") } == ["", "2026-12-01T09:00:00.000Z"])
    #expect((0...1).map { table.cell($0, "operator") } == ["nurse-1", "nurse-1"])
    #expect(Set((0...1).map { table.cell($0, "opened_at_utc") }).count == 1)
    #expect((0...1).map { table.cell($0, "record_kind") } == ["close", "correction"])
    #expect((0...1).map { table.cell($0, "record_sha256") } == [original.sha256, hash])
    #expect((0...1).map { table.cell($0, "tat_s") } == ["482.100", "482.100"])
  }

  @Test("two corrections of one record, applied in the order of the chain")
  func twice() throws {
    let first = original.corrected(
      [("visit", "baseline", "6-months")], reason: "wrong-visit", sha256: hash, seq: 3)
    let second = original.corrected(
      [("subject", "S-001", "S-009")], reason: "wrong-subject",
      sha256: String(repeating: "f6", count: 32), seq: 4)
    var filter = SessionFilter()
    filter.includesSuperseded = false
    let table = ReadTable(
      try SessionTable(
        of: [second.document, first.document, original.document], filter: filter
      ).csv)
    #expect(table.rows.count == 1)
    #expect(table.cell(0, "subject") == "S-009")
    #expect(table.cell(0, "visit") == "6-months")
    #expect(table.cell(0, "version") == "3")
  }

  @Test("visit corrected to one that sorts earlier, the latest version is the correction")
  func latest() throws {
    let correction = original.corrected(
      [("visit", "baseline", "6-months")], reason: "wrong-visit", sha256: hash, seq: 3)
    let documents = [original.document, correction.document]
    #expect(try SessionVersion.all(of: documents).last?.number == 1)
    let latest = try SessionVersion.latest(of: original.session, among: documents)
    #expect(latest?.number == 2)
    #expect(latest?.record.identity.visit == "6-months")
    #expect(try SessionVersion.latest(of: "another", among: documents) == nil)
  }

  @Test("old value that does not stand, the export is refused by name")
  func unfit() throws {
    let correction = original.corrected(
      [("subject", "S-777", "S-002")], reason: "wrong-subject", sha256: hash, seq: 3)
    let refused = fault(of: { _ = try SessionTable(of: [original.document, correction.document]) })
    #expect(refused?.code == .correctionDoesNotFit)
    #expect(refused?.subject.contains(hash) == true)
  }

  @Test("correction without its record, refused")
  func orphan() throws {
    let correction = original.corrected(
      [("subject", "S-001", "S-002")], reason: "wrong-subject", sha256: hash, seq: 3)
    let refused = fault(of: { _ = try SessionTable(of: [correction.document]) })
    #expect(refused?.code == .correctionWithoutRecord)
  }

  @Test("two records that end one session, refused")
  func twoEnds() throws {
    var other = original
    (other.sha256, other.seq) = (hash, 9)
    let refused = fault(of: { _ = try SessionTable(of: [original.document, other.document]) })
    #expect(refused?.code == .recordsContradict)
  }

  @Test("record with an unknown member, refused with its name")
  func unknownMember() throws {
    var json = try #require(original.json.object)
    json["arm"] = "mild"
    let refused = fault(of: {
      _ = try SessionTable(of: [RecordDocument(json: .object(json), sha256: hash)])
    })
    #expect(refused?.code == .recordUnreadable)
    #expect(refused?.sentence.contains("arm") == true)
  }
}
