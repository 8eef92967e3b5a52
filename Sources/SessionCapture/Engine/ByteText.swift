extension [UInt8] {
  /// Appends an integer in decimal.
  mutating func append(decimal value: Int64) {
    var magnitude = value.magnitude
    if value < 0 { append(UInt8(ascii: "-")) }
    let start = count
    repeat {
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude % 10))
      magnitude /= 10
    } while magnitude > 0
    self[start...].reverse()
  }

  /// The bytes that lower-case hexadecimal digits tell; nil for anything else.
  init?(lowerHex digits: ArraySlice<UInt8>) {
    guard digits.count % 2 == 0 else { return nil }
    self = []
    reserveCapacity(digits.count / 2)
    var high: UInt8?
    for digit in digits {
      let value: UInt8
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
      default: return nil
      }
      if let first = high {
        append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
  }
}

extension FixedWidthInteger {
  /// The integer that decimal digits tell in their one shortest form: no plus sign, no leading
  /// zero, no minus zero; nil for anything else.
  init?(decimal digits: ArraySlice<UInt8>) {
    guard let value = Self(String(decoding: digits, as: UTF8.self)),
      String(value).utf8.elementsEqual(digits)
    else { return nil }
    self = value
  }
}
