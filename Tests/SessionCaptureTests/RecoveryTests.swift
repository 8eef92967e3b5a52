import Readings
import SessionCapture
import StrictJSON
import Testing
import WalkProtocol

/// What a cut of power leaves, by where the walk stood.
@Suite struct RecoveryTests {
  @Test(
    "a journal torn while preparing or armed, is a walk abandoned before its start",
    arguments: [WalkPhase.preparing, .armed])
  func torn_beforeStart_abandoned(phase: WalkPhase) throws {
    let walk = try TestWalk.shared
    let recovery = try recover(walk.entries.prefix(try walk.index(ofEntering: phase) + 3))
    let timeline = recovery.replay.engine.machine.timeline
    #expect(recovery.replay.engine.machine.phase == .abandoned)
    #expect(!recovery.wasComplete)
    #expect(timeline.start == nil && timeline.marks.isEmpty)
    #expect(timeline.end?.reason == .abandonedBeforeStart)
    #expect(timeline.end?.by == .interruption)
    #expect(recovery.replay.engine.summary.outcome == nil)
  }

  @Test("a journal torn while walking, is interrupted at the last instant it proves")
  func torn_walking_interrupted() throws {
    let walk = try TestWalk.shared
    let begin = try walk.index(ofEntering: .walking)
    let end = try walk.index(ofEntering: .ended)
    for count in [begin + 1, begin + 2, (begin + end) / 2, end - 6] {
      let kept = walk.entries.prefix(count)
      let recovery = try recover(kept)
      let timeline = recovery.replay.engine.machine.timeline
      #expect(recovery.replay.engine.machine.phase == .interrupted)
      #expect(timeline.end?.reason == .interrupted && timeline.end?.by == .interruption)
      #expect(timeline.end?.at == kept.map(\.instant).max())
      #expect(timeline.start == walk.engine.machine.timeline.start)
      #expect(walk.engine.machine.timeline.marks.starts(with: timeline.marks))
      let outcome = try #require(recovery.replay.engine.summary.outcome)
      #expect(outcome.severeSymptoms.time == nil)
      #expect(outcome.severeSymptoms.censored == outcome.totalAmbulation)
      #expect(outcome.severeSymptoms.censoredReason == .interrupted)
      #expect(outcome.severeSymptoms.capped == nil)
    }
  }

  @Test("a journal torn after END, keeps END and the marks")
  func torn_ended_keepsEnd() throws {
    let walk = try TestWalk.shared
    let ended = try walk.index(ofEntering: .ended)
    for count in [ended + 1, ended + 40, walk.entries.count - 2] {
      let recovery = try recover(walk.entries.prefix(count))
      let timeline = recovery.replay.engine.machine.timeline
      #expect(recovery.replay.engine.machine.phase == .interrupted)
      #expect(timeline.end?.at == walk.engine.machine.timeline.end?.at)
      #expect(timeline.end?.reason == .severeSymptoms && timeline.end?.by == .button)
      #expect(timeline.marks == walk.engine.machine.timeline.marks)
      let outcome = try #require(recovery.replay.engine.summary.outcome)
      let whole = try #require(walk.engine.summary.outcome)
      #expect(outcome.totalAmbulation == whole.totalAmbulation)
      #expect(outcome.firstSymptoms == whole.firstSymptoms)
      #expect(outcome.severeSymptoms == whole.severeSymptoms)
      #expect(outcome.distanceMm == whole.distanceMm)
    }
  }

  @Test("a closed journal that was not sealed, is complete and gets no entry more")
  func closed_unsealed_wasComplete() throws {
    let walk = try TestWalk.shared
    let recovery = try SessionRecovery(journal: walk.journal)
    #expect(recovery.wasComplete)
    #expect(recovery.tornTail == nil)
    #expect(recovery.boot == TestWalk.boot)
    #expect(Array(recovery.replay.entries) == walk.entries)
    #expect(recovery.replay.engine.walk.compactBytes == walk.engine.walk.compactBytes)
  }

