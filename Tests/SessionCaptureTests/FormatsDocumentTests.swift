import Foundation
import Readings
import SessionRecord
import StrictJSON
import Testing
import WalkProtocol
import WalktestTesting

@testable import SessionCapture

/// docs/formats.md says what the code does.
@Suite struct FormatsDocumentTests {
  @Test("the table of event types, lists every type in order with who tells it")
  func eventTypes_match() throws {
    let rows = try Self.rows(under: "### 2.2 events.jsonl", header: "Type")
    #expect(rows.map { $0[0] } == SessionEvent.Kind.allCases.map { "`\($0.rawValue)`" })
    #expect(rows.map { $0[1] } == SessionEvent.Kind.allCases.map { $0.isHeard ? "heard" : "said" })
  }

  @Test("the members of an event type, are those that a walk's events have in that order")
  func eventMembers_match() throws {
    let rows = try Self.rows(under: "### 2.2 events.jsonl", header: "Type")
    let walk = try TestWalk.shared
    var seen = 0
    for row in rows {
      let kind = try #require(
        SessionEvent.Kind(rawValue: row[0].trimmingCharacters(in: ["`"])))
      guard ![.command, .pod].contains(kind), let event = walk.events(kind).first else { continue }
      var place = row[2].startIndex
      for member in event.members.members {
        let found = try #require(
          row[2].range(of: "`\(member.key)`", range: place..<row[2].endIndex),
          "\(kind.rawValue): \(member.key)")
        place = found.upperBound
      }
      seen += 1
    }
    #expect(seen >= 10)
  }

  @Test("the members of resumed, which no undisturbed walk has, are those of the code")
  func resumedMembers_match() throws {
    let rows = try Self.rows(under: "### 2.2 events.jsonl", header: "Type")
    let row = try #require(rows.first { $0[0] == "`resumed`" })
    var engine = SessionEngine(definition: try TestWalk.shared.engine.machine.definition)
    let instant = MonotonicInstant(microseconds: 600_000_000)
    let entry = engine.take(.resumed(last: instant, droppedBytes: 3), at: instant).entries[0]
    let event = try #require(SessionEvent(parsing: entry.payload))
    #expect(event.members.members.map(\.key) == ["last_us", "dropped_bytes"])
    let told = try #require(row[2].range(of: "`last_us`")?.lowerBound)
    #expect(try told < #require(row[2].range(of: "`dropped_bytes`")?.lowerBound))
  }

  @Test("the table of commands, lists every command of the machine")
  func commands_match() throws {
    let rows = try Self.rows(under: "### 2.2 events.jsonl", header: "Command")
    let listed = rows.flatMap { $0[0].components(separatedBy: ", ") }
    let fromDevices: [EventKind] = [.edge, .tick, .deviceLost, .deviceBack]
    let commands = EventKind.allCases.filter { !fromDevices.contains($0) }
    #expect(Set(listed) == Set(commands.map { "`\($0.rawValue)`" }))
    #expect(listed.count == commands.count)
  }

  @Test("the table of entry kinds, lists every kind with its number")
  func entryKinds_match() throws {
    let rows = try Self.rows(under: "### Journal entries", header: "Kind")
    #expect(rows.map { $0[0] } == JournalEntry.Kind.allCases.map { "\($0.rawValue)" })
  }

  @Test("the tables of header and entry, have fields without gaps up to the sizes in the code")
  func fields_withoutGaps() throws {
    let header = try Self.rows(under: "### Journal header", header: "Offset")
    var offset = 0
    for row in header {
      #expect(row[0] == "\(offset)")
      offset += try #require(Int(row[1]))
    }
    #expect(offset == JournalHeader.size)
    let entry = try Self.rows(under: "### Journal entries", header: "Offset")
    let fixed = entry.compactMap { Int($0[1]) }.reduce(0, +)
    #expect(fixed == JournalEntry.overhead)
  }

  @Test("the reasons of a torn tail, are those of the code")
  func tornReasons_match() throws {
    let rows = try Self.rows(under: "### Writing, reservation and the torn tail", header: "Reason")
    #expect(rows.map { $0[0] } == TornTail.Reason.allCases.map { "`\($0.rawValue)`" })
  }

  @Test("the examples in bytes, are what the code writes")
  func examples_match() throws {
    let text = try Self.document
    let header = JournalHeader(
      session: Array(0x10...0x1F), boot: Array(0x20...0x2F),
      opened: MonotonicInstant(microseconds: 0x0102_0304_0506_0708))
    let digits = Self.hex(header.bytes)
    #expect(text.contains("```\n\(digits.prefix(64))\n\(digits.suffix(64))\n```"))
    #expect(
      text.contains("72 623 859 790 382 856") && 0x0102_0304_0506_0708 == 72_623_859_790_382_856)
    let event = JournalEntry(
      kind: .event, sequence: 7, instant: MonotonicInstant(microseconds: -2),
      payload: Array("{}".utf8))
    #expect(text.contains("```\n\(Self.hex(event))\n```"))
    var row = SampleRow()
    row[.distance] = SampleRow.Cell(value: 62_500, age: .milliseconds(1))
    row[.strides] = SampleRow.Cell(value: 3, age: Microseconds(2))
    let sample = JournalEntry(
      kind: .sample, sequence: 1, instant: MonotonicInstant(microseconds: 600_000_000),
      payload: row.payload)
    #expect(text.contains("```\n\(Self.hex(sample))\n```"))
  }

  @Test("the header of the samples, stands as the code writes it")
  func samplesHeader_matches() throws {
    let header = PackageText.samplesHeader.trimmingCharacters(in: .newlines)
    #expect(try Self.document.contains("```\n\(header)\n```"))
  }

  @Test("the members of record.json and walk, are those that the code writes in that order")
  func recordMembers_match() throws {
    let walk = try TestWalk.shared.engine.walk
    let rows = try Self.rows(under: "### 3.1 record.json", header: "Member", table: 1)
    #expect(rows.map { $0[0] } == walk.object?.members.map { "`\($0.key)`" })
    let quality = try #require(walk["quality"]?.object).members.map { "`\($0.key)`" }
    #expect(rows.last?[1] == quality.joined(separator: ", "))
  }

  @Test("the members of the sample loop's evidence, are those that the code writes in that order")
  func loopEvidence_matches() throws {
    var bench = try LiveBench(at: MachineClocks.now, ticks: .loop(LatestReadings()))
    try bench.offerArming()
    try bench.attend { !$0.samples.isEmpty }
    try bench.interrupt()
    let evidence = try #require(bench.events(.sampleLoop).last)
    let rows = try Self.rows(under: "### 2.2 events.jsonl", header: "Evidence")
    let listed = rows.flatMap { $0[0].components(separatedBy: ", ") }
    #expect(listed == evidence.members.members.map { "`\($0.key)`" })
    for state in LoopEvidence.State.allCases {
      #expect(try Self.document.contains("`\(state.rawValue)`"))
    }
    let clock = try #require(bench.events(.clock).first).members["kernel"]
    for member in clock?.object?.members ?? [] {
      #expect(try Self.document.contains("`\(member.key)`"), "\(member.key)")
    }
  }

  @Test("the changes of clocks and the clock's members of quality, are those of the code")
  func clockEvidence_matches() throws {
    let rows = try Self.rows(under: "### 2.2 events.jsonl", header: "Change")
    #expect(rows.map { $0[0] } == ClockChange.Kind.allCases.map { "`\($0.rawValue)`" })
    let clock = try #require(try TestWalk.shared.engine.walk["quality"]?["clock"]?.object)
    let text = try Self.document
    var place = try #require(text.range(of: "`clock` has `readings`")).lowerBound
    for member in clock.members {
      let found = try #require(
        text.range(of: "`\(member.key)`", range: place..<text.endIndex), "\(member.key)")
      place = found.upperBound
    }
  }

  @Test("the types of signatures and the members of a protocol, are those of the code")
  func signaturesAndProtocol_match() throws {
    let types = try Self.rows(under: "### 3.2 Signatures", header: "File").map { $0[1] }
    #expect(types == SignedType.allCases.map { "`\($0.rawValue)`" })
    let rows = try Self.rows(under: "## 4. The protocol file", header: "Member")
    let listed = rows.flatMap { $0[0].components(separatedBy: ", ") }
    let schema = try StrictJSON.parse(ShippedProtocols.schema)
    let required = try #require(schema["required"]?.array).compactMap(\.string)
    #expect(listed == required.map { "`\($0)`" })
  }

  @Test("every fault code of a journal that is refused, is named")
  func faultCodes_named() throws {
    let codes: [JournalFault.Code] = [
      .truncatedHeader, .notAJournal, .damagedHeader, .unknownVersion, .entryTooLong, .inUse,
      .changed,
    ]
    for code in codes { #expect(try Self.document.contains("`\(code.rawValue)`")) }
  }

  private static var document: String { get throws { try text.get() } }
  private static let text = Result {
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try String(contentsOf: package.appending(path: "docs/formats.md"), encoding: .utf8)
  }

  /// The cells of a table's rows below a heading; `table` counts those with that first header.
  private static func rows(
    under heading: String, header: String, table: Int = 0
  ) throws -> [[String]] {
    let lines = try document.components(separatedBy: "\n")
    let start = try #require(lines.firstIndex(of: heading), "no heading \(heading)")
    let below = lines[(start + 1)...].prefix { !$0.hasPrefix("#") }
    let heads = below.indices.filter { below[$0].hasPrefix("| \(header) |") }
    let head = try #require(heads.dropFirst(table).first, "no table \(header)")
    return below[(head + 2)...].prefix { $0.hasPrefix("|") }.map { line in
      line.dropFirst(2).dropLast(2).components(separatedBy: " | ")
    }
  }

  private static func hex(_ entry: JournalEntry) -> String {
    var bytes: [UInt8] = []
    entry.append(to: &bytes)
    return hex(bytes)
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
