/// How codes, file names and identifiers in a record may be spelt. The rules are narrow on
/// purpose: a name of a person does not fit into them, nor does a path.
public enum Spelling {
  /// Whether `text` is a code for a study, site, device, subject, visit or operator:
  /// `^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$`. Spaces are refused because names leak through them.
  public static func isCode(_ text: String) -> Bool { isCode(text, upTo: 32) }

  /// Whether `text` is a file name inside a package: `^[a-z0-9][a-z0-9._-]{0,63}$`.
  public static func isFileName(_ text: String) -> Bool {
    let bytes = text.utf8
    guard (1...64).contains(bytes.count), let first = bytes.first else { return false }
    return isLowerAlphanumeric(first)
      && bytes.allSatisfy { isLowerAlphanumeric($0) || isPunctuation($0) }
  }

  /// Whether `text` is a UUID in lower case, `8-4-4-4-12` hexadecimal digits.
  public static func isUUID(_ text: String) -> Bool {
    let groups = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return groups.map(\.count) == [8, 4, 4, 4, 12]
      && groups.allSatisfy { $0.allSatisfy(isLowerHex) }
  }

  /// Whether `text` is one to three codes joined by `/`: the owner of a key, such as
  /// `DEMO/001/wt01` for a device.
  public static func isOwner(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return (1...3).contains(parts.count) && parts.allSatisfy { isCode(String($0) ?? "") }
  }

  /// Whether `text` is 1 to `limit` printable ASCII bytes other than `"` and `\`.
  static func isPlainText(_ text: String, upTo limit: Int) -> Bool {
    (1...limit).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
  }

  static func isCode(_ text: String, upTo limit: Int) -> Bool {
    let bytes = text.utf8
    guard (1...limit).contains(bytes.count), let first = bytes.first else { return false }
    return isAlphanumeric(first) && bytes.allSatisfy { isAlphanumeric($0) || isPunctuation($0) }
  }

  static func isLowerHex(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isLowerAlphanumeric(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }

  private static func isPunctuation(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
  }
}
