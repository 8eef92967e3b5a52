import Foundation
import Readings
import StrictJSON
import Testing
import WalkProtocol
import WalktestTesting

@testable import SessionCapture

/// When a session may go on after a crash, and what the crash must not bring about.
@Suite struct ResumeTests {
  @Test("another boot, a gap too long or a clock behind, refused and the file is as it was")
  func notSameWalk_refused() throws {
    let killed = try Self.killed()
    let bytes = try killed.scratch.bytes("journal")
    let other = [UInt8](repeating: 0xB1, count: 16)
    #expect(Self.code { _ = try killed.resume(boot: other) } == .otherBoot)
    let late = killed.last + CaptureSession.longestGap
    #expect(Self.code { _ = try killed.resume(at: late + Microseconds(1)) } == .gapTooLong)
    #expect(Self.code { _ = try killed.resume(at: killed.last - Microseconds(1)) } == .clockBehind)
    #expect(try killed.scratch.bytes("journal") == bytes)
    #expect(try killed.resume(at: late).engine.machine.phase == .walking)
  }

  @Test("a machine suspended in the gap, the time that its clock stood still counts")
  func suspended_refused() throws {
    let killed = try Self.killed()
    var clock = KilledWalk.clock(at: killed.now)
    clock.boottimeMicroseconds += 29_000_000
    let code = Self.code {
      _ = try CaptureSession(
        resuming: killed.path, boot: TestWalk.boot, clock: clock, at: killed.now)
    }
    #expect(code == .gapTooLong)
  }

