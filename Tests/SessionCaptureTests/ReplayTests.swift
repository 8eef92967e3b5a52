import SessionCapture
import StrictJSON
import Testing
import WalkProtocol
import WalktestTesting

/// The same entries give the same walk; entries that are missing, swapped or made up are refused.
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

  @Test("an event that the engine says heard before its cause, is unreadable")
  func saidEvent_unprompted_unreadable() throws {
    let walk = try TestWalk.shared
    let mark = try #require(walk.events(.mark).first)
    let index = try #require(try ReplayBench.places(of: .sample, 1).first)
    let refusal = try ReplayBench.refusal { entries in
      let invented = SessionEvent(
        sequence: UInt32(index), instant: entries[index - 1].instant, kind: .mark,
        members: mark.members.members.map { ($0.key, $0.value) })
      entries.insert(invented.entry, at: index)
      ReplayBench.renumber(&entries)
    }
    #expect(refusal?.code == .unreadable)
  }

  @Test("an entry taken away with the numbers kept, is missed; with new numbers, it differs")
  func entry_removed_refused() throws {
    let walk = try TestWalk.shared
    var random = SplitMix(state: 5)
    for _ in 0..<30 {
      let index = Int.random(in: 1..<(walk.entries.count - 1), using: &random)
      let refusal = try ReplayBench.refusal { $0.remove(at: index) }
      #expect([.sequenceBroken, .differs].contains(refusal?.code), "entry \(index)")
      #expect(refusal.map { $0.sequence >= UInt32(index) } == true, "entry \(index)")
    }
    for index in try ReplayBench.places(of: .sample, 10) {
      let quality = walk.engine.walk.compactBytes
      var entries = walk.entries
      entries.remove(at: index)
      ReplayBench.renumber(&entries)
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
      let refusal = try ReplayBench.refusal { $0.swapAt(index, index + 1) }
      #expect([.sequenceBroken, .differs].contains(refusal?.code), "entry \(index)")
      #expect(refusal.map { $0.sequence >= UInt32(index) } == true, "entry \(index)")
    }
  }

  @Test("the last entry missing, is incomplete when whole and completed when torn")
  func lastSaid_missing() throws {
    let walk = try TestWalk.shared
    let cut = Array(walk.entries.dropLast())
    #expect(try ReplayBench.refusal { $0.removeLast() }?.code == .incomplete)
    let torn = try SessionReplay(of: cut, end: .torn)
    #expect(Array(torn.entries) == walk.entries)
    #expect(torn.completed == 1)
  }

  @Test("no protocol file first, an unreadable one or a second one, is refused")
  func protocolFile_notFirst_refused() throws {
    let none = try ReplayBench.refusal { $0.removeFirst() }
    #expect(none == ReplayRefusal(.noProtocol, 0))
    #expect(try ReplayBench.refusal { $0 = [] } == ReplayRefusal(.noProtocol, 0))
    #expect(
      try ReplayBench.refusal { $0[0].payload.removeFirst() } == ReplayRefusal(.noProtocol, 0))
    #expect(try ReplayBench.refusal { $0[0].sequence = 1 } == ReplayRefusal(.noProtocol, 0))
    let second = try ReplayBench.refusal { entries in
      entries[9].kind = .protocolFile
      entries[9].payload = entries[0].payload
    }
    #expect([.unreadable, .differs].contains(second?.code))
    #expect(second?.sequence == 9)
  }

  @Test("another protocol file, changes what the engine says")
  func protocolFile_changed_refused() throws {
    let other = try TestProtocol.quick(cap: "14 s")
    #expect(try ReplayBench.refusal { $0[0].payload = other }?.code == .differs)
  }
}
