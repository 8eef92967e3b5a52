import Readings

/// The serial side of an FT232R as its host has set it up by vendor requests (FTDI AN232B-05 for the
/// divisor; request numbers as in Linux, drivers/usb/serial/ftdi_sio.h).
struct FtdiLine: Hashable, Sendable {
  /// Bits per second; nil until the host has chosen.
  var baud: Int?
  /// From 1 to 255 ms; a packet that is not full is sent when it has run down.
  var latency = Microseconds.milliseconds(16)
  /// DTR and RTS as the host has set them.
  var raisesReady = false
  var raisesRequest = false
  /// 8 data bits, no parity, 1 stop bit.
  var isEightNoneOne = true

  /// The rate that a divisor gives: 3 MHz by a whole number and eighths; 0 and 1 are special.
  static func baud(value: UInt16, index: UInt16) -> Int {
    let whole = Int(value & 0x3FFF)
    let fraction = Int(value >> 14) | Int(index & 1) << 2
    if whole == 0, fraction == 0 { return 3_000_000 }
    if whole == 1, fraction == 0 { return 2_000_000 }
    let eighths = whole &* 8 &+ [0, 4, 2, 1, 3, 5, 6, 7][fraction]
    return 24_000_000 / max(1, eighths)
  }

  /// Whether a device that speaks at `rate`, 8N1, is understood: a UART bears some three per cent.
  func fits(_ rate: Int) -> Bool {
    guard let baud, isEightNoneOne else { return false }
    return (baud &- rate).magnitude &* 100 <= rate.magnitude &* 3
  }

  /// SIO_SET_MODEM_CTRL: the high byte says which of DTR (bit 0) and RTS (bit 1) change.
  mutating func setModemLines(_ value: UInt16) {
    if value & 0x100 != 0 { raisesReady = value & 1 != 0 }
    if value & 0x200 != 0 { raisesRequest = value & 2 != 0 }
  }

  /// SIO_SET_DATA: bits 7-0 data bits, 10-8 parity, 12-11 stop bits, 14 break.
  mutating func setFrame(_ value: UInt16) {
    isEightNoneOne = value & 0x5FFF == 8
  }
}
