public import Readings

/// The host's side of one device behind an open port: a value that is told what comes and what time
/// it is, and says what to send and what was heard. It does no I/O and reads no clock.
public protocol DeviceDriver: Sendable {
  /// When `tick` is next needed; nil when only the device can change something.
  var deadline: MonotonicInstant? { get }
  /// How the link has done so far.
  var counts: LinkCounts { get }
  /// The port was opened, for the first time or again.
  mutating func begin(at now: MonotonicInstant, _ body: (DriverAction) -> Void)
  /// Bytes came, as one transfer or read delivered them, stamped `now`.
  mutating func receive(
    _ bytes: [UInt8], at now: MonotonicInstant, _ body: (DriverAction) -> Void)
  /// Time passed; harmless before `deadline`.
  mutating func tick(at now: MonotonicInstant, _ body: (DriverAction) -> Void)
  /// The device is to be released; `closed` comes when the port may be closed.
  mutating func close(at now: MonotonicInstant, _ body: (DriverAction) -> Void)
  /// The port is gone: unplugged, or broken.
  mutating func lost(at now: MonotonicInstant, _ body: (DriverAction) -> Void)
}

/// Turns the bytes of one device into what they tell: live, in recovery, in replay and in
/// verification. The same bytes with the same stamps give the same reports.
public protocol DeviceDecoder: Sendable {
  /// How the link has done so far.
  var counts: LinkCounts { get }
  /// The device's serial or number for the record; nil until known.
  var serial: String? { get }
  /// Bytes came from the device.
  mutating func receive(
    _ bytes: [UInt8], at instant: MonotonicInstant, _ body: (DeviceReport) -> Void)
  /// Bytes went to the device: an answer may be readable only beside its request.
  mutating func sent(_ bytes: [UInt8], at instant: MonotonicInstant)
  /// The port was opened anew: an unfinished message will not be finished.
  mutating func restart()
}
