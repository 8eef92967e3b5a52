public import Readings

/// One ANT+ foot pod on one stick.
public typealias FootPodDriver = AntDriver<FootPodDecoder>

/// Turns the bytes of an ANT stick into the readings of one ANT+ foot pod.
///
///     var decoder = FootPodDecoder(source: DeviceSource(1))
///     decoder.receive(chunk, at: now) { report in … }
public struct FootPodDecoder: AntChannelDecoder {
  /// The driver's name in identities and configuration.
  public static let driver = DriverID.antFootPod.rawValue
  /// How long to wait for a page 16 before asking again, and how often it is asked for.
  static let totalsWait = Microseconds.seconds(10)
  static let totalsTries = 5

  /// The device's number in the session.
  public let source: DeviceSource
  private var listener: AntListener
  private var pages: FootPodPages

  /// A decoder for the pod on `channel`; `period` in 1/32768 s is the channel's.
  public init(
    source: DeviceSource, channel: UInt8 = 0, period: UInt16 = AntChannelPlan.footPodPeriod
  ) {
    self.source = source
    listener = AntListener(
      driver: .antFootPod, deviceType: AntChannelID.footPodType, channel: channel, period: period)
    pages = FootPodPages(source: source)
  }

  /// The stick's channel that is read; other channels are counted as messages only.
  public var channel: UInt8 { listener.channel }

  /// The ANT device number, once it is known.
  public var serial: String? { listener.serial }

  /// How the link has done so far.
  public var counts: LinkCounts { listener.counts }

  /// The pod, once its number is known.
  public var transmitter: AntChannelID? { listener.transmitter }

  /// The message that asks the pod on `channel` for its page 16.
  public static func totalsRequest(channel: UInt8 = 0) -> AntMessage {
    AntPageRequest(page: 16).message(channel: channel)
  }

  /// A page 16 is asked for when the counters want it.
  public static func request(after report: DeviceReport) -> AntPageRequest? {
    report == .totalsWanted ? AntPageRequest(page: 16) : nil
  }

  /// Takes the next bytes from the stick, received at `instant`.
  public mutating func receive(
    _ chunk: [UInt8], at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) {
    deframe(chunk) { $0.receive($1, at: instant, body) }
  }

  /// Hands each message in the next bytes to `body`.
  public mutating func deframe(
    _ chunk: [UInt8], _ body: (inout FootPodDecoder, AntMessage) -> Void
  ) {
    // The framer is moved aside: it cannot be changed while its messages change `self`.
    var frames = listener.frames
    frames.receive(chunk) { body(&self, $0) }
    listener.frames = frames
  }

  /// Nothing that the host sends is needed to read a pod.
  public mutating func sent(_ bytes: [UInt8], at instant: MonotonicInstant) {}

  /// The stick was opened anew: an unfinished message will not be finished.
  public mutating func restart() { listener.restart() }

  /// Takes one message, received at `instant`.
  public mutating func receive(
    _ message: AntMessage, at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) {
    guard let page = listener.receive(message, at: instant, body) else { return }
    pages.receive(SdmPage(page), raw: page.raw, at: instant, body)
  }
}
