public import DeviceProtocols
public import Readings

/// An open device: bytes go in by `send`, and come out through the sink it was opened with.
public protocol BytePort: Sendable {
  /// Writes `message`, without waiting for the device; what goes wrong comes as `PortEvent.broken`.
  func send(_ message: HostMessage)
  /// Releases the device and whatever the kernel had bound to it before. Nothing comes out of the
  /// sink after it returned. Harmless when called twice.
  func close()
}

/// Where a port puts what it hears; called on any thread, in order of the stamps of one port.
public typealias PortSink = @Sendable (PortEvent) -> Void

/// What an open port hears.
public enum PortEvent: Hashable, Sendable {
  /// Bytes of one transfer or read, stamped at its completion on the monotonic clock.
  case bytes([UInt8], at: MonotonicInstant)
  /// The port cannot be used any more; close it.
  case broken(PortFault, at: MonotonicInstant)
}
