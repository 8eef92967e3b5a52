extension FixedWidthInteger {
  /// The integer whose bytes stand least significant first at `offset`; the caller has checked
  /// that the bytes are there.
  init(littleEndianAt offset: Int, in bytes: [UInt8]) {
    var value: Self = 0
    for index in (0..<(Self.bitWidth / 8)).reversed() {
      value = value << 8 | Self(truncatingIfNeeded: bytes[offset + index])
    }
    self = value
  }
}

extension [UInt8] {
  /// Appends the integer's bytes, least significant first.
  mutating func appendLittleEndian(_ value: some FixedWidthInteger) {
    var rest = value
    for _ in 0..<(value.bitWidth / 8) {
      append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }
}
