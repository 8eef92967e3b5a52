import Readings
import SessionCapture
import StrictJSON
import Testing

/// What an entry tells, changed, is refused with a code where it shows.
@Suite struct ChangedEntryTests {
  @Test("a sample cell changed by one, is refused at that row", arguments: 0..<6)
  func sampleCell_changed_differs(cell: Int) throws {
    for index in try ReplayBench.places(of: .sample, 12) {
      let sequence = UInt32(index)
      let code = try ReplayBench.refusal { entries in
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
    let index = try #require(try ReplayBench.places(of: .sample, 1).first)
    let code = try ReplayBench.refusal { entries in
      var row = try #require(SampleRow(payload: entries[index].payload))
      row[channel] = nil
      entries[index].payload = row.payload
    }
    #expect(code == ReplayRefusal(.differs, UInt32(index)))
  }

  @Test("a sample row at another time, is refused at that row")
  func sampleTime_changed_differs() throws {
    for index in try ReplayBench.places(of: .sample, 12) {
      let code = try ReplayBench.refusal { $0[index].instant = $0[index].instant + Microseconds(1) }
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
        let refusal = try ReplayBench.refusal { entries in
          var changed = event
          changed.members[member.key] = ReplayBench.another(member.value)
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
      let refusal = try ReplayBench.refusal { entries in
        var changed = event
        if event.kind == .edge {
          changed.instant = event.instant + Microseconds(1)
        } else {
          changed.members["value"] = ReplayBench.another(event.members["value"] ?? .null)
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
    let time = try ReplayBench.refusal { $0[index].instant = $0[index].instant + Microseconds(1) }
    #expect(time == ReplayRefusal(.unreadable, UInt32(index)))
    let sequence = try ReplayBench.refusal { entries in
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
      let refusal = try ReplayBench.refusal { entries in
        let head =
          "{\"seq\":\(index),\"t_us\":\(entries[index].instant.microseconds),\"type\":\"edge\","
        entries[index].payload = Array((head + text + "}").utf8)
      }
      #expect(refusal == ReplayRefusal(.unreadable, UInt32(index)), "\(text)")
    }
  }

  @Test("one flipped bit in a frame received during the walk, shows in later rows or in the walk")
  func frameByte_flipped_shows() throws {
    let walk = try TestWalk.shared
    var refused = 0
    let places = try ReplayBench.places(of: .frame, 24).filter { walk.entries[$0].payload[1] == 0 }
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
    let index = try #require(try ReplayBench.places(of: .frame, 1).first)
    for payload: [UInt8] in [[], [1], [1, 2, 0xA4]] {
      #expect(
        try ReplayBench.refusal { $0[index].payload = payload }
          == ReplayRefusal(.unreadable, UInt32(index)))
    }
  }
}
