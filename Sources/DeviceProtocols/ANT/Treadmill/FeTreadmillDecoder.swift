public import Readings

/// One ANT+ treadmill on one stick.
public typealias FeTreadmillDriver = AntDriver<FeTreadmillDecoder>

/// Turns the bytes of an ANT stick into the readings of one ANT+ treadmill (fitness equipment,
/// device type 17; facts section 3).
///
///     var decoder = FeTreadmillDecoder(source: DeviceSource(1))
///     decoder.receive(chunk, at: now) { report in … }
public struct FeTreadmillDecoder: AntChannelDecoder {
  /// The device's number in the session.
  public let source: DeviceSource
  private var listener: AntListener
  private var pages: FeTreadmillPages

  /// A decoder for the treadmill on `channel`; `period` in 1/32768 s is the channel's.
  public init(
    source: DeviceSource, channel: UInt8 = 0, period: UInt16 = AntChannelPlan.treadmillPeriod
  ) {
    self.source = source
    listener = AntListener(
      driver: .antTreadmill, deviceType: AntChannelID.fitnessEquipmentType, channel: channel,
      period: period)
    pages = FeTreadmillPages(source: source)
  }

  /// The stick's channel that is read; other channels are counted as messages only.
  public var channel: UInt8 { listener.channel }

  /// The ANT device number, once it is known.
  public var serial: String? { listener.serial }

  /// How the link has done so far.
  public var counts: LinkCounts { listener.counts }

  /// The treadmill, once its number is known.
  public var transmitter: AntChannelID? { listener.transmitter }

  /// Nothing is asked of a treadmill: all that is needed comes by itself.
  public static func request(after report: DeviceReport) -> AntPageRequest? { nil }

  /// Takes the next bytes from the stick, received at `instant`.
  public mutating func receive(
    _ chunk: [UInt8], at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) {
    deframe(chunk) { $0.receive($1, at: instant, body) }
  }

  /// Hands each message in the next bytes to `body`.
  public mutating func deframe(
    _ chunk: [UInt8], _ body: (inout FeTreadmillDecoder, AntMessage) -> Void
  ) {
    // The framer is moved aside: it cannot be changed while its messages change `self`.
    var frames = listener.frames
    frames.receive(chunk) { body(&self, $0) }
    listener.frames = frames
  }

  /// Nothing that the host sends is needed to read a treadmill.
  public mutating func sent(_ bytes: [UInt8], at instant: MonotonicInstant) {}

  /// The stick was opened anew: an unfinished message will not be finished.
  public mutating func restart() { listener.restart() }

  /// Takes one message, received at `instant`.
  public mutating func receive(
    _ message: AntMessage, at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) {
    guard let page = listener.receive(message, at: instant, body) else { return }
    pages.receive(page, at: instant, body)
  }
}
