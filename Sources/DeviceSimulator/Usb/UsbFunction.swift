public import Readings

/// What a USB device does beside what every USB device does: its own control requests, what it takes
/// and what it has for the host. Time is an argument; nothing here does I/O.
public protocol UsbFunction: Sendable {
  /// Its descriptors.
  var descriptors: UsbDescriptors { get }
  /// Whether it is in its socket, as of the last call; a device whose plan says that somebody pulls
  /// it out is not.
  var isAttached: Bool { get }
  /// It gets power: it forgets what the host had set up.
  mutating func powerUp(at instant: MonotonicInstant)
  /// Lets time pass.
  mutating func advance(to instant: MonotonicInstant)
  /// When `advance` may next have something to do; nil when only the host can change that.
  var nextEvent: MonotonicInstant? { get }
  /// Obeys a class or vendor request. Returns the data stage to the host (empty when there is none),
  /// or nil to stall.
  mutating func answer(_ setup: UsbSetup, data: [UInt8], at instant: MonotonicInstant) -> [UInt8]?
  /// Takes what the host wrote to an endpoint.
  mutating func receive(_ bytes: [UInt8], endpoint: UInt8, at instant: MonotonicInstant)
  /// The next packet for the host from an endpoint; nil for "nothing yet" (NAK).
  mutating func packet(endpoint: UInt8, at instant: MonotonicInstant) -> [UInt8]?
  /// When `packet` will have something without the host's doing; nil when that is not known.
  func nextPacket(endpoint: UInt8) -> MonotonicInstant?
}