  @Test("a walk closed, abandoned or interrupted, is not gone on with")
  func ended_refused() throws {
    let walk = try TestWalk.shared
    #expect(try Self.refusal(of: walk.journal) == .alreadyEnded)
    // Only the close's outputs were lost: they are said again, and the walk is closed.
    let closing = try walk.index(ofEntering: .closed)
    #expect(
      try Self.refusal(of: TestWalk.journal(of: walk.entries[..<closing])) == .alreadyEnded)
    for phase in [WalkPhase.armed, .walking, .ended] {
      let count = try walk.index(ofEntering: phase) + 1
      let recovery = try SessionRecovery(journal: TestWalk.journal(of: walk.entries[..<count]))
      let sealed = TestWalk.journal(of: recovery.replay.entries)
      #expect(try Self.refusal(of: sealed) == .alreadyEnded, "\(phase)")
    }
  }

  @Test("a journal without a session, damaged or missing, is refused with its reason")
  func noSession_refused() throws {
    let walk = try TestWalk.shared
    #expect(try Self.refusal(of: []) == .noWalk)
    #expect(try Self.refusal(of: TestWalk.header.bytes) == .noWalk)
    #expect(try Self.refusal(of: TestWalk.journal(of: walk.entries[..<1])) == .noWalk)
    #expect(try Self.refusal(of: [UInt8](repeating: 7, count: 100)) == .notReadable)
    let other = walk.entries.prefix(9).map { entry in
      guard entry.sequence == 1 else { return entry }
      return JournalEntry(
        kind: .event, sequence: 1, instant: entry.instant, payload: Array("{}".utf8))
    }
    #expect(try Self.refusal(of: TestWalk.journal(of: other)) == .notReadable)
    let missing = Self.code {
      _ = try CaptureSession(
        resuming: "/nonexistent/journal", boot: TestWalk.boot,
        clock: KilledWalk.clock(at: MonotonicInstant(microseconds: 0)),
        at: MonotonicInstant(microseconds: 0))
    }
    #expect(missing == .notReadable)
  }

  @Test("a session that another process still captures, is refused and goes on there")
  func captured_refused() throws {
    let killed = try Self.killed()
    var first = try killed.resume()
    try first.journal.flush()
    #expect(Self.code { _ = try killed.resume() } == .inUse)
    try killed.hearRest(&first)
    try first.journal.finish()
    #expect(
      try JournalContents(parsing: killed.scratch.bytes("journal")).entries == Array(first.entries))
  }

  @Test("a session opened and not prepared, goes on and can be prepared")
  func unprepared_goesOn() throws {
    let killed = try Self.killed(after: 2)
    var session = try killed.resume()
    #expect(session.engine.machine.phase == .idle)
    try session.hear(.command(.prepare(trial: 1, previousEnd: nil), by: "nurse-1"), at: killed.now)
    #expect(session.engine.machine.phase == .preparing)
  }

  @Test(
    "a button held across the crash, its mark stands and no hold ends the walk",
    arguments: [Microseconds.milliseconds(400), .seconds(5)])
  func heldAcross_noEnd(gap: Microseconds) throws {
    let walk = try TestWalk.shared
    let press = try #require(walk.engine.machine.timeline.marks.first).at
    let cut = try #require(
      walk.entries.firstIndex { entry in
        guard let event = SessionEvent(parsing: entry.payload) else { return false }
        return event.kind == .mark && event.members["at_us"]?.integer == press.microseconds
      })
    // Held and heard to be held for two seconds, the same press ends the walk.
    var held = try SessionReplay(of: Array(walk.entries[...cut]), end: .torn).engine
    _ = held.take(.sample, at: press + .seconds(3))
    try #require(held.machine.phase == .ended)
    let killed = try Self.killed(after: cut, gap: gap)
    var session = try killed.resume()
    for second in 1...8 { try session.hear(.sample, at: killed.now + .seconds(Int64(second))) }
    #expect(session.engine.machine.phase == .walking)
    #expect(session.engine.machine.timeline.marks == [MarkEntry(mark: .firstSymptoms, at: press)])
    // Its release, heard late, changes nothing.
    let release = ButtonEdge(button: 1, isPress: false)
    try session.hear(.edge(source: DeviceSource(2), release), at: killed.now + .seconds(9))
    try session.hear(.sample, at: killed.now + .seconds(12))
    #expect(session.engine.machine.phase == .walking)
  }

  @Test("the cap passed in the gap, END is START + cap at the first tick and the gap is told")
  func capInGap_exactEnd() throws {
    let walk = try TestWalk(cap: "20 s")
    let start = try #require(walk.engine.machine.timeline.start)
    let cut = try #require(
      walk.entries.lastIndex { $0.kind == .sample && $0.instant < start + .seconds(18) })
    let killed = try KilledWalk(
      walk, inputs: try KilledWalk.inputs(of: walk), after: cut, gap: .seconds(5))
    var session = try killed.resume()
    #expect(session.engine.machine.phase == .walking)
    try session.hear(.sample, at: killed.now + .milliseconds(100))
    let end = WalkEnd(at: start + .seconds(20), reason: .capReached, by: .cap)
    #expect(session.engine.machine.timeline.end == end)
    #expect(session.engine.summary.outcome?.totalAmbulation == .seconds(20))
    let gaps = session.engine.machine.timeline.gaps
    #expect(gaps.contains { $0.channel == .distance && $0.begin < end.at && $0.end == nil })
  }

  @Test("a rest in progress, goes on and ends when the subject walks on")
  func resting_goesOn() throws {
    let bytes = try TestProtocol.derived(
      from: "6mwt", ["\"sample_rate\": \"100 Hz\"": "\"sample_rate\": \"10 Hz\""])
    let walk = try TestWalk(seed: 1, protocolBytes: bytes)
    let cut = try #require(
      walk.entries.firstIndex { entry in
        SessionEvent(parsing: entry.payload)?.kind == .rest
      })
    let killed = try KilledWalk(
      walk, inputs: try KilledWalk.inputs(of: walk), after: cut, gap: .milliseconds(1_500))
    var session = try killed.resume()
    let begun = try #require(session.engine.machine.timeline.rests.last)
    #expect(begun.end == nil)
    try killed.hearRest(&session)
    #expect(session.engine.machine.timeline.rests == walk.engine.machine.timeline.rests)
    #expect(session.engine.machine.phase == .closed)
  }

  @Test("killed again within or after each entry that resuming wrote, goes on each time")
  func killedWhileResuming_goesOn() throws {
    let killed = try Self.killed(tornBytes: 5)
    let once = try killed.resume()
    try once.journal.flush()
    let entries = once.entries
    let kept = TestWalk.journal(of: entries[..<killed.kept])
    let written = TestWalk.journal(of: entries)
    var cuts = [kept.count]
    for entry in entries[killed.kept...] {
      let end = (cuts.last ?? 0) + JournalEntry.overhead + entry.payload.count
      cuts += [end - entry.payload.count, end - 1, end]
    }
    #expect(cuts.last == written.count)
    for cut in cuts {
      let scratch = try ScratchDirectory()
      let path = scratch.path("journal")
      try Data(written[..<cut]).write(to: URL(filePath: path))
      let whole = try JournalContents(parsing: Array(written[..<cut]))
      let now = killed.now + .seconds(1)
      let again = try CaptureSession(
        resuming: path, boot: TestWalk.boot, clock: KilledWalk.clock(at: now), at: now)
      #expect(again.entries.starts(with: whole.entries))
      let told = again.entries.compactMap { SessionEvent(parsing: $0.payload) }
        .filter { $0.kind == .resumed }
      #expect(told.count == (whole.entries.count > killed.kept ? 2 : 1), "cut at \(cut)")
      #expect(again.engine.machine.timeline.gaps == once.engine.machine.timeline.gaps)
      #expect(again.engine.machine.timeline.marks == once.engine.machine.timeline.marks)
      let torn = told.compactMap { $0.members["dropped_bytes"]?.integer }.reduce(0, +)
      #expect(again.engine.walk["quality"]?["torn_bytes"]?.integer == (torn > 0 ? torn : nil))
      _ = try SessionReplay(of: again.entries, end: .whole)
    }
  }

  @Test("the newest tick before, is known so that the next ones lie on its grid")
  func lastTick_known() throws {
    let killed = try Self.killed()
    let session = try killed.resume()
    let ticks = session.entries.filter { $0.kind == .sample }.map(\.instant)
    #expect(session.engine.lastTick == ticks.last && ticks.last != nil)
    #expect(session.engine.lastInstant == killed.now)
  }

  @Test("every refusal, tells staff what to do")
  func refusals_tellStaff() {
    let sentences = ResumeFault.Code.allCases.map { ResumeFault($0).description }
    #expect(Set(sentences).count == sentences.count)
    #expect(sentences.allSatisfy { $0.hasSuffix(".") && $0.contains(":") })
  }

  /// The shared walk killed 5 s after START, or after an entry.
  private static func killed(
    after entry: Int? = nil, gap: Microseconds = .seconds(2), tornBytes: Int = 0
  ) throws -> KilledWalk {
    let walk = try TestWalk.shared
    let start = try #require(walk.engine.machine.timeline.start)
    let cut = try #require(
      entry ?? walk.entries.firstIndex { $0.kind == .sample && $0.instant > start + .seconds(5) })
    return try KilledWalk(
      walk, inputs: try inputs.get(), atByte: walk.entryEnds[cut] + tornBytes, gap: gap)
  }

  private static let inputs = Result { try KilledWalk.inputs(of: TestWalk.shared) }

  private static func refusal(of journal: [UInt8]) throws -> ResumeFault.Code? {
    let scratch = try ScratchDirectory()
    try Data(journal).write(to: scratch.url.appending(path: "journal"))
    let now = try #require(TestWalk.shared.entries.map(\.instant).max())
    return code {
      _ = try CaptureSession(
        resuming: scratch.path("journal"), boot: TestWalk.boot, clock: KilledWalk.clock(at: now),
        at: now)
    }
  }

  private static func code(_ body: () throws -> Void) -> ResumeFault.Code? {
    do { try body() } catch { return (error as? ResumeFault)?.code }
    return nil
  }
}
