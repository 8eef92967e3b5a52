import Readings
import SessionCapture
import StrictJSON
import Testing
import WalkProtocol
import WalktestTesting

/// The same entries give the same walk, and changed entries are refused with a code.
@Suite struct ReplayTests {
  @Test("the entries of a walk, replay to equal entries and an equal walk block")
  func entries_unchanged_equal() throws {
    let walk = try TestWalk.shared
    let replay = try SessionReplay(of: walk.entries, end: .whole)
    #expect(Array(replay.entries) == walk.entries)
    #expect(replay.completed == 0)
    #expect(replay.engine.walk.compactBytes == walk.engine.walk.compactBytes)
    #expect(replay.protocolBytes == walk.protocolBytes)
    #expect(replay.lastInstant == walk.entries.last?.instant)
  }

  @Test("a sample cell changed by one, is refused at that row", arguments: 0..<6)
  func sampleCell_changed_differs(cell: Int) throws {
    for index in try Self.places(of: .sample, 12) {
      let sequence = UInt32(index)
      let code = try Self.refusal { entries in
        var row = try #require(SampleRow(payload: entries[index].payload))
        let channel = Channel.allCases[cell / 2]
        var present = try #require(row[channel])
        if cell % 2 == 0 { present.value += 1 } else { present.age = present.age + Microseconds(1) }
        row[channel] = present
        entries[index].payload = row.payload
      }
      #expect(code == ReplayRefusal(.differs, sequence))
    }
  }

  @Test("a sample cell taken away, is refused at that row", arguments: Channel.allCases)
  func sampleCell_emptied_differs(channel: Channel) throws {
    let index = try #require(try Self.places(of: .sample, 1).first)
    let code = try Self.refusal { entries in
      var row = try #require(SampleRow(payload: entries[index].payload))
      row[channel] = nil
      entries[index].payload = row.payload
    }
    #expect(code == ReplayRefusal(.differs, UInt32(index)))
  }

  @Test("a sample row at another time, is refused at that row")
  func sampleTime_changed_differs() throws {
    for index in try Self.places(of: .sample, 12) {
      let code = try Self.refusal { $0[index].instant = $0[index].instant + Microseconds(1) }
      #expect(code == ReplayRefusal(.differs, UInt32(index)))
    }
  }

  @Test("any member of an event that the engine says changed, is refused at that event")
  func saidEvent_memberChanged_differs() throws {
    let walk = try TestWalk.shared
    var changes = 0
    for index in walk.entries.indices where walk.entries[index].kind == .event {
      let event = try #require(SessionEvent(parsing: walk.entries[index].payload))
      guard !event.kind.isHeard else { continue }
      for member in event.members.members {
        let refusal = try Self.refusal { entries in
          var changed = event
          changed.members[member.key] = Self.another(member.value)
          entries[index] = changed.entry
        }
        #expect(refusal == ReplayRefusal(.differs, UInt32(index)), "\(event) \(member.key)")
        changes += 1
      }
    }
    #expect(changes > 60)
  }

  @Test("a press or an answer that is heard differently, is refused at what follows from it")
  func heardEvent_changed_differsAfterIt() throws {
    let walk = try TestWalk.shared
    var changes = 0
    for index in walk.entries.indices where walk.entries[index].kind == .event {
      let event = try #require(SessionEvent(parsing: walk.entries[index].payload))
      let follows =
        walk.entries.indices.contains(index + 1)
        && SessionEvent(parsing: walk.entries[index + 1].payload).map { !$0.kind.isHeard } == true
      guard follows, event.kind == .edge || event.members["command"]?.string == "answer" else {
        continue
      }
      let refusal = try Self.refusal { entries in
        var changed = event
        if event.kind == .edge {
          changed.instant = event.instant + Microseconds(1)
        } else {
          changed.members["value"] = Self.another(event.members["value"] ?? .null)
        }
        entries[index] = changed.entry
      }
      #expect(refusal == ReplayRefusal(.differs, UInt32(index + 1)), "\(event)")
      changes += 1
    }
    // START, first symptoms, severe symptoms and every answer before and after.
    #expect(changes >= 3 + 15)
  }

