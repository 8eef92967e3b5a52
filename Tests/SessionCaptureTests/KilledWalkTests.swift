import Readings
import SessionRecord
import StrictJSON
import Testing
import WalkProtocol
import WalktestTesting

@testable import SessionCapture

/// A walk killed anywhere and gone on with: what was heard stands to the microsecond, and nothing
/// stands that was not heard.
@Suite struct KilledWalkTests {
  @Test("killed after each entry around START, marks and END, nothing heard is lost or invented")
  func killed_aroundMarks_honest() throws {
    let walk = try TestWalk.shared
    let inputs = try Self.inputs.get()
    let closed = try walk.index(ofEntering: .closed)
    var (cuts, unconcerned) = (Set<Int>(), 0)
    for index in walk.entries.indices where Self.isTurningPoint(walk.entries[index]) {
      // A walk that was closed in the entries kept has nothing to go on with.
      cuts.formUnion(((index - 5)...(index + 5)).filter { $0 < closed - 1 })
    }
    for cut in cuts.sorted() {
      for gap in [Microseconds.milliseconds(60), .milliseconds(2_500)] {
        let killed = try KilledWalk(walk, inputs: inputs, after: cut, gap: gap)
        if try expectHonest(killed) { unconcerned += 1 }
      }
    }
    #expect(cuts.count >= 25, "\(cuts.count) cuts")
    #expect(unconcerned >= 12, "\(unconcerned) in which the button was not concerned")
  }

  @Test("killed at 24 random bytes with random gaps, nothing heard is lost or invented")
  func killed_anywhere_honest() throws {
    let walk = try TestWalk.shared
    let inputs = try Self.inputs.get()
    var random = SplitMix(state: 11)
    let begin = walk.entryEnds[3]
    let end = walk.entryEnds[try walk.index(ofEntering: .closed) - 2]
    for _ in 0..<24 {
      let cut = Int.random(in: begin..<end, using: &random)
      let gap = Microseconds(Int64.random(in: 50_000...25_000_000, using: &random))
      _ = try expectHonest(KilledWalk(walk, inputs: inputs, atByte: cut, gap: gap))
    }
  }

