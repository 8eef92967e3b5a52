public import Readings

/// Turns the answers of a treadmill of the Trackmaster family into readings: speed, distance (its
/// own counter's, or integrated and said so), grade and the state of the belt.
public struct TrackmasterDecoder: DeviceDecoder {
  /// Silence after which the speed is stalled, and over which no distance is integrated.
  public static let stallTime = Microseconds.seconds(2)

  /// What became of the request that was sent last.
  enum Exchange: Hashable, Sendable {
    case none
    case waiting(TrackmasterRequest)
    case answered(TrackmasterRequest)
    /// Answered with BE, BF or DF, or with a value that cannot be true.
    case refused(TrackmasterRequest)
  }

  /// The device's number in the session.
  public let source: DeviceSource
  /// Which treadmill it is.
  public let variant: TrackmasterVariant
  private(set) var exchange = Exchange.none
  private var parser: TrackmasterParser
  private var readings: TrackmasterReadings
  private var link = LinkCounts()
  private var unreadableAnswers = 0
  private var unreadableBytes = 0
  private var before: RawBytes?

  /// A decoder for a treadmill of kind `variant`.
  public init(source: DeviceSource, variant: TrackmasterVariant) {
    self.source = source
    self.variant = variant
    parser = TrackmasterParser(takesAnyStatus: variant.firstRequest == .communicationTest)
    readings = TrackmasterReadings(
      source: source, variant: variant, stallTime: Self.stallTime)
  }

  /// The family tells no serial number.
  public var serial: String? { nil }

  /// How the link has done so far. An answer whose value cannot be true counts as dropped bytes.
  public var counts: LinkCounts {
    var counts = link
    counts.messages = parser.answers &- unreadableAnswers
    counts.droppedBytes = parser.droppedBytes &+ unreadableBytes
    return counts
  }

  /// Bytes of an answer that has not come to its end.
  var waitingBytes: Int { parser.waitingBytes }

  /// Takes the next bytes from the treadmill, received at `instant`.
  public mutating func receive(
    _ bytes: [UInt8], at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) {
    // The parser is moved aside: it cannot be changed while its answers change `self`.
    var parser = parser
    parser.receive(bytes) { take($0, at: instant, body) }
    self.parser = parser
  }

  /// Takes what the host sends: an answer to the request before will not be finished.
  public mutating func sent(_ bytes: [UInt8], at instant: MonotonicInstant) {
    guard bytes.count == 1, let request = TrackmasterRequest(rawValue: bytes[0]) else { return }
    if case .waiting = exchange { link.receiveFailures &+= 1 }
    parser.reset()
    exchange = .waiting(request)
  }

  /// The port was opened anew.
  public mutating func restart() {
    parser.reset()
    exchange = .none
  }

  private mutating func take(
    _ answer: TrackmasterAnswer, at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) {
    guard readings.receive(answer, at: instant, body) else {
      unreadableAnswers &+= 1
      unreadableBytes &+= answer.raw.count
      settle(answer, isGood: false)
      return
    }
    switch answer.kind {
    case .beltStatus, .actualSpeed, .actualElevation, .distance:
      link.packets &+= 1
      if answer.raw == before { link.repeats &+= 1 }
      before = answer.raw
      settle(answer, isGood: true)
    case .refused:
      if case .waiting(let request) = exchange { exchange = .refused(request) }
    case .other, .masterTimeOut, .selfTest: break
    }
  }

  /// An answer that came too late for its own request leaves the next one waiting.
  private mutating func settle(_ answer: TrackmasterAnswer, isGood: Bool) {
    guard case .waiting(let request) = exchange, request.answerCode == answer.raw[0] else { return }
    exchange = isGood ? .answered(request) : .refused(request)
  }
}