  @Test("an event whose text tells another sequence or time than its entry, is unreadable")
  func heardEvent_otherHead_unreadable() throws {
    let index = try #require(
      try TestWalk.shared.entries.firstIndex {
        SessionEvent(parsing: $0.payload)?.kind == .edge
      })
    let time = try Self.refusal { $0[index].instant = $0[index].instant + Microseconds(1) }
    #expect(time == ReplayRefusal(.unreadable, UInt32(index)))
    let sequence = try Self.refusal { entries in
      var event = try #require(SessionEvent(parsing: entries[index].payload))
      event.sequence += 1
      entries[index].payload = event.json.compactBytes
    }
    #expect(sequence == ReplayRefusal(.unreadable, UInt32(index)))
  }

  @Test("an event that lacks a member, has one more or tells no JSON, is unreadable")
  func heardEvent_malformed_unreadable() throws {
    let index = try #require(
      try TestWalk.shared.entries.firstIndex {
        SessionEvent(parsing: $0.payload)?.kind == .edge
      })
    let texts = [
      "\"source\":2,\"button\":1", "\"source\":2,\"button\":1,\"press\":true,\"more\":1",
      "\"source\":256,\"button\":1,\"press\":true", "\"source\":2,\"button\":\"1\",\"press\":true",
      "\"source\":2,\"button\":1,\"press\":\"yes\"", "\"source\": 2,\"button\":1,\"press\":true",
    ]
    for text in texts {
      let refusal = try Self.refusal { entries in
        let head =
          "{\"seq\":\(index),\"t_us\":\(entries[index].instant.microseconds),\"type\":\"edge\","
        entries[index].payload = Array((head + text + "}").utf8)
      }
      #expect(refusal == ReplayRefusal(.unreadable, UInt32(index)), "\(text)")
    }
  }

  @Test("an event that the engine says heard before its cause, is unreadable")
  func saidEvent_unprompted_unreadable() throws {
    let walk = try TestWalk.shared
    let mark = try #require(walk.events(.mark).first)
    let index = try #require(try Self.places(of: .sample, 1).first)
    let refusal = try Self.refusal { entries in
      let invented = SessionEvent(
        sequence: UInt32(index), instant: entries[index - 1].instant, kind: .mark,
        members: mark.members.members.map { ($0.key, $0.value) })
      entries.insert(invented.entry, at: index)
      Self.renumber(&entries)
    }
    #expect(refusal?.code == .unreadable)
  }

  @Test("one flipped bit in a frame received during the walk, shows in later rows or in the walk")
  func frameByte_flipped_shows() throws {
    let walk = try TestWalk.shared
    var refused = 0
    let places = try Self.places(of: .frame, 24).filter { walk.entries[$0].payload[1] == 0 }
    for (turn, index) in places.enumerated() {
      var entries = walk.entries
      let byte = 2 + turn % (entries[index].payload.count - 2)
      entries[index].payload[byte] ^= 1 << UInt8(turn % 8)
      do throws(ReplayFault) {
        let replay = try SessionReplay(of: entries, end: .whole)
        #expect(replay.engine.walk.compactBytes != walk.engine.walk.compactBytes, "entry \(index)")
      } catch {
        #expect(error.code == .differs, "entry \(index): \(error)")
        #expect(error.sequence > UInt32(index), "entry \(index): \(error)")
        refused += 1
      }
    }
    #expect(refused > places.count / 3)
  }

  @Test("a frame too short or of an unknown direction, is unreadable")
  func frame_malformed_unreadable() throws {
    let index = try #require(try Self.places(of: .frame, 1).first)
    for payload: [UInt8] in [[], [1], [1, 2, 0xA4]] {
      #expect(
        try Self.refusal { $0[index].payload = payload }
          == ReplayRefusal(.unreadable, UInt32(index)))
    }
  }

  @Test("an entry taken away with the numbers kept, is missed; with new numbers, it differs")
  func entry_removed_refused() throws {
    let walk = try TestWalk.shared
    var random = SplitMix(state: 5)
    for _ in 0..<30 {
      let index = Int.random(in: 1..<(walk.entries.count - 1), using: &random)
      let refusal = try Self.refusal { $0.remove(at: index) }
      #expect([.sequenceBroken, .differs].contains(refusal?.code), "entry \(index)")
      #expect(refusal.map { $0.sequence >= UInt32(index) } == true, "entry \(index)")
    }
    for index in try Self.places(of: .sample, 10) {
      let quality = walk.engine.walk.compactBytes
      var entries = walk.entries
      entries.remove(at: index)
      Self.renumber(&entries)
      let replay = try? SessionReplay(of: entries, end: .whole)
      #expect(replay.map { $0.engine.walk.compactBytes != quality } ?? true, "entry \(index)")
    }
  }

  @Test("two neighbouring entries swapped, are refused")
  func entries_swapped_refused() throws {
    let walk = try TestWalk.shared
    var random = SplitMix(state: 6)
    for _ in 0..<30 {
      let index = Int.random(in: 1..<(walk.entries.count - 1), using: &random)
      let refusal = try Self.refusal { $0.swapAt(index, index + 1) }
      #expect([.sequenceBroken, .differs].contains(refusal?.code), "entry \(index)")
      #expect(refusal.map { $0.sequence >= UInt32(index) } == true, "entry \(index)")
    }
  }

  @Test("the last entry missing, is incomplete when whole and completed when torn")
  func lastSaid_missing() throws {
    let walk = try TestWalk.shared
    let cut = Array(walk.entries.dropLast())
    #expect(try Self.refusal { $0.removeLast() }?.code == .incomplete)
    let torn = try SessionReplay(of: cut, end: .torn)
    #expect(Array(torn.entries) == walk.entries)
    #expect(torn.completed == 1)
  }

  @Test("no protocol file first, an unreadable one or a second one, is refused")
  func protocolFile_notFirst_refused() throws {
    let none = try Self.refusal { $0.removeFirst() }
    #expect(none == ReplayRefusal(.noProtocol, 0))
    #expect(try Self.refusal { $0 = [] } == ReplayRefusal(.noProtocol, 0))
    #expect(try Self.refusal { $0[0].payload.removeFirst() } == ReplayRefusal(.noProtocol, 0))
    #expect(try Self.refusal { $0[0].sequence = 1 } == ReplayRefusal(.noProtocol, 0))
    let second = try Self.refusal { entries in
      entries[9].kind = .protocolFile
      entries[9].payload = entries[0].payload
    }
    #expect([.unreadable, .differs].contains(second?.code))
    #expect(second?.sequence == 9)
  }

  @Test("another protocol file, changes what the engine says")
  func protocolFile_changed_refused() throws {
    let other = try TestProtocol.quick(cap: "14 s")
    #expect(try Self.refusal { $0[0].payload = other }?.code == .differs)
  }

  /// Places of entries of `kind` between START and END, evenly spread.
  private static func places(of kind: JournalEntry.Kind, _ count: Int) throws -> [Int] {
    let walk = try TestWalk.shared
    let range = try walk.index(ofEntering: .walking)..<walk.index(ofEntering: .ended)
    let all = range.filter { walk.entries[$0].kind == kind }
    try #require(all.count >= count)
    return (0..<count).map { all[$0 * all.count / count] }
  }

  /// How the walk is refused after a change; nil when it is not.
  private static func refusal(
    _ change: (inout [JournalEntry]) throws -> Void
  ) throws -> ReplayRefusal? {
    var entries = try TestWalk.shared.entries
    try change(&entries)
    do throws(ReplayFault) {
      _ = try SessionReplay(of: entries, end: .whole)
      return nil
    } catch {
      return ReplayRefusal(error.code, error.sequence)
    }
  }

  /// Gives the entries the sequence numbers of their places, in their texts too.
  private static func renumber(_ entries: inout [JournalEntry]) {
    for index in entries.indices where entries[index].sequence != UInt32(index) {
      entries[index].sequence = UInt32(index)
      guard var event = SessionEvent(parsing: entries[index].payload) else { continue }
      event.sequence = UInt32(index)
      entries[index].payload = event.json.compactBytes
    }
  }

  /// A value of the same kind that is not `value`.
  private static func another(_ value: JSONValue) -> JSONValue {
    switch value {
    case .integer(let number): .integer(number == 3 ? 4 : number + (number > 9 ? -1 : 1))
    case .string(let text) where text == "leg": .string("back")
    case .string(let text): .string(text + "x")
    case .bool(let flag): .bool(!flag)
    case .null: .integer(1)
    default: .null
    }
  }
}

/// Where and why a replay was refused.
struct ReplayRefusal: Equatable {
  var code: ReplayFault.Code
  var sequence: UInt32

  init(_ code: ReplayFault.Code, _ sequence: UInt32) {
    self.code = code
    self.sequence = sequence
  }
}
