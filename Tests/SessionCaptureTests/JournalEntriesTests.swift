import Readings
import SessionCapture
import Testing
import WalktestTesting

/// What is held small comes out as it was put in.
@Suite("Journal entries held small")
struct JournalEntriesTests {
  @Test("a walk's entries, each comes out to the byte, by place and in order")
  func walk_unchanged() throws {
    let walk = try TestWalk.shared
    let held = JournalEntries(walk.entries)
    #expect(held.count == walk.entries.count)
    #expect(held.elementsEqual(walk.entries))
    #expect(held.reversed().elementsEqual(walk.entries.reversed()))
    #expect(held == JournalEntries(walk.entries))
  }

  @Test("rows that only grow older, one after another, come out as they were, whatever breaks them")
  func rows_anyBreak_unchanged() {
    var random = SplitMix(state: 59)
    for _ in 0..<200 {
      let entries = Self.rows(&random)
      let held = JournalEntries(entries)
      #expect(Array(held) == entries)
      for place in entries.indices { #expect(held[place] == entries[place]) }
    }
  }

  @Test("a row that differs in any of sequence, time, value or age, equals no run without it")
  func changed_notEqual() throws {
    let entries = try Array(TestWalk.shared.entries)
    let place = try #require(
      entries.indices.last { entries[$0].kind == .sample && entries[$0].payload.count > 1 })
    let changes: [(inout JournalEntry) -> Void] = [
      { $0.sequence += 1 }, { $0.instant = $0.instant + Microseconds(1) },
      { $0.payload[1] ^= 1 }, { $0.payload[9] ^= 1 }, { $0.payload = [0] }, { $0.payload = [] },
    ]
    for change in changes {
      var changed = entries
      change(&changed[place])
      let held = JournalEntries(changed)
      #expect(Array(held) == changed)
      #expect(held != JournalEntries(entries))
    }
  }

  @Test("a payload longer than a journal takes, comes out all the same: the walk goes on in memory")
  func tooLong_unchanged() {
    let long = JournalEntry(
      kind: .event, sequence: 1, instant: MonotonicInstant(microseconds: 5),
      payload: [UInt8](repeating: 7, count: JournalEntry.longestPayload + 1))
    var after = long
    after.payload = []
    #expect(Array(JournalEntries([long, after])) == [long, after])
  }

  @Test("no entries from the end on; without rows, the rest in order from any place")
  func withoutSamples_matchesFilter() throws {
    let entries = try TestWalk.shared.entries
    let held = JournalEntries(entries)
    for place in stride(from: 0, through: entries.count, by: 97) {
      let expected = entries[place...].filter { $0.kind != .sample }
      #expect(held.withoutSamples(from: place) == expected)
    }
    #expect(held.withoutSamples(from: entries.count + 1).isEmpty)
    #expect(JournalEntries().isEmpty)
  }

  /// Rows of a channel, with a fault at random places: a step of another length, a sequence that
  /// jumps, a value that changes, an age at the end of what it can hold, a row that is none.
  private static func rows(_ random: inout SplitMix) -> [JournalEntry] {
    var entry = JournalEntry(
      kind: .sample, sequence: UInt32.random(in: 0...9, using: &random),
      instant: MonotonicInstant(microseconds: 1_000_000), payload: [])
    var row = SampleRow()
    row[.speed] = SampleRow.Cell(value: 1_200, age: Microseconds(Int64(UInt32.max) - 150_000))
    return (0..<40).map { _ in
      var step = Microseconds.milliseconds(10)
      switch Int.random(in: 0..<12, using: &random) {
      case 0: step = step + Microseconds(1)
      case 1: entry.sequence += 1
      case 2: row[.speed]?.value += 1
      case 3: row[.distance] = SampleRow.Cell(value: 5, age: .zero)
      case 4: row = SampleRow()
      default: break
      }
      entry.sequence += 1
      entry.instant = entry.instant + step
      for channel in Channel.allCases {
        if let cell = row[channel] { row[channel]?.age = cell.age + step }
      }
      entry.payload = Int.random(in: 0..<20, using: &random) == 0 ? [8] : row.payload
      return entry
    }
  }
}
