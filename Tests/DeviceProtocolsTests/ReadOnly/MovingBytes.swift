import DeviceProtocols

/// Judges bytes by what a treadmill, console, stick or button would do with them, from the makers'
/// tables and without the codecs: a mistake in a codec must not hide itself here.
enum MovingBytes {
  /// What is wrong with sending `bytes` to a device that `driver` reads; nil when it only asks.
  static func objection(to bytes: [UInt8], of driver: DriverID) -> String? {
    switch driver {
    case .trackmaster: trackmaster(bytes)
    case .csafe: csafe(bytes)
    case .lifespan: modbus(bytes)
    case .antFootPod, .antTreadmill: ant(bytes)
    case .bigRedButton: bytes == [8, 0, 0, 0, 0, 0, 0, 2] ? nil : "is no poll of the button"
    case .xkeys: xkeys(bytes)
    case .button, .hidButton: "nothing is ever sent to such a button"
    }
  }

  /// A0–AC start, stop, set and clear; A9 starts a Woodway, BD sets its time-out; digits are the data
  /// of such a command. C0–CD ask. On a Woodway C3 to CD are not known to be questions, but C7 and
  /// C3 are in no set of it that anything is sent from.
  private static func trackmaster(_ bytes: [UInt8]) -> String? {
    guard bytes.count == 1 else { return "a request is one byte, data belongs to commands" }
    return (0xC0...0xCD).contains(bytes[0]) ? nil : "is no request"
  }

  /// Frames F1 … check F2; F3 escapes. One short command of the status group, and no long one.
  private static func csafe(_ bytes: [UInt8]) -> String? {
    guard bytes.count >= 4, bytes.first == 0xF1, bytes.last == 0xF2 else { return "is no frame" }
    var plain: [UInt8] = []
    var escaped = false
    for byte in bytes[1..<(bytes.count - 1)] {
      if byte & 0xFC == 0xF0, byte != 0xF3 { return "a frame in a frame" }
      if byte == 0xF3 {
        escaped = true
        continue
      }
      plain.append(escaped ? 0xF0 | byte & 3 : byte)
      escaped = false
    }
    let check = plain.removeLast()
    guard plain.reduce(0, ^) == check else { return "has a wrong check byte" }
    guard plain.count == 1, let command = plain.first else { return "more than one command" }
    switch command {
    case 0x80, 0x91...0x94, 0x98...0x9D, 0xA0...0xAC, 0xB0...0xB6: return nil
    case 0x81...0x88: return "changes the console's state"
    case 0x01...0x7F: return "sets something"
    default: return "is an unknown command"
    }
  }

  /// Slave, function, register, count, CRC. Function 3 reads; 5, 6, 15 and 16 write.
  private static func modbus(_ bytes: [UInt8]) -> String? {
    guard bytes.count == 8 else { return "a read has eight bytes" }
    var crc: UInt16 = 0xFFFF
    for byte in bytes[..<6] {
      crc ^= UInt16(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xA001 : crc >> 1 }
    }
    guard bytes[6] == UInt8(crc & 0xFF), bytes[7] == UInt8(crc >> 8) else { return "has a bad CRC" }
    return bytes[1] == 3 ? nil : "function \(bytes[1]) is not a read"
  }

  /// A4, length, id, payload, check. Data messages 4E, 4F, 50 and 72 reach devices on the air: only
  /// the acknowledged request for a page (70) may; pages 48 to 51 command a treadmill or trainer. A
  /// channel may only be assigned as a receiver.
  private static func ant(_ bytes: [UInt8]) -> String? {
    guard bytes.count >= 5, bytes[0] == 0xA4, Int(bytes[1]) == bytes.count - 4 else {
      return "is no frame"
    }
    guard bytes.reduce(0, ^) == 0 else { return "has a wrong check byte" }
    let payload = Array(bytes[3..<(bytes.count - 1)])
    switch bytes[2] {
    case 0x4F:
      guard payload.count == 9, payload[1] == 70 else {
        return "sends page \(payload.dropFirst().first ?? 0)"
      }
      return payload[8] == 1 ? nil : "asks for a slave or a command and not for a page"
    case 0x4E, 0x50, 0x72: return "sends data on the air"
    case 0x42: return payload.count > 1 && payload[1] == 0 ? nil : "becomes a transmitter"
    case 0x41, 0x43...0x46, 0x4A...0x4D, 0x51, 0x63, 0x66, 0x6E: return nil
    default: return "is no command of channel set-up"
    }
  }

  /// A 35-byte report: 177 asks for the present state; others light, program and reset.
  private static func xkeys(_ bytes: [UInt8]) -> String? {
    bytes.count == 35 && bytes[0] == 177 && bytes.dropFirst().allSatisfy { $0 == 0 }
      ? nil : "is not “generate data”"
  }
}
