/// What the value of a key may be.
enum ConfigurationRule: Hashable, Sendable {
  /// A path from `/`.
  case path
  /// A path from `/`, or one within the store's directory.
  case pathInStore
  /// A path from `/` that the kernel takes for a local socket (unix(7): 107 bytes and a zero).
  case socketPath
  /// A whole number within bounds.
  case number(ClosedRange<Int>, unit: String)
  /// The name of a group.
  case group
  /// The name of a credential (systemd.exec(5)).
  case credential
  /// One of some words.
  case choice([String])

  /// What is allowed, to follow "it is".
  var sentence: String {
    switch self {
    case .path:
      "a path from /, in quotes, without empty parts, \".\" or \"..\""
    case .pathInStore:
      "a path from / or within the store, in quotes, without empty parts, \".\" or \"..\""
    case .socketPath:
      "a path from / of at most 107 bytes, in quotes, without empty parts, \".\" or \"..\""
    case .number(let range, let unit):
      "a whole number of \(unit) from \(range.lowerBound) to \(range.upperBound), without quotes"
    case .group:
      "a group's name in quotes: at most 32 of a-z, 0-9, _ and -, not beginning with 0-9 or -"
    case .credential:
      "a name in quotes: at most 64 of A-Z, a-z, 0-9, _, - and dots, not beginning with a dot"
    case .choice(let words):
      "one of " + words.map { "\"\($0)\"" }.joined(separator: ", ")
    }
  }

  /// Whether the value is a number and not a text.
  var isNumber: Bool {
    if case .number = self { true } else { false }
  }

  /// Whether a number is within the bounds.
  func allows(_ number: Int) -> Bool {
    if case .number(let range, _) = self { range.contains(number) } else { false }
  }

  /// Whether a text has the form.
  func allows(_ text: String) -> Bool {
    switch self {
    case .path: Self.isPath(text) && text.hasPrefix("/")
    case .pathInStore: Self.isPath(text)
    case .socketPath: Self.isPath(text) && text.hasPrefix("/") && text.utf8.count <= 107
    case .number: false
    case .group: Self.isGroup(Array(text.utf8))
    case .credential: Self.isCredential(Array(text.utf8))
    case .choice(let words): words.contains(text)
    }
  }

  /// Spelt in one way only, and fit to stand in a sentence and in a command that mends something.
  private static func isPath(_ text: String) -> Bool {
    let parts = (text.hasPrefix("/") ? text.dropFirst() : text[...])
      .split(separator: "/", omittingEmptySubsequences: false)
    return text.utf8.count <= 1_024 && parts.allSatisfy { !["", ".", ".."].contains($0) }
      && text.unicodeScalars.allSatisfy { scalar in
        scalar.value > 0x20 && !(0x7F...0xA0).contains(scalar.value)
          && !"\"'\\$`;&|<>*?()[]{}!#".unicodeScalars.contains(scalar)
      }
  }

  private static func isGroup(_ name: [UInt8]) -> Bool {
    guard let first = name.first, name.count <= 32 else { return false }
    return (isSmall(first) || first == 0x5F)
      && name.allSatisfy { isSmall($0) || isDigit($0) || $0 == 0x5F || $0 == 0x2D }
  }

  private static func isCredential(_ name: [UInt8]) -> Bool {
    guard let first = name.first, first != 0x2E, name.count <= 64 else { return false }
    return name.allSatisfy {
      isSmall($0) || (0x41...0x5A).contains($0) || isDigit($0) || [0x5F, 0x2D, 0x2E].contains($0)
    }
  }

  private static func isSmall(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