  @Test("killed between two presses, times and distance are those of the walk not killed")
  func killed_betweenPresses_sameOutcome() throws {
    let walk = try TestWalk.shared
    let start = try #require(walk.engine.machine.timeline.start)
    let cut = try #require(
      walk.entries.firstIndex { $0.kind == .sample && $0.instant > start + .seconds(5) })
    let inputs = try Self.inputs.get()
    #expect(
      try expectHonest(KilledWalk(walk, inputs: inputs, after: cut, gap: .milliseconds(3_000))))
    let session = try KilledWalk(walk, inputs: inputs, after: cut, gap: .milliseconds(3_000)).goOn()
    let outcome = try #require(session.engine.summary.outcome)
    let expected = try #require(walk.engine.summary.outcome)
    // The pod's counters run on without a host, so not a metre is lost.
    #expect(outcome.distanceMm == expected.distanceMm)
    #expect(outcome.distanceState == .complete)
    #expect(session.engine.machine.timeline.gaps.allSatisfy { $0.resumed == .exact })
  }

  /// Goes on with a killed walk and holds it against the whole one; true when the button was not
  /// concerned and every time had to be equal.
  private func expectHonest(_ killed: KilledWalk) throws -> Bool {
    let walk = killed.whole
    let cut: Comment = "killed after entry \(killed.kept - 1), \(killed.tornBytes) torn bytes"
    let before = try SessionReplay(of: Array(walk.entries.prefix(killed.kept)), end: .torn).engine
    let session = try killed.goOn()
    let timeline = session.engine.machine.timeline
    #expect(session.entries.starts(with: walk.entries.prefix(killed.kept)), cut)
    let file = try JournalContents(parsing: killed.scratch.bytes("journal"))
    #expect(file.entries == Array(session.entries) && file.tornTail == nil, cut)
    for mark in before.machine.timeline.marks {
      #expect(timeline.marks.contains { $0.mark == mark.mark && $0.at == mark.at }, cut)
    }
    let heard = Self.pressesAndCommands(session.entries)
    for mark in timeline.marks { #expect(heard.contains(mark.at), cut) }
    if let start = timeline.start { #expect(heard.contains(start), cut) }
    if let end = timeline.end, end.by != .interruption { #expect(heard.contains(end.at), cut) }
    try expectGapTold(killed, session, before, cut)
    let verdict = try Self.records.get().verdict(on: session)
    #expect(verdict.isGood, "\(cut): \(verdict.faults)")
    guard !killed.losesButton else { return false }
    let whole = walk.engine.machine.timeline
    #expect(timeline.start == whole.start && timeline.end == whole.end, cut)
    #expect(timeline.marks == whole.marks, cut)
    let outcome = session.engine.summary.outcome
    let expected = walk.engine.summary.outcome
    #expect(outcome?.firstSymptoms == expected?.firstSymptoms, cut)
    #expect(outcome?.severeSymptoms == expected?.severeSymptoms, cut)
    #expect(outcome?.totalAmbulation == expected?.totalAmbulation, cut)
    #expect(session.engine.machine.phase == .closed, cut)
    return true
  }

  /// The gap stands in the events, in the channels' gaps and in the missed ticks.
  private func expectGapTold(
    _ killed: KilledWalk, _ session: CaptureSession, _ before: SessionEngine, _ cut: Comment
  ) throws {
    let events = session.entries.compactMap { SessionEvent(parsing: $0.payload) }
    let told = events.filter { $0.kind == .resumed }
    #expect(told.count == 1 && told.first?.instant == killed.now, cut)
    #expect(told.first?.members["last_us"]?.integer == killed.last.microseconds, cut)
    #expect(told.first?.members["dropped_bytes"]?.integer == Int64(killed.tornBytes), cut)
    let quality = session.engine.walk["quality"]
    let torn = killed.tornBytes > 0 ? Int64(killed.tornBytes) : nil
    #expect(quality?["torn_bytes"]?.integer == torn, cut)
    let row = before.row(at: killed.last)
    let phases: [WalkPhase] = [.preparing, .armed, .walking, .ended]
    for channel in Channel.allCases where phases.contains(before.machine.phase) {
      guard row[channel] != nil else { continue }
      #expect(
        session.engine.machine.timeline.gaps.contains { gap in
          gap.channel == channel && gap.begin <= killed.last
            && gap.begin >= killed.last - .seconds(2) && gap.end.map { $0 >= killed.now } ?? true
        }, cut)
    }
    let ticks = session.entries.filter { $0.kind == .sample }.map(\.instant)
    guard let first = ticks.first, let last = ticks.last else { return }
    let onGrid = (last - first).count / 100_000 + 1
    let counted = Int64(ticks.count) + (try #require(quality?["missed_ticks"]?.integer))
    #expect(counted == onGrid, cut)
  }

  /// The instants at which a contact closed or staff said something, and the cap.
  private static func pressesAndCommands(_ entries: some Sequence<JournalEntry>) -> Set<
    MonotonicInstant
  > {
    Set(
      entries.compactMap { entry in
        guard let event = SessionEvent(parsing: entry.payload) else { return nil }
        let isPress = event.kind == .edge && event.members["press"]?.bool == true
        return isPress || event.kind == .command ? event.instant : nil
      })
  }

  private static func isTurningPoint(_ entry: JournalEntry) -> Bool {
    guard entry.kind == .event, let event = SessionEvent(parsing: entry.payload) else {
      return false
    }
    return [.mark, .end, .revision, .undo].contains(event.kind)
      || event.kind == .phase && event.members["phase"]?.string == "walking"
  }

  private static let inputs = Result { try KilledWalk.inputs(of: TestWalk.shared) }
  private static let records = Result { try SealedTestRecord() }
}
