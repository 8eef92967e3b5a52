import Readings
import SessionCapture
import StrictJSON
import Testing
import WalkProtocol

/// A walk that happens now, on a clock that the test moves.
@Suite struct LiveWalkTests {
  @Test("an edge that arrives 15 ms after its stamp, heard before the tick between")
  func lateEdge_inOrder() throws {
    var bench = try LiveBench()
    try bench.arm()
    let press = bench.now + .milliseconds(32)
    try bench.advance(by: .milliseconds(47))
    bench.press(at: press)
    try bench.advance(by: .milliseconds(60))
    #expect(bench.walk.machine.timeline.start == press)
    let order = bench.walk.session.entries.map(\.instant)
    #expect(order == order.sorted(), "the journal is in the order of the stamps")
  }

  @Test("edges of two devices that arrive crossed, heard by stamp")
  func crossedEdges_byStamp() throws {
    var bench = try LiveBench()
    try bench.arm()
    let start = bench.now
    bench.press(at: start + .milliseconds(400))
    bench.press(at: start)
    try bench.advance(by: .milliseconds(600))
    let timeline = bench.walk.machine.timeline
    #expect(timeline.start == start)
    #expect(timeline.marks.map(\.at) == [start + .milliseconds(400)])
  }

  @Test("a host that stands still for 2 s, the ticks are missing and counted")
  func standstill_ticksMissed() throws {
    var bench = try LiveBench()
    try bench.arm()
    bench.press(at: bench.now)
    try bench.advance(by: .seconds(1))
    let before = bench.samples
    try bench.leap(by: .seconds(2))
    try bench.advance(by: .seconds(1))
    let rows = bench.samples
    #expect(rows.count - before.count <= 12, "\(rows.count - before.count) rows in 3 s at 10 Hz")
    let steps = zip(rows, rows.dropFirst()).map { ($1 - $0).count }
    #expect(steps.allSatisfy { $0 % 100_000 == 0 }, "ticks stay on their grid")
    let missed = bench.walk.session.engine.walk["quality"]?["missed_ticks"]?.integer
    #expect(missed == (steps.max() ?? 0) / 100_000 - 1)
    #expect((18...20).contains(missed ?? 0))
  }

  @Test("a host that stands still over the cap, END is START + cap exactly")
  func standstillOverCap_exact() throws {
    var bench = try LiveBench(cap: "1 min")
    try bench.arm()
    let start = bench.now
    bench.press(at: start)
    try bench.advance(by: .seconds(58))
    try bench.leap(by: .seconds(7))
    try bench.advance(by: .milliseconds(200))
    #expect(bench.walk.machine.timeline.end?.at == start + .seconds(60))
  }

  @Test("a minute passes, the clocks are read again")
  func minute_clockRead() throws {
    var bench = try LiveBench()
    try bench.arm()
    try bench.advance(by: .seconds(61))
    let clocks = bench.walk.session.entries.compactMap { entry in
      entry.kind == .event ? SessionEvent(parsing: entry.payload) : nil
    }.filter { $0.kind == .clock }
    #expect(clocks.count == 2)
  }
}

/// A live walk by the quick protocol, whose gates are all passed or waived.
private struct LiveBench {
  private static let begin = MonotonicInstant(microseconds: 1_000_000_000)
  private let scratch: ScratchDirectory
  var walk: LiveWalk
  private(set) var now = begin

  init(cap: String = "15 min") throws {
    scratch = try ScratchDirectory()
    let bytes = try TestProtocol.quick(cap: cap)
    let session = try CaptureSession(
      journalAt: scratch.path("journal"),
      definition: try ProtocolFile.parse(bytes, named: "test.json"), protocolBytes: bytes,
      opening: TestWalk.opening, boot: TestWalk.boot, clock: Self.clock(), at: Self.begin)
    walk = LiveWalk(session, at: Self.begin, readClock: Self.clock)
  }

  /// The instants of the sample rows so far.
  var samples: [MonotonicInstant] {
    walk.session.entries.filter { $0.kind == .sample }.map(\.instant)
  }

  mutating func arm() throws {
    let definition = walk.machine.definition
    var commands = [WalkEvent.prepare(trial: 1, previousEnd: nil)]
    for gate in Gate.required(by: definition) {
      commands.append(gate.isWaivable ? .waive(gate, reason: "test") : .gate(gate, .passed))
    }
    for question in definition.questionsBefore where question.isRequired {
      commands.append(.answer(question: question.id, try #require(question.answer.anyAnswer)))
    }
    for command in commands + [.arm] { walk.offer(.command(command, by: "nurse-1"), at: now) }
    try advance(by: .milliseconds(100))
    try #require(walk.machine.phase == .armed)
  }

  mutating func press(at instant: MonotonicInstant) {
    let button = DeviceSource(2)
    walk.offer(.edge(source: button, ButtonEdge(button: 1, isPress: true)), at: instant)
    walk.offer(
      .edge(source: button, ButtonEdge(button: 1, isPress: false)), at: instant + .milliseconds(80))
  }

  /// Lets time pass as it does on a host that keeps up.
  mutating func advance(by span: Microseconds) throws {
    let end = now + span
    while now < end {
      now = min(end, now + .milliseconds(10))
      _ = try walk.advance(to: now)
    }
  }

  /// Lets time pass while the host stands still.
  mutating func leap(by span: Microseconds) throws {
    now = now + span
    _ = try walk.advance(to: now)
  }

  @Sendable private static func clock() -> ClockReading {
    ClockReading(
      realtimeMilliseconds: 1_790_000_000_000, boottimeMicroseconds: 1, rawMicroseconds: 1,
      discipline: .unknown)
  }
}

extension AnswerKind {
  /// An answer that is allowed.
  fileprivate var anyAnswer: Answer? {
    switch self {
    case .yesNo: .yesNo(true)
    case .integer(let range, _): .integer(range.lowerBound)
    case .choice(let codes): codes.first.map(Answer.choice)
    }
  }
}
