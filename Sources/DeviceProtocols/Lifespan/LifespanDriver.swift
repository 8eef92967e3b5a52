public import Readings

/// The host's side of a LifeSpan base: asks for speed and steps four times a second, for the model
/// once, one register at a time; or only listens, beside the console. It never writes a register.
public struct LifespanDriver: DeviceDriver {
  /// Between an answer and the next request the line rests: Modbus asks for 3.5 byte times, which
  /// are 7.3 ms at 4800 baud.
  private static let timing = PollTiming(
    round: .milliseconds(250), answer: .seconds(1), pause: .milliseconds(10),
    stall: LifespanDecoder.stallTime)
  /// Bytes in no frame after which a line that is only listened to is taken for another one.
  private static let mostNoise = 100

  /// Whether it asks or listens.
  public let mode: LifespanMode
  private var decoder: LifespanDecoder
  private var link: PolledLink
  private var roundBegan = MonotonicInstant(microseconds: 0)
  private var place = 0
  private var hasModel = false
  private var current = LifespanRequest.model
  private var droppedBefore = 0

  /// A driver for the base with number `source`.
  public init(source: DeviceSource, mode: LifespanMode) {
    self.mode = mode
    decoder = LifespanDecoder(source: source)
    link = PolledLink(
      timing: Self.timing,
      noAnswer: DriverFault(
        .noAnswer,
        "The LifeSpan base is silent: check that it is switched on and that the cable sits firmly."
      ),
      otherProtocol: DriverFault(
        .otherProtocol,
        "What is on the line is not a LifeSpan base at 4800 baud: check the wiring, and whether a "
          + "console is on the same line (choose the variant listening)."))
  }

  /// How the link has done so far.
  public var counts: LinkCounts { decoder.counts }

  /// When `tick` is next needed.
  public var deadline: MonotonicInstant? { link.deadline }

  /// The port was opened.
  public mutating func begin(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    decoder.restart()
    link.begin(at: now, body)
    hasModel = false
    droppedBefore = decoder.counts.droppedBytes
    if mode == .asking { beginRound(at: now, body) }
  }

  /// Bytes came from the line.
  public mutating func receive(
    _ bytes: [UInt8], at now: MonotonicInstant, _ body: (DriverAction) -> Void
  ) {
    guard link.isOpen else { return }
    let packets = decoder.counts.packets
    decoder.receive(bytes, at: now) { body(.report($0)) }
    if decoder.counts.packets != packets {
      link.heard(at: now, body)
      link.answersRight()
      if mode == .listening { droppedBefore = decoder.counts.droppedBytes }
    }
    if mode == .listening { weighNoise(body) }
    guard link.isAsking, !decoder.isWaiting else { return }
    if decoder.isRefused {
      // A base without a model register is still one.
      if current != .model { link.answersWrong(body) }
    }
    if current == .model { hasModel = true }
    pause(at: now)
  }

  /// Time passed.
  public mutating func tick(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    switch link.tick(at: now, body) {
    case .nothing: if mode == .listening { link.reopenIfSilent(at: now, body) }
    case .request: askNext(at: now, body)
    case .answerOverdue:
      if decoder.counts.droppedBytes != droppedBefore || decoder.waitingBytes > 0 {
        link.answersWrong(body)
      }
      link.reopenIfSilent(at: now, body)
      askNext(at: now, body)
    }
  }

  /// The base is released at once: there is nothing to take back.
  public mutating func close(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    link.end()
    body(.closed(clean: true))
  }

  /// The port is gone.
  public mutating func lost(at now: MonotonicInstant, _ body: (DriverAction) -> Void) { link.end() }

  private mutating func weighNoise(_ body: (DriverAction) -> Void) {
    guard decoder.counts.droppedBytes &- droppedBefore >= Self.mostNoise else { return }
    droppedBefore = decoder.counts.droppedBytes
    link.answersWrong(body)
  }

  // MARK: Requests

  private static let order: [LifespanRequest] = [.model, .speed, .steps]

  private mutating func beginRound(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    roundBegan = now
    place = 0
    askNext(at: now, body)
  }

  private mutating func pause(at now: MonotonicInstant) {
    guard link.isOpen else { return }
    let next = now + link.timing.pause
    link.rest(until: place < Self.order.count ? next : max(next, roundBegan + link.timing.round))
  }

  private mutating func askNext(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    guard link.isOpen else { return }
    if place >= Self.order.count {
      roundBegan = now
      place = 0
    }
    if Self.order[place] == .model, hasModel { place &+= 1 }
    current = Self.order[place]
    place &+= 1
    droppedBefore = decoder.counts.droppedBytes
    decoder.sent(current.message.bytes, at: now)
    link.asked(at: now)
    body(.send(current.message))
  }
}
