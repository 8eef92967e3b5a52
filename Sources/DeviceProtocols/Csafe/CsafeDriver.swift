public import Readings

/// Polls one CSAFE console on a serial line (9600 8N1): one request at a time, each from the closed
/// list `CsafeRequest`, so that nothing it sends can move a belt.
public struct CsafeDriver: DeviceDriver {
  /// The pause between the end of one exchange and the next request (facts section 4.1).
  public static let pause = Microseconds.milliseconds(50)
  /// How long an answer may take: the protocol's second and the line's own delay, as peers allow.
  public static let answerTime = Microseconds.milliseconds(1_200)
  /// Silence after which the console is stalled.
  public static let stallTime = Microseconds.seconds(2)
  /// Unanswered requests in a row after which the port is opened anew.
  public static let failuresAllowed = 10
  /// How often in a row the port may be opened anew before staff is called.
  public static let reopeningsAllowed = 3

  private enum Phase: Hashable {
    case idle
    case pausing(until: MonotonicInstant)
    case waiting(CsafeRequest, until: MonotonicInstant)
    case down
    case closed
  }

  /// The decoder.
  public private(set) var decoder: CsafeDecoder
  private var phase = Phase.idle
  private var schedule = CsafeSchedule()
  private var link: LinkState?
  private var heard: MonotonicInstant?
  private var failures = 0
  private var reopenings = 0

  /// A driver for one console.
  public init(source: DeviceSource) { decoder = CsafeDecoder(source: source) }

  /// How the link has done so far.
  public var counts: LinkCounts { decoder.counts }

  /// When `tick` is next needed.
  public var deadline: MonotonicInstant? {
    switch phase {
    case .idle, .down, .closed: nil
    case .pausing(let until): until
    case .waiting(_, let until): min(until, stallInstant ?? until)
    }
  }

  /// The port was opened.
  public mutating func begin(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    decoder.restart()
    schedule.restart()
    failures = 0
    heard = nil
    tell(.searching, body)
    ask(at: now, body)
  }

  /// Bytes came from the console.
  public mutating func receive(
    _ bytes: [UInt8], at now: MonotonicInstant, _ body: (DriverAction) -> Void
  ) {
    guard isRunning else { return }
    let packets = decoder.answers
    decoder.receive(bytes, at: now) { body(.report($0)) }
    guard decoder.answers != packets else { return }
    heard = now
    if case .stalled? = link { schedule.restart() }
    tell(.streaming, body)
    guard case .waiting(let request, _) = phase, decoder.request == nil else { return }
    schedule.answered(request)
    failures = 0
    reopenings = 0
    phase = .pausing(until: now + Self.pause)
  }

  /// Time passed.
  public mutating func tick(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    switch phase {
    case .idle, .down, .closed: break
    case .pausing(let until): if now >= until { ask(at: now, body) }
    case .waiting(let request, let until):
      if let stalled = stallInstant, now >= stalled, let heard {
        tell(.stalled(since: heard), body)
      }
      if now >= until { fail(request, at: now, body) }
    }
  }

  /// The console is to be released: it needs no farewell.
  public mutating func close(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    guard phase != .closed else { return }
    phase = .closed
    body(.closed(clean: true))
  }

  /// The port is gone.
  public mutating func lost(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    if isRunning { phase = .down }
  }

  private var isRunning: Bool {
    switch phase {
    case .pausing, .waiting: true
    case .idle, .down, .closed: false
    }
  }

  /// When a console that streams now will be stalled.
  private var stallInstant: MonotonicInstant? {
    guard link == .streaming, let heard else { return nil }
    return heard + Self.stallTime
  }

  private mutating func ask(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    let request = schedule.next(decoder, at: now)
    let message = request.message
    phase = .waiting(request, until: now + Self.answerTime)
    decoder.sent(message.bytes, at: now)
    body(.send(message))
  }

  private mutating func fail(
    _ request: CsafeRequest, at now: MonotonicInstant, _ body: (DriverAction) -> Void
  ) {
    failures &+= 1
    if failures == 1 { schedule.unanswered(request) }
    guard failures >= Self.failuresAllowed else { return ask(at: now, body) }
    phase = .down
    reopenings &+= 1
    let isOther = decoder.counts.messages == 0 && decoder.counts.droppedBytes > 0
    let fault = isOther ? Self.otherProtocol : Self.noAnswer
    body(reopenings > Self.reopeningsAllowed ? .failed(fault) : .reopen(fault))
  }

  private mutating func tell(_ state: LinkState, _ body: (DriverAction) -> Void) {
    guard state != link else { return }
    link = state
    body(.link(state))
  }

  private static let noAnswer = DriverFault(
    .noAnswer,
    "The treadmill's console does not answer; switch it on, check the cable in its CSAFE socket, "
      + "and end any other program that uses this port.")
  private static let otherProtocol = DriverFault(
    .otherProtocol,
    "What comes from the treadmill is not CSAFE; check the driver and the port that are configured "
      + "for it.")
}
