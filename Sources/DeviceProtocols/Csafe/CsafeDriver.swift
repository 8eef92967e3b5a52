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
  public static let failuresAllowed: Int64 = 10
  private static let timing = PollTiming(
    round: .zero, answer: answerTime, pause: pause, stall: stallTime,
    silence: Microseconds(failuresAllowed &* answerTime.count))

  /// The decoder.
  public private(set) var decoder: CsafeDecoder
  private var link = PolledLink(
    timing: timing,
    noAnswer: DriverFault(
      .noAnswer,
      "The treadmill's console does not answer: check that it is switched on, that the cable sits "
        + "firmly in its CSAFE socket and that no other program uses this port."),
    otherProtocol: DriverFault(
      .otherProtocol,
      "What comes from the treadmill's console is not CSAFE: check the driver and the port that are "
        + "configured for it."))
  private var schedule = CsafeSchedule()
  private var asked = CsafeRequest.status
  private var failures = 0
  private var droppedAtRequest = 0

  /// A driver for one console.
  public init(source: DeviceSource) { decoder = CsafeDecoder(source: source) }

  /// How the link has done so far.
  public var counts: LinkCounts { decoder.counts }

  /// When `tick` is next needed.
  public var deadline: MonotonicInstant? { link.deadline }

  /// The port was opened.
  public mutating func begin(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    decoder.restart()
    schedule.restart()
    failures = 0
    link.begin(at: now, body)
    ask(at: now, body)
  }

  /// Bytes came from the console.
  public mutating func receive(
    _ bytes: [UInt8], at now: MonotonicInstant, _ body: (DriverAction) -> Void
  ) {
    guard link.isOpen else { return }
    let answers = decoder.answers
    decoder.receive(bytes, at: now) { body(.report($0)) }
    guard decoder.answers != answers else { return }
    link.heard(at: now, body)
    guard link.isAsking, decoder.request == nil else { return }
    link.answersRight()
    schedule.answered(asked)
    // After a silence another console may sit at the end of the cable: it is asked who it is.
    if failures > 1 { schedule.restart() }
    failures = 0
    link.rest(until: now + Self.pause)
  }

  /// Time passed.
  public mutating func tick(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    switch link.tick(at: now, body) {
    case .nothing: break
    case .request: ask(at: now, body)
    case .answerOverdue:
      failures &+= 1
      if failures == 1 { schedule.unanswered(asked) }
      // Bytes that are no frame show another device, or another speed of the line.
      if decoder.counts.droppedBytes != droppedAtRequest { link.answersWrong(body) }
      link.reopenIfSilent(at: now, body)
      ask(at: now, body)
    }
  }

  /// The console is to be released: it needs no farewell.
  public mutating func close(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    link.end()
    body(.closed(clean: true))
  }

  /// The port is gone.
  public mutating func lost(at now: MonotonicInstant, _ body: (DriverAction) -> Void) { link.end() }

  private mutating func ask(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    guard link.isOpen else { return }
    asked = schedule.next(decoder, at: now)
    droppedAtRequest = decoder.counts.droppedBytes
    decoder.sent(asked.message.bytes, at: now)
    link.asked(at: now)
    body(.send(asked.message))
  }
}
