public import Readings

/// The host's side of a treadmill of the Trackmaster family: asks for speed and belt status five
/// times a second, for elevation and distance once a second, one request at a time, because the
/// treadmill's buffer holds one (facts section 5.1). It sends nothing else.
public struct TrackmasterDriver: DeviceDriver {
  private static let timing = PollTiming(
    round: .milliseconds(200), answer: .milliseconds(500), pause: .zero,
    stall: TrackmasterDecoder.stallTime)
  /// Rounds from one elevation to the next, and from one distance to the next.
  private static let rareRounds = 5

  private var decoder: TrackmasterDecoder
  private var link: PolledLink
  private var round = 0
  private var roundBegan = MonotonicInstant(microseconds: 0)
  private var place = 0
  private var droppedAtRequest = 0
  /// How often elevation and distance were refused in a row; some treadmills lack them.
  private var elevationRefusals = 0
  private var distanceRefusals = 0
  private static let mostRefusals = 3

  /// A driver for a treadmill of kind `variant`.
  public init(source: DeviceSource, variant: TrackmasterVariant) {
    decoder = TrackmasterDecoder(source: source, variant: variant)
    link = PolledLink(
      timing: Self.timing,
      noAnswer: DriverFault(
        .noAnswer,
        "The treadmill does not answer: check that it is switched on, that its emergency stop is "
          + "released and that the cable sits firmly."),
      otherProtocol: DriverFault(
        .otherProtocol,
        "The answers do not fit the treadmill \(variant.name) at \(variant.baud) baud: choose the "
          + "variant that stands on the treadmill's plate."))
  }

  /// How the link has done so far.
  public var counts: LinkCounts { decoder.counts }

  /// When `tick` is next needed.
  public var deadline: MonotonicInstant? { link.deadline }

  /// The port was opened.
  public mutating func begin(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    decoder.restart()
    link.begin(at: now, body)
    round = 0
    (elevationRefusals, distanceRefusals) = (0, 0)
    beginRound(at: now, body)
  }

  /// Bytes came from the treadmill.
  public mutating func receive(
    _ bytes: [UInt8], at now: MonotonicInstant, _ body: (DriverAction) -> Void
  ) {
    guard link.isOpen else { return }
    let packets = decoder.counts.packets
    decoder.receive(bytes, at: now) { body(.report($0)) }
    if decoder.counts.packets != packets { link.heard(at: now, body) }
    guard link.isAsking else { return }
    switch decoder.exchange {
    case .answered(let request):
      answered(request)
      askNext(at: now, body)
    case .refused(let request):
      refused(request, body)
      askNext(at: now, body)
    case .none, .waiting: break
    }
  }

  /// Time passed.
  public mutating func tick(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    switch link.tick(at: now, body) {
    case .nothing: break
    case .request: beginRound(at: now, body)
    case .answerOverdue:
      // Half an answer, or bytes that are none, show another speed of the line or another device.
      if decoder.counts.droppedBytes != droppedAtRequest || decoder.waitingBytes > 0 {
        link.answersWrong(body)
      }
      link.reopenIfSilent(at: now, body)
      askNext(at: now, body)
    }
  }

  /// The treadmill is released at once: there is nothing to take back.
  public mutating func close(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    link.end()
    body(.closed(clean: true))
  }

  /// The port is gone.
  public mutating func lost(at now: MonotonicInstant, _ body: (DriverAction) -> Void) { link.end() }

  // MARK: Requests

  private mutating func beginRound(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    roundBegan = now
    place = 0
    askNext(at: now, body)
  }

  private mutating func askNext(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    guard link.isOpen else { return }
    while place < TrackmasterRequest.allCases.count {
      let request = Self.order[place]
      place &+= 1
      guard isDue(request) else { continue }
      droppedAtRequest = decoder.counts.droppedBytes
      decoder.sent(request.message.bytes, at: now)
      link.asked(at: now)
      body(.send(request.message))
      return
    }
    round &+= 1
    link.rest(until: max(now, roundBegan + link.timing.round))
  }

  private static let order: [TrackmasterRequest] = [
    .actualSpeed, .beltStatus, .actualElevation, .distance,
  ]

  /// The first two rounds ask for everything: a counter that runs already is then known at once.
  private func isDue(_ request: TrackmasterRequest) -> Bool {
    guard decoder.variant.requests.contains(request) else { return false }
    switch request {
    case .actualSpeed, .beltStatus: return true
    case .actualElevation:
      return elevationRefusals < Self.mostRefusals && isRareRound(2)
    case .distance: return distanceRefusals < Self.mostRefusals && isRareRound(4)
    }
  }

  private func isRareRound(_ number: Int) -> Bool {
    round < 2 || round % Self.rareRounds == number
  }

  private mutating func answered(_ request: TrackmasterRequest) {
    switch request {
    case .actualSpeed: link.answersRight()
    case .actualElevation: elevationRefusals = 0
    case .distance: distanceRefusals = 0
    case .beltStatus: break
    }
  }

  /// A treadmill may lack elevation or distance; one that refuses speed or status is another one.
  private mutating func refused(_ request: TrackmasterRequest, _ body: (DriverAction) -> Void) {
    switch request {
    case .actualElevation: elevationRefusals &+= 1
    case .distance: distanceRefusals &+= 1
    case .actualSpeed, .beltStatus: link.answersWrong(body)
    }
  }
}
