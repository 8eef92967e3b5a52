import CLinuxIO
import Readings
import SessionCapture
import SessionRecord
import StrictJSON
import Testing
import WalkProtocol

/// A live walk whose gates are all passed or waived, on a clock that the test moves or on the
/// machine's own.
struct LiveBench {
  static let begin = MonotonicInstant(microseconds: 1_000_000_000)
  static let button = DeviceSource(2)
  private let scratch: ScratchDirectory
  var walk: LiveWalk
  private(set) var now: MonotonicInstant

  /// A walk that begins at `now`.
  ///
  /// - Parameter hearing: what the session hears before the walk goes live.
  init(
    _ protocolBytes: [UInt8]? = nil, at now: MonotonicInstant = Self.begin,
    ticks: TickSource = .own, latest: LatestReadings? = nil,
    readClock: @escaping @Sendable () -> ClockReading = Self.clock,
    hearing: (inout CaptureSession) throws -> Void = { _ in }
  ) throws {
    scratch = try ScratchDirectory()
    let bytes = try protocolBytes ?? TestProtocol.quick()
    var session = try CaptureSession(
      journalAt: scratch.path("journal"),
      definition: try ProtocolFile.parse(bytes, named: "test.json"), protocolBytes: bytes,
      opening: TestWalk.opening, boot: TestWalk.boot, clock: readClock(), at: now)
    try hearing(&session)
    walk = LiveWalk(session, at: now, ticks: ticks, latest: latest, readClock: readClock)
    self.now = now
  }

  /// The instants of the sample rows so far.
  var samples: [MonotonicInstant] {
    walk.session.entries.filter { $0.kind == .sample }.map(\.instant)
  }

  /// The events of a kind so far.
  func events(_ kind: SessionEvent.Kind) -> [SessionEvent] {
    walk.session.entries.lazy.filter { $0.kind == .event }
      .compactMap { SessionEvent(parsing: $0.payload) }.filter { $0.kind == kind }
  }

  /// The record's quality block so far.
  var quality: JSONValue { walk.session.engine.walk["quality"] ?? .null }

  /// What prepares and arms a walk.
  static func armingCommands(_ definition: ProtocolDefinition) throws -> [WalkEvent] {
    var commands = [WalkEvent.prepare(trial: 1, previousEnd: nil)]
    for gate in Gate.required(by: definition) {
      commands.append(gate.isWaivable ? .waive(gate, reason: "test") : .gate(gate, .passed))
    }
    for question in definition.questionsBefore where question.isRequired {
      commands.append(.answer(question: question.id, try #require(question.answer.anyAnswer)))
    }
    return commands + [.arm]
  }

  mutating func offerArming() throws {
    for command in try Self.armingCommands(walk.machine.definition) { say(command) }
  }

  mutating func arm() throws {
    try offerArming()
    try advance(by: .milliseconds(100))
    try #require(walk.machine.phase == .armed)
  }

  mutating func say(_ command: WalkEvent) {
    walk.offer(.command(command, by: "nurse-1"), at: now)
  }

  mutating func press(at instant: MonotonicInstant) {
    walk.offer(.edge(source: Self.button, ButtonEdge(button: 1, isPress: true)), at: instant)
    walk.offer(
      .edge(source: Self.button, ButtonEdge(button: 1, isPress: false)),
      at: instant + .milliseconds(80))
  }

  /// Lets time pass as it does on a host that keeps up.
  mutating func advance(by span: Microseconds) throws {
    let end = now + span
    while now < end {
      now = min(end, now + .milliseconds(10))
      _ = walk.advance(to: now)
    }
  }

  /// Lets time pass while the host stands still.
  mutating func leap(by span: Microseconds) throws {
    now = now + span
    _ = walk.advance(to: now)
  }

  /// Attends to the walk in the machine's own time, every 5 ms and 4 000 times at most, until
  /// `state` has come.
  mutating func attend(until state: (LiveBench) -> Bool) throws {
    for _ in 0..<4_000 {
      now = MachineClocks.now
      _ = walk.advance(to: now)
      if state(self) { return }
      linuxio_sleep_until_us((MachineClocks.now + .milliseconds(5)).microseconds)
    }
    Issue.record("the walk did not come to the state that was waited for")
  }

  /// Breaks the session off and hears all that waits, in the machine's own time.
  mutating func interrupt() throws {
    now = MachineClocks.now
    walk.offer(.command(.interrupt, by: "host"), at: now)
    _ = walk.drain(at: now)
    // Before START there is no walk to interrupt: it is abandoned.
    try #require([.interrupted, .abandoned].contains(walk.machine.phase))
  }

  @Sendable static func clock() -> ClockReading {
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
