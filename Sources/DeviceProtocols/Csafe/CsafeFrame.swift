/// One CSAFE frame, unstuffed and without its checksum (facts section 4.1: standard frame
/// `F1 contents checksum F2`, extended frame `F0 destination source contents checksum F2`).
///
/// The bytes are held inline: a frame costs no heap.
public struct CsafeFrame: Sendable, Equatable, CustomStringConvertible {
  /// The longest frame on the wire, stuffing included.
  public static let longest = 96

  /// Destination and source of an extended frame; nil for a standard one.
  public internal(set) var addresses: Addresses?
  /// How many content bytes there are.
  public internal(set) var count = 0
  /// How many bytes the frame took on the wire.
  public internal(set) var wireCount = 0
  var bytes = InlineArray<96, UInt8>(repeating: 0)

  /// Who an extended frame goes to and comes from.
  public struct Addresses: Hashable, Sendable {
    /// The address of the receiver; the host has 0.
    public var destination: UInt8
    /// The address of the sender.
    public var source: UInt8
  }

  init() {}

  /// Content byte `offset`; 0 beyond the end.
  public subscript(offset: Int) -> UInt8 {
    offset >= 0 && offset < count ? bytes[offset] : 0
  }

  /// The contents, for tests and displays.
  public var contents: [UInt8] { (0..<count).map { bytes[$0] } }

  /// Equal contents from the same sender; the stuffing on the wire makes no difference.
  public static func == (left: CsafeFrame, right: CsafeFrame) -> Bool {
    guard left.count == right.count, left.addresses == right.addresses else { return false }
    for offset in 0..<left.count where left.bytes[offset] != right.bytes[offset] { return false }
    return true
  }

  /// The contents in hexadecimal.
  public var description: String {
    contents.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }

  /// `contents` as a standard frame: any F0 to F3 in contents or checksum is sent as F3 followed by
  /// its low two bits (facts section 4.1).
  static func encoded(_ contents: [UInt8]) -> [UInt8] {
    var frame: [UInt8] = [CsafeByte.standardStart]
    var check: UInt8 = 0
    func put(_ byte: UInt8) {
      if byte & 0xFC == 0xF0 {
        frame += [CsafeByte.escape, byte & 3]
      } else {
        frame.append(byte)
      }
    }
    for byte in contents {
      check ^= byte
      put(byte)
    }
    put(check)
    frame.append(CsafeByte.stop)
    return frame
  }
}

/// The bytes with a meaning of their own on the wire.
enum CsafeByte {
  static let extendedStart: UInt8 = 0xF0
  static let standardStart: UInt8 = 0xF1
  static let stop: UInt8 = 0xF2
  static let escape: UInt8 = 0xF3
}
