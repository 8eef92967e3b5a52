public import Readings

/// One frame on a Modbus RTU line (Modbus over Serial Line V1.02, section 2.5; Modbus Application
/// Protocol V1.1b3, sections 6.3 and 6.6), as far as a LifeSpan base and its console speak it.
public struct ModbusFrame: Hashable, Sendable {
  /// What a frame is.
  public enum Kind: Hashable, Sendable {
    /// Function 03 from the console: the first register and how many.
    case readRequest(register: UInt16, count: UInt16)
    /// Function 03 from the base with one register.
    case readAnswer(UInt16)
    /// Function 06: a register and its new value; the base answers with the same bytes.
    case write(register: UInt16, value: UInt16)
    /// The base refuses; the exception code.
    case exception(UInt8)
  }

  /// The bytes with their check, 5 to 8.
  public let raw: RawBytes
  /// What it is.
  public let kind: Kind

  init(_ raw: RawBytes) {
    self.raw = raw
    kind =
      switch raw.count {
      case 5: .exception(raw[2])
      case 7: .readAnswer(Self.word(raw, 3))
      default:
        raw[1] == 0x06
          ? .write(register: Self.word(raw, 2), value: Self.word(raw, 4))
          : .readRequest(register: Self.word(raw, 2), count: Self.word(raw, 4))
      }
  }

  private static func word(_ raw: RawBytes, _ offset: Int) -> UInt16 {
    UInt16(raw[offset]) << 8 | UInt16(raw[offset &+ 1])
  }
}

/// The check of Modbus RTU: CRC-16 with the reflected polynomial A001, beginning at FFFF, sent low
/// byte first (Modbus over Serial Line V1.02, section 2.5.1.2). Over a whole good frame it is 0.
struct ModbusCheck: Sendable {
  private(set) var value: UInt16 = 0xFFFF

  @inline(__always)
  mutating func add(_ byte: UInt8) {
    value ^= UInt16(byte)
    for _ in 0..<8 {
      let carry = value & 1
      value >>= 1
      if carry == 1 { value ^= 0xA001 }
    }
  }
}
