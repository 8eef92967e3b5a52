import EmulatedBus
import Foundation
import StrictJSON
import Testing

/// `walktest journal show --file`: a journal read where it lies.
@Suite("walktest journal show --file") struct JournalFileTests {
  @Test("a file that is no journal, 65; one that is not there, 66")
  func wrong() async throws {
    let scratch = try Scratch()
    try Files.write(String(repeating: "no journal ", count: 20), to: scratch.path + "/x")
    _ = try await Walktest.refusal("journal", "show", "--file", scratch.path + "/x", status: 65)
    _ = try await Walktest.refusal("journal", "show", "--file", scratch.path + "/y", status: 66)
  }

  @Test("a journal cut short, the whole events, where it is torn and 1")
  func torn() async throws {
    let scratch = try Scratch()
    let path = scratch.path + "/cut.journal"
    let bytes = try JournalSample.bytes()
    try Data(bytes).write(to: URL(filePath: path))
    let whole = try await Walktest.run("journal", "show", "--file", path, "--json")
    #expect(whole.status == 0)
    #expect(whole.complaint.isEmpty)
    let events = try whole.lines.map { try StrictJSON.parse(Array($0.utf8)) }
    #expect(events.count == 3)
    try Data(bytes.dropLast(5)).write(to: URL(filePath: path))
    let cut = try await Walktest.run("journal", "show", "--file", path, "--json")
    #expect(cut.status == 1)
    #expect(cut.lines == Array(whole.lines.dropLast()))
    #expect(cut.complaint.contains("is torn at byte"))
    #expect(cut.complaint.contains("cut-short"))
  }
}
