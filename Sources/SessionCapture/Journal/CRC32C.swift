/// The Castagnoli cyclic redundancy check (RFC 3720 section 12.1 and appendix B.4): polynomial
/// 0x1EDC6F41 reflected, start and final XOR all ones. It finds torn and flipped journal entries.
public enum CRC32C {
  /// The check of `bytes`; `123456789` in ASCII gives 0xE3069283.
  public static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc = table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ (crc >> 8)
    }
    return ~crc
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { crc, _ in
      crc & 1 == 1 ? (crc >> 1) ^ 0x82F6_3B78 : crc >> 1
    }
  }
}
