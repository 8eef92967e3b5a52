public import Readings

/// A decoder of one ANT+ profile behind one channel of a stick, as `AntDriver` needs it.
public protocol AntChannelDecoder: DeviceDecoder {
  /// A decoder for the device on `channel`; `period` in 1/32768 s is the channel's.
  init(source: DeviceSource, channel: UInt8, period: UInt16)
  /// The stick's channel that is read.
  var channel: UInt8 { get }
  /// Takes the next bytes from the stick and hands each message in them to `body`, which may let
  /// the decoder take it.
  mutating func deframe(_ chunk: [UInt8], _ body: (inout Self, AntMessage) -> Void)
  /// Takes one message, received at `instant`.
  mutating func receive(
    _ message: AntMessage, at instant: MonotonicInstant, _ body: (DeviceReport) -> Void)
  /// The page that is to be asked for after `report`, if any.
  static func request(after report: DeviceReport) -> AntPageRequest?
}
