public import Readings

/// A device as its host meets it at the port: bytes in, bytes out, and time as an argument. It does
/// no I/O and reads no clock; whoever serves it moves it to the instants that matter.
///
/// The same calls give the same bytes. What comes out does not depend on how often `advance` is
/// called, only on the instants of what the host sent.
public protocol SimulatedDevice: Sendable {
  /// Takes bytes that the host writes at `instant`. They are lost while the device is not attached.
  mutating func receive(hostBytes: [UInt8], at instant: MonotonicInstant)
  /// Lets time pass until `instant`; returns what the host has received since, in chunks as the
  /// port delivers them, each with its instant.
  mutating func advance(to instant: MonotonicInstant) -> [(bytes: [UInt8], at: MonotonicInstant)]
  /// When `advance` may next have something to do or to return; nil when only the host can change
  /// that.
  var nextEvent: MonotonicInstant? { get }
  /// Whether the host can see the device's port, as of the last call.
  var isAttached: Bool { get }
}

extension SimulatedStick: SimulatedDevice {
  /// Takes bytes that the host writes at `instant`. They are lost while the stick is unplugged.
  public mutating func receive(hostBytes: [UInt8], at instant: MonotonicInstant) {
    receive(hostBytes: hostBytes[...], at: instant)
  }
}
