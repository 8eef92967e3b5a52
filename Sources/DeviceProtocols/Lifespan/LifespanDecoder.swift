public import Readings

/// Turns what a LifeSpan base says into readings: the speed its belt is set to and the strides of
/// its own step counter. It counts no distance.
///
/// An answer does not say which register it holds: that stands in the request before it, which is
/// either sent by the host or heard on the line from the console.
public struct LifespanDecoder: DeviceDecoder {
  /// The driver's name in identities.
  public static let driver = "lifespan"
  /// Silence after which the speed is stalled.
  public static let stallTime = Microseconds.seconds(3)

  private struct Asked: Hashable, Sendable {
    var register: UInt16
    var isOwn: Bool
  }

  /// The device's number in the session.
  public let source: DeviceSource
  private var parser = ModbusParser()
  private var sentParser = ModbusParser()
  private var readings: LifespanReadings
  private var link = LinkCounts()
  private var asked: Asked?
  private var before: RawBytes?
  private var dropsSeen = 0
  /// Whether the base refused the request that was sent last.
  private(set) var isRefused = false

  /// A decoder for the base with number `source`.
  public init(source: DeviceSource) {
    self.source = source
    readings = LifespanReadings(source: source)
  }

  /// The base tells no serial number.
  public var serial: String? { nil }

  /// How the link has done so far. Requests of the console count as messages.
  public var counts: LinkCounts {
    var counts = link
    counts.messages = parser.frames
    counts.droppedBytes = parser.droppedBytes
    counts.badChecksums = parser.badChecks
    return counts
  }

  /// Whether a request of the host has no answer yet.
  var isWaiting: Bool { asked?.isOwn ?? false }

  /// Bytes of a frame that has not come to its end.
  var waitingBytes: Int { parser.waitingBytes }

  /// Takes the next bytes from the line, received at `instant`.
  public mutating func receive(
    _ bytes: [UInt8], at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) {
    // The parser is moved aside: it cannot be changed while its frames change `self`.
    var parser = parser
    parser.receive(bytes.span) { frame, drops in
      forgetIfDamaged(drops)
      take(frame, at: instant, body)
    }
    self.parser = parser
  }

  /// Takes what the host sends: the register that the next answer holds.
  public mutating func sent(_ bytes: [UInt8], at instant: MonotonicInstant) {
    var requests = sentParser
    requests.receive(bytes) { frame in
      guard case .readRequest(let register, 1) = frame.kind else { return }
      parser.reset()
      ask(Asked(register: register, isOwn: true))
    }
    sentParser = requests
  }

  /// The port was opened anew.
  public mutating func restart() {
    parser.reset()
    sentParser.reset()
    asked = nil
  }

  /// A frame that was lost may have been a request; an answer is then nobody's. What the host
  /// itself sent is not lost by what comes back.
  private mutating func forgetIfDamaged(_ drops: Int) {
    guard drops != dropsSeen else { return }
    dropsSeen = drops
    if asked?.isOwn == false { asked = nil }
  }

  /// A request before the answer to the one before: that one got none, or is still to get it. Of
  /// two requests that were only heard nobody knows which one the next answer belongs to.
  private mutating func ask(_ request: Asked) {
    let former = asked
    asked = request
    isRefused = false
    guard let former else { return }
    link.receiveFailures &+= 1
    if !former.isOwn, !request.isOwn, former.register != request.register { asked = nil }
  }

  private mutating func take(
    _ frame: ModbusFrame, at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) {
    switch frame.kind {
    case .readRequest(let register, let count):
      // A line that is looped back gives the host its own request: it stays its own.
      if let own = asked, own.isOwn, own.register == register { return }
      if count == 1 { ask(Asked(register: register, isOwn: false)) }
    case .readAnswer(let value):
      guard let register = asked?.register else {
        link.foreignPackets &+= 1
        return
      }
      asked = nil
      take(value, of: register, frame, at: instant, body)
    case .write(let register, let value):
      readings.receive(write: value, to: register, at: instant, body)
    case .exception:
      asked = nil
      isRefused = true
    }
  }

  private mutating func take(
    _ value: UInt16, of register: UInt16, _ frame: ModbusFrame, at instant: MonotonicInstant,
    _ body: (DeviceReport) -> Void
  ) {
    guard let request = LifespanRequest(rawValue: register) else { return }
    link.packets &+= 1
    if frame.raw == before { link.repeats &+= 1 }
    before = frame.raw
    readings.receive(value, of: request, raw: frame.raw, at: instant, body)
  }
}
