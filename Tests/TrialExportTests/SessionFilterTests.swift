import Testing

@testable import TrialExport

@Suite struct SessionFilterTests {
  private func subjects(_ change: (inout SessionFilter) throws -> Void) throws -> [String] {
    var filter = SessionFilter()
    try change(&filter)
    let table = try SessionTable(of: SessionTableTests.visits.map(\.document), filter: filter)
    return table.versions.map { "\($0.record.identity.subject)/\($0.record.identity.trial)" }
  }

  @Test("each condition alone, only its rows")
  func single() throws {
    #expect(try subjects { $0.subjects = ["S-002"] } == ["S-002/1"])
    #expect(try subjects { $0.visits = ["baseline"] } == ["S-001/1", "S-001/2"])
    #expect(try subjects { $0.modes = ["overground-self-paced"] } == ["S-002/1"])
    #expect(try subjects { $0.sites = ["002"] } == [])
    #expect(try subjects { $0.studies = ["DEMO", "OTHER"] }.count == 3)
  }

  @Test("date range in UTC, both days included")
  func dates() throws {
    #expect(try subjects { $0.through = try .init("2026-11-22") } == ["S-001/1"])
    #expect(
      try subjects {
        $0.from = try .init("2026-11-23")
        $0.through = try .init("2027-05-20")
      } == ["S-001/2", "S-002/1"])
  }

  @Test("protocol with and without version, matched exactly")
  func protocols() throws {
    #expect(try subjects { $0.protocols = [try .init("self-selected-15min")] } == ["S-002/1"])
    #expect(try subjects { $0.protocols = [try .init("deen-1.2mph-15min@1")] }.count == 2)
    #expect(try subjects { $0.protocols = [try .init("deen-1.2mph-15min@2")] } == [])
  }

  @Test(
    "text that is no date, refused with what to write",
    arguments: ["22.11.2026", "2026-02-30", "2026-13-01", "", "2026-11-22T", "202٦-11-22"])
  func badDate(_ text: String) {
    let refused = fault(of: { _ = try SessionFilter.Day(text) })
    #expect(refused?.code == .filterNotUnderstood)
    #expect(refused?.sentence.contains("2026-11-22") == true)
  }

  @Test("text that is no protocol, refused", arguments: ["", "@1", "a@b", "a@0", "a@1@2"])
  func badProtocol(_ text: String) {
    let refused = fault(of: { _ = try SessionFilter.ProtocolChoice(text) })
    #expect(refused?.code == .filterNotUnderstood)
  }
}
