/// CSAFE framing as a console does it, written apart from the driver's: `F1 contents checksum F2`
/// with F0 to F3 in contents and checksum sent as F3 and the low two bits (facts section 4.1).
struct CsafeLine: Sendable {
  private var frame: [UInt8]?

  /// Takes one byte from the host; returns what a stop byte completes: the contents, or nil inside
  /// when the checksum is wrong.
  mutating func take(_ byte: UInt8) -> [UInt8]?? {
    switch byte {
    case 0xF1: frame = []
    case 0xF2:
      defer { frame = nil }
      guard let whole = frame else { return .none }
      return .some(Self.contents(of: whole))
    default: frame?.append(byte)
    }
    return .none
  }

  private static func contents(of stuffed: [UInt8]) -> [UInt8]? {
    var bytes: [UInt8] = []
    var isEscaped = false
    for byte in stuffed {
      if isEscaped {
        bytes.append(0xF0 + (byte & 3))
      } else if byte != 0xF3 {
        bytes.append(byte)
      }
      isEscaped = !isEscaped && byte == 0xF3
    }
    guard let check = bytes.popLast(), bytes.reduce(0, ^) == check else { return nil }
    return bytes
  }

  /// `contents` as a frame; a raw checksum is not stuffed.
  static func frame(_ contents: [UInt8], rawChecksum: Bool) -> [UInt8] {
    let check = contents.reduce(0, ^)
    return [0xF1] + contents.flatMap(stuffed) + (rawChecksum ? [check] : stuffed(check)) + [0xF2]
  }

  private static func stuffed(_ byte: UInt8) -> [UInt8] {
    (0xF0...0xF3).contains(byte) ? [0xF3, byte - 0xF0] : [byte]
  }
}