  @Test("a journal without a session or without a protocol, is reported")
  func noSession_reported() throws {
    let walk = try TestWalk.shared
    for count in [0, 1] {
      #expect {
        _ = try recover(walk.entries.prefix(count))
      } throws: { error in
        (error as? JournalFault)?.code == .inconsistent
      }
    }
    #expect {
      _ = try SessionRecovery(journal: Array(walk.journal.prefix(20)))
    } throws: { error in
      (error as? JournalFault)?.code == .truncatedHeader
    }
  }

  @Test("a journal torn before anything was prepared, has neither START nor END")
  func torn_idle_noWalk() throws {
    let recovery = try recover(try TestWalk.shared.entries.prefix(2))
    #expect(!recovery.wasComplete)
    #expect(recovery.replay.engine.opening == TestWalk.opening)
    #expect(recovery.replay.engine.machine.timeline.start == nil)
    #expect(recovery.replay.engine.machine.timeline.end == nil)
  }

  @Test("outputs missing after the last input, are completed as the whole run wrote them")
  func outputsMissing_completed() throws {
    let walk = try TestWalk.shared
    var completed = 0
    for index in walk.entries.indices.dropFirst() {
      guard let event = SessionEvent(parsing: walk.entries[index].payload), !event.kind.isHeard
      else { continue }
      // Everything before this output is durable, the output and what follows is not.
      let replay = try SessionReplay(of: Array(walk.entries[..<index]), end: .torn)
      #expect(replay.completed >= 1, "entry \(index)")
      #expect(walk.entries.starts(with: replay.entries), "entry \(index)")
      #expect(replay.lastInstant == walk.entries[index - 1].instant)
      completed += 1
    }
    #expect(completed > 30)
  }

  @Test("dropped bytes, are told in an event and counted in the quality block")
  func droppedBytes_told() throws {
    let walk = try TestWalk.shared
    let index = try walk.index(ofEntering: .ended) - 20
    let journal = TestWalk.journal(of: walk.entries[..<index]) + [0xE7, 3, 1]
    let recovery = try SessionRecovery(journal: journal)
    #expect(recovery.tornTail?.droppedBytes == 3)
    #expect(recovery.replay.engine.walk["quality"]?["torn_bytes"]?.integer == 3)
    let told = recovery.replay.entries[index...].compactMap { SessionEvent(parsing: $0.payload) }
    #expect(told.first?.kind == .torn)
    #expect(told.first?.members["dropped_bytes"]?.integer == 3)
  }

  @Test("a recovered walk, replays as a whole record and its files come back equal")
  func recovered_replaysWhole() throws {
    let walk = try TestWalk.shared
    let ends = [try walk.index(ofEntering: .walking) + 50, try walk.index(ofEntering: .armed) + 9]
    for count in ends {
      let recovery = try recover(walk.entries.prefix(count), tail: [0xE7, 4, 9, 0, 1])
      let replay = try SessionReplay(of: recovery.replay.entries, end: .whole)
      #expect(replay.engine.walk.compactBytes == recovery.replay.engine.walk.compactBytes)
      let back = try PackageMaterial(of: recovery.replay.entries).entries()
      #expect(back.dropFirst().elementsEqual(recovery.replay.entries.dropFirst()))
    }
  }

  @Test("a recovery recovered again, is complete and unchanged")
  func recovered_again_unchanged() throws {
    let walk = try TestWalk.shared
    let once = try recover(walk.entries.prefix(try walk.index(ofEntering: .walking) + 50))
    let twice = try recover(Array(once.replay.entries)[...])
    #expect(twice.wasComplete)
    #expect(twice.replay.entries == once.replay.entries)
  }

  private func recover(
    _ entries: ArraySlice<JournalEntry>, tail: [UInt8] = []
  ) throws(JournalFault) -> SessionRecovery {
    try SessionRecovery(journal: TestWalk.journal(of: entries) + tail)
  }
}
