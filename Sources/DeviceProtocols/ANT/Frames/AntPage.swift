import Readings

/// The eight bytes that an ANT channel carries at once. In ANT+ profiles byte 0 is the page number.
public struct AntPage: Hashable, Sendable {
  /// The bytes as one little-endian number: byte 0 in the lowest eight bits.
  public let bits: UInt64

  /// The page whose bytes are `bits`, byte 0 lowest.
  public init(bits: UInt64) { self.bits = bits }

  /// The page with exactly eight `bytes`, or nil for any other count.
  public init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == 8 else { return nil }
    var bits: UInt64 = 0
    for byte in bytes.reversed() { bits = bits << 8 | UInt64(byte) }
    self.bits = bits
  }

  /// The page with these bytes in order.
  init(
    _ b0: UInt8, _ b1: UInt8, _ b2: UInt8, _ b3: UInt8, _ b4: UInt8, _ b5: UInt8, _ b6: UInt8,
    _ b7: UInt8
  ) {
    let low = UInt64(b0) | UInt64(b1) << 8 | UInt64(b2) << 16 | UInt64(b3) << 24
    bits = low | UInt64(b4) << 32 | UInt64(b5) << 40 | UInt64(b6) << 48 | UInt64(b7) << 56
  }

  /// Byte `offset`, 0 to 7; 0 beyond.
  public subscript(offset: Int) -> UInt8 {
    offset >= 0 && offset < 8 ? UInt8(truncatingIfNeeded: bits >> (8 * UInt64(offset))) : 0
  }

  /// The page number, byte 0.
  public var number: UInt8 { self[0] }

  /// The eight bytes in order.
  public var bytes: [UInt8] { (0..<8).map { self[$0] } }

  /// The bytes as a reading carries them.
  var raw: RawBytes {
    var raw = RawBytes()
    for offset in 0..<8 { raw.append(self[offset]) }
    return raw
  }

  func u16(_ offset: Int) -> UInt16 { UInt16(truncatingIfNeeded: bits >> (8 * UInt64(offset))) }
  func u24(_ offset: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: bits >> (8 * UInt64(offset))) & 0xFF_FFFF
  }
  func u32(_ offset: Int) -> UInt32 { UInt32(truncatingIfNeeded: bits >> (8 * UInt64(offset))) }
}

extension FixedWidthInteger {
  /// Byte `offset` of the number, the lowest first; how multi-byte fields stand in ANT.
  func byte(_ offset: Int) -> UInt8 { UInt8(truncatingIfNeeded: self >> (8 * Self(offset))) }
}
