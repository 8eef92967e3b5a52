public import Readings

/// An FT232R with a serial device on its line, as it sits inside treadmills: 0403:6001. Each packet
/// to the host begins with two status bytes and holds up to 62 of the device's; a packet that is not
/// full waits for the latency timer, 16 ms until the host sets another.
public struct FtdiUsbFunction: UsbFunction {
  /// What the chip can hold for a host that does not read; more is lost (FT232R data sheet, 256
  /// bytes).
  static let bufferSize = 256
  static let payloadSize = 62

  /// The device on the line.
  public var device: any SimulatedDevice
  /// Its descriptors.
  public let descriptors: UsbDescriptors
  /// Bits per second at which the device speaks, 8N1.
  public let deviceBaud: Int
  var line = FtdiLine()
  var waiting: ArraySlice<UInt8> = []
  private var timerStart: MonotonicInstant
  private let idleInterval: Microseconds
  private var hasOverrun = false
  private var hasFramingError = false

  /// A chip with `device` on its line.
  ///
  /// - Parameters:
  ///   - serial: the serial number string, by which a site tells its adapters apart.
  ///   - baud: the device's rate.
  ///   - idleInterval: how often a packet with nothing but status comes. The chip sends one whenever
  ///     the latency timer runs down; a server may ask for fewer, to spare an emulated host.
  public init?(
    _ device: any SimulatedDevice, serial: String, baud: Int,
    idleInterval: Microseconds = .milliseconds(16), at now: MonotonicInstant
  ) {
    guard
      let descriptors = UsbDescriptors(
        device: [
          0x12, 0x01, 0x00, 0x02, 0x00, 0x00, 0x00, 0x08, 0x03, 0x04, 0x01, 0x60, 0x00, 0x06, 0x01,
          0x02, 0x03, 0x01,
        ],
        configuration: [
          0x09, 0x02, 0x20, 0x00, 0x01, 0x01, 0x00, 0xA0, 0x2D,
          0x09, 0x04, 0x00, 0x00, 0x02, 0xFF, 0xFF, 0xFF, 0x02,
          0x07, 0x05, 0x81, 0x02, 0x40, 0x00, 0x00,
          0x07, 0x05, 0x02, 0x02, 0x40, 0x00, 0x00,
        ],
        strings: [1: "FTDI", 2: "FT232R USB UART", 3: serial])
    else { return nil }
    self.device = device
    self.descriptors = descriptors
    deviceBaud = baud
    self.idleInterval = idleInterval
    timerStart = now
  }

  /// The chip hangs on the device's own power.
  public var isAttached: Bool { device.isAttached }

  /// The chip forgets its settings; the device on its line has not noticed.
  public mutating func powerUp(at instant: MonotonicInstant) {
    line = FtdiLine()
    waiting = []
    hasOverrun = false
    hasFramingError = false
    timerStart = instant
  }

  /// Lets the device speak.
  public mutating func advance(to instant: MonotonicInstant) {
    for chunk in device.advance(to: instant) {
      guard line.fits(deviceBaud) else {
        hasFramingError = true
        continue
      }
      let room = Self.bufferSize &- waiting.count
      if chunk.bytes.count > room { hasOverrun = true }
      waiting += chunk.bytes.prefix(room)
    }
  }

  /// When the device does something next.
  public var nextEvent: MonotonicInstant? { device.nextEvent }

  /// Bytes of the host; at another rate than the device's they mean nothing to it.
  public mutating func receive(_ bytes: [UInt8], endpoint: UInt8, at instant: MonotonicInstant) {
    guard line.fits(deviceBaud) else { return }
    device.receive(hostBytes: bytes, at: instant)
    advance(to: instant)
  }

  /// Status, and what has waited long enough or fills the packet.
  public mutating func packet(endpoint: UInt8, at instant: MonotonicInstant) -> [UInt8]? {
    let isFull = waiting.count >= Self.payloadSize
    guard isFull || instant >= nextPacketDue else { return nil }
    let payload = waiting.prefix(Self.payloadSize)
    waiting = waiting.dropFirst(payload.count)
    timerStart = instant
    defer {
      hasOverrun = false
      hasFramingError = false
    }
    return status + payload
  }

  /// When the latency timer has run down.
  public func nextPacket(endpoint: UInt8) -> MonotonicInstant? { nextPacketDue }

  private var nextPacketDue: MonotonicInstant {
    timerStart + (waiting.isEmpty ? max(line.latency, idleInterval) : line.latency)
  }

  /// Modem status: bit 0 is always set, the others are inputs that nothing drives. Line status:
  /// transmitter empty (60), overrun (02), framing error (08).
  var status: [UInt8] {
    [0x01, 0x60 | (hasOverrun ? 0x02 : 0) | (hasFramingError ? 0x08 : 0)]
  }
}
