import ControlSocket
import Foundation
import StrictJSON
import Testing

/// docs/control-protocol.md says what the code does.
@Suite struct ProtocolDocumentTests {
  @Test("the table of requests, lists each with its members and roles")
  func requests_match() throws {
    let rows = try Self.rows("Request")
    #expect(rows.map { $0[0] } == ControlRequest.Kind.allCases.map { "`\($0.rawValue)`" })
    for (row, kind) in zip(rows, ControlRequest.Kind.allCases) {
      #expect(row[2] == kind.roles.map(\.rawValue).joined(separator: ", "), "\(kind)")
      let samples = Samples.requests.filter { $0.kind == kind }
      let members = try Set(samples.flatMap { try Self.members(ControlCall(id: 1, $0).line) })
      #expect(Self.named(row[1]) == members.subtracting(["id", "request"]), "\(kind)")
    }
    let results = Set(ControlResult.Kind.allCases.map { "`\($0.rawValue)`" })
    #expect(Set(rows.map { $0[3] }) == results)
  }

  @Test("the tables of results and events, list each with its members")
  func results_match() throws {
    let results = try Self.rows("Result")
    #expect(results.map { $0[0] } == ControlResult.Kind.allCases.map { "`\($0.rawValue)`" })
    for (row, kind) in zip(results, ControlResult.Kind.allCases) {
      let samples = Samples.results.filter { $0.kind == kind }
      let members = try Set(
        samples.flatMap { try Self.members(ControlMessage.reply(id: 1, $0).line ?? []) })
      #expect(
        Self.named(row[1]).subtracting(["device"]) == members.subtracting(["reply", "result"]),
        "\(kind)")
    }
    let events = try Self.rows("Event")
    #expect(events.map { $0[0] } == ControlEvent.Kind.allCases.map { "`\($0.rawValue)`" })
    for (row, event) in zip(events, [0, 1, 2, 4, 5].map { Samples.events[$0] }) {
      let members = try Set(Self.members(ControlMessage.event(event).line ?? []))
      // The sample has no distance: an absent channel is not told.
      let named = Self.named(row[1]).subtracting(["value", "age_us", "distance"])
      #expect(named == members.subtracting(["event"]), "\(event.kind)")
    }
  }

  @Test("the table of refusals, lists every code")
  func codes_match() throws {
    #expect(
      try Self.rows("Code").map { $0[0] } == ControlFault.Code.allCases.map { "`\($0.rawValue)`" })
  }

  @Test("the example, is a conversation that both sides read")
  func example_isRead() throws {
    let text = try Self.page()
    let example = try #require(text.components(separatedBy: "```").dropFirst().first)
    let lines = example.split(separator: "\n").map { Array($0.utf8) }
    try #require(lines.count == 4)
    for (index, line) in lines.enumerated() {
      if index % 2 == 0 {
        #expect(try ControlCall(parsing: line).line.dropLast() == line[...])
      } else {
        #expect(try ControlMessage(parsing: line).line?.dropLast() == line[...])
      }
    }
    #expect(text.contains("version `\(ControlProtocol.version)`"))
  }

  private static func page() throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: "docs/control-protocol.md"), encoding: .utf8)
  }

  /// The rows of the table whose first column has this header, cut into cells.
  private static func rows(_ header: String) throws -> [[String]] {
    let lines = try page().components(separatedBy: "\n")
    let start = try #require(lines.firstIndex { $0.hasPrefix("| \(header) |") })
    return lines[(start + 2)...].prefix { $0.hasPrefix("|") }.map { line in
      line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
        .map { $0.trimmingCharacters(in: .whitespaces) }
    }
  }

  /// The words in back quotes.
  private static func named(_ cell: String) -> Set<String> {
    Set(
      cell.components(separatedBy: "`").enumerated().filter { $0.offset % 2 == 1 }.map(\.element))
  }

  private static func members(_ line: [UInt8]) throws -> [String] {
    try StrictJSON.parse(line).object?.members.map(\.key) ?? []
  }
}
