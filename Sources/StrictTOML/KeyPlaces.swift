/// Finds where each key stands in a TOML 1.0 text: the parser tells no places of values. It never
/// traps; after the first mistake of a text its places are of no use.
struct KeyPlaces {
  /// The first place of each section and key, by the path of their names.
  private(set) var places: [[String]: TextPlace] = [:]
  /// The first escape of U+0000 in a text: the parser's texts end there unseen.
  private(set) var nul: TextPlace?
  /// The first header of a section without a name, array item that begins with a brace's end, or
  /// date. At some of them the parser would end the process, by an assertion (toml++ 3, `parse_key`,
  /// `parse_value`, `parse_time`), instead of telling the mistake; no key takes a date.
  private(set) var deadly: TextPlace?
  private static let deepest = 300
  private var depth = 0
  private let bytes: [UInt8]
  private var index = 0
  private var line = 1
  private var column = 1
  private var section: [String] = []

  init(_ text: some Sequence<UInt8>) {
    bytes = Array(text)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    while index < bytes.count {
      let start = index
      statement()
      // What is not TOML must not hold us here.
      if index == start { step() }
    }
  }

  private var next: UInt8? { index < bytes.count ? bytes[index] : nil }
  private var place: TextPlace { TextPlace(line: line, column: column) }

  private mutating func step() {
    guard let byte = next else { return }
    index += 1
    if byte == Sign.lineFeed {
      line += 1
      column = 1
    } else if index >= bytes.count || bytes[index] & 0xC0 != 0x80 {
      column += 1
    }
  }

  private mutating func skip(while condition: (UInt8) -> Bool) {
    while let byte = next, condition(byte) { step() }
  }

  private mutating func skipBlanks() { skip { $0 == Sign.blank || $0 == Sign.tab } }

  private mutating func skipLine() { skip { $0 != Sign.lineFeed } }

  /// Blanks, line ends and comments.
  private mutating func skipSpace() {
    while let byte = next {
      switch byte {
      case Sign.blank, Sign.tab, Sign.lineFeed, Sign.carriageReturn: step()
      case Sign.hash: skipLine()
      default: return
      }
    }
  }

  private mutating func note(_ path: [String], at place: TextPlace) {
    for length in 1...max(1, path.count) {
      let part = Array(path.prefix(length))
      if places[part] == nil { places[part] = place }
    }
  }

  private mutating func statement() {
    skipSpace()
    let start = place
    guard next == Sign.openBracket else { return keyAndValue(in: section) }
    for _ in 0..<2 where next == Sign.openBracket { step() }
    skipBlanks()
    guard let first = next, Sign.beginsKey(first) else {
      deadly = deadly ?? start
      return skipLine()
    }
    section = dottedKey()
    note(section, at: start)
    skipLine()
  }

  private mutating func keyAndValue(in table: [String]) {
    let start = place
    let path = table + dottedKey()
    guard next == Sign.equals else { return }
    note(path, at: start)
    step()
    value(of: path)
  }

  private mutating func dottedKey() -> [String] {
    var path: [String] = []
    while true {
      skipBlanks()
      path.append(simpleKey())
      skipBlanks()
      guard next == Sign.dot else { return path }
      step()
    }
  }

  private mutating func simpleKey() -> String {
    if next == Sign.quote || next == Sign.apostrophe { return text() }
    let start = index
    skip { !Sign.endsBareKey.contains($0) }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func value(of path: [String]) {
    skipBlanks()
    switch next {
    case Sign.quote, Sign.apostrophe: _ = text()
    case Sign.openBracket: list(until: Sign.closeBracket) { $0.value(of: path) }
    case Sign.openBrace: list(until: Sign.closeBrace) { $0.keyAndValue(in: path) }
    default: word()
    }
  }

  /// A number, a truth value or a date.
  private mutating func word() {
    let start = place
    var last: UInt8 = Sign.blank
    while let byte = next, !Sign.endsValue.contains(byte) {
      let isSign = [Sign.blank, Sign.letterE, Sign.capitalE].contains(last)
      if byte == Sign.colon || byte == Sign.minus && !isSign { deadly = deadly ?? start }
      last = byte
      step()
    }
  }

  /// The items of an array or inline table.
  private mutating func list(until end: UInt8, item: (inout KeyPlaces) -> Void) {
    depth += 1
    defer { depth -= 1 }
    // The parser refuses what is 256 deep; here it must not use up the stack.
    guard depth < Self.deepest else { return index = bytes.count }
    step()
    while true {
      skipSpace()
      guard let byte = next else { return }
      let start = index
      if byte == Sign.closeBrace, end == Sign.closeBracket { deadly = deadly ?? place }
      if byte != end { item(&self) }
      skipSpace()
      if next == end { return step() }
      if next == Sign.comma || index == start { step() }
    }
  }

  /// A text in quotes of any of the four kinds, decoded.
  private mutating func text() -> String {
    guard let quote = next else { return "" }
    let isLong = bytes[index...].starts(with: [quote, quote, quote])
    for _ in 0..<(isLong ? 3 : 1) { step() }
    var content: [UInt8] = []
    while let byte = next {
      if byte == quote, !isLong || bytes[index...].starts(with: [quote, quote, quote]) {
        // A long text may end in one or two quotes of its own.
        for _ in 0..<(isLong ? 3 : 1) { step() }
        if isLong { skip { $0 == quote } }
        break
      }
      if byte == Sign.backslash, quote == Sign.quote {
        content += escape()
      } else {
        content.append(byte)
        step()
      }
    }
    return String(decoding: content, as: UTF8.self)
  }

  private mutating func escape() -> [UInt8] {
    let start = place
    step()
    guard let letter = next else { return [] }
    step()
    let count = letter == 0x75 ? 4 : letter == 0x55 ? 8 : 0
    guard count > 0 else { return [Sign.escapes[letter] ?? letter] }
    let digits = String(decoding: bytes[index...].prefix(count), as: UTF8.self)
    for _ in 0..<count { step() }
    guard let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) else { return [] }
    if scalar.value == 0 { nul = nul ?? start }
    return Array(String(scalar).utf8)
  }
}

/// The bytes that mean something in TOML.
private enum Sign {
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let blank: UInt8 = 0x20
  static let quote: UInt8 = 0x22
  static let hash: UInt8 = 0x23
  static let apostrophe: UInt8 = 0x27
  static let comma: UInt8 = 0x2C
  static let minus: UInt8 = 0x2D
  static let dot: UInt8 = 0x2E
  static let colon: UInt8 = 0x3A
  static let equals: UInt8 = 0x3D
  static let capitalE: UInt8 = 0x45
  static let openBracket: UInt8 = 0x5B
  static let backslash: UInt8 = 0x5C
  static let closeBracket: UInt8 = 0x5D
  static let letterE: UInt8 = 0x65
  static let openBrace: UInt8 = 0x7B
  static let closeBrace: UInt8 = 0x7D
  static let endsBareKey: Set<UInt8> = [
    blank, tab, lineFeed, carriageReturn, dot, equals, closeBracket, hash, quote, apostrophe,
  ]
  static let endsValue: Set<UInt8> = [
    lineFeed, carriageReturn, hash, comma, closeBracket, closeBrace,
  ]

  /// Whether a key can begin so: a letter, a digit, `-`, `_` or a quote.
  static func beginsKey(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F, quote, apostrophe: true
    default: false
    }
  }

  /// b, t, n, f and r after a backslash.
  static let escapes: [UInt8: UInt8] = [0x62: 8, 0x74: 9, 0x6E: 10, 0x66: 12, 0x72: 13]
}
