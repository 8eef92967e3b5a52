public import Readings

/// An ANTUSB2 stick: vendor class, one bulk endpoint each way, ANT frames in both.
public struct StickUsbFunction: UsbFunction {
  /// Chunks that wait for a host that does not read; the newest are lost, as in a real stick whose
  /// queue is full.
  static let longestQueue = 64

  /// The stick itself.
  public var stick: SimulatedStick
  /// Its descriptors: device, configuration and endpoints as dumped from a real 0fcf:1008.
  public let descriptors: UsbDescriptors
  private var waiting: ArraySlice<[UInt8]> = []

  /// A stick whose serial number string is `serial`.
  public init?(_ stick: SimulatedStick, serial: String) {
    guard
      let descriptors = UsbDescriptors(
        device: [
          0x12, 0x01, 0x00, 0x02, 0x00, 0x00, 0x00, 0x20, 0xCF, 0x0F, 0x08, 0x10, 0x00, 0x01, 0x01,
          0x02, 0x03, 0x01,
        ],
        configuration: [
          0x09, 0x02, 0x20, 0x00, 0x01, 0x01, 0x02, 0x80, 0x32,
          0x09, 0x04, 0x00, 0x00, 0x02, 0xFF, 0x00, 0x00, 0x02,
          0x07, 0x05, 0x81, 0x02, 0x40, 0x00, 0x01,
          0x07, 0x05, 0x01, 0x02, 0x40, 0x00, 0x01,
        ],
        strings: [1: "Dynastream Innovations", 2: "ANT USBStick2", 3: serial])
    else { return nil }
    self.stick = stick
    self.descriptors = descriptors
  }

  /// Whether the stick's plan of faults leaves it in its socket.
  public var isAttached: Bool { stick.isAttached }

  /// The radio starts anew; what is on the air goes on.
  public mutating func powerUp(at instant: MonotonicInstant) {
    waiting = []
    stick.powerUp(at: instant)
  }

  /// Lets the stick hear what is on the air.
  public mutating func advance(to instant: MonotonicInstant) {
    for chunk in stick.advance(to: instant) where waiting.count < Self.longestQueue {
      waiting.append(chunk.bytes)
    }
  }

  /// When the stick hears or says something next.
  public var nextEvent: MonotonicInstant? { stick.nextEvent }

  /// A stick has no requests of its own.
  public mutating func answer(
    _ setup: UsbSetup, data: [UInt8], at instant: MonotonicInstant
  ) -> [UInt8]? { nil }

  /// Commands of the host.
  public mutating func receive(_ bytes: [UInt8], endpoint: UInt8, at instant: MonotonicInstant) {
    stick.receive(hostBytes: bytes, at: instant)
  }

  /// The next chunk, at most 64 bytes.
  public mutating func packet(endpoint: UInt8, at instant: MonotonicInstant) -> [UInt8]? {
    waiting.popFirst()
  }

  /// Chunks come with `nextEvent`.
  public func nextPacket(endpoint: UInt8) -> MonotonicInstant? { nil }
}
