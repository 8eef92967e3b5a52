/// A parser for the JSON that may be signed (RFC 8259, narrowed): UTF-8 without byte order mark,
/// no duplicate member names, no floats, integers within ±(2^53 − 1), nothing after the value.
/// Ordinary parsers keep the last of two equal names or round big integers, so two honest readers
/// could see different records under one signature; this one refuses instead.
public enum StrictJSON {
  /// How deep arrays and objects may nest.
  public static let deepestNesting = 32

  /// Parses exactly one value.
  ///
  /// - Throws: `JSONFault` naming what is refused with line and column.
  public static func parse(_ bytes: some Sequence<UInt8>) throws(JSONFault) -> JSONValue {
    var scanner = JSONScanner(bytes: Array(bytes))
    return try scanner.document()
  }
}

/// The recursive-descent scanner behind `StrictJSON.parse`.
struct JSONScanner {
  private let bytes: [UInt8]
  private var index = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func document() throws(JSONFault) -> JSONValue {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw fault(.byteOrderMark, "begins with a byte order mark")
    }
    let result = try value(depth: 0)
    skipWhitespace()
    if index < bytes.count { throw fault(.trailingBytes, "bytes follow the value") }
    return result
  }

  private mutating func value(depth: Int) throws(JSONFault) -> JSONValue {
    skipWhitespace()
    guard let byte = peek else { throw fault(.truncated, "ends where a value should be") }
    switch byte {
    case UInt8(ascii: "{"): return .object(try object(depth: depth))
    case UInt8(ascii: "["): return .array(try array(depth: depth))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .integer(try number())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: throw fault(.syntax, "no value starts with this byte")
    }
  }

  private mutating func object(depth: Int) throws(JSONFault) -> JSONObject {
    var result = JSONObject()
    // Swift strings compare by canonical equivalence, so this refuses a little more than equal
    // bytes: two names that look alike to a reader are no better than the same name twice.
    var seen = Set<String>()
    try enter(depth)
    skipWhitespace()
    if take(UInt8(ascii: "}")) { return result }
    while true {
      skipWhitespace()
      guard let byte = peek else { throw fault(.truncated, "ends inside an object") }
      guard byte == UInt8(ascii: "\"") else { throw fault(.syntax, "expected a member name") }
      let start = index
      let key = try string()
      if !seen.insert(key).inserted {
        throw fault(.duplicateKey, "\"\(key)\" stands twice", at: start)
      }
      skipWhitespace()
      guard take(UInt8(ascii: ":")) else { throw unexpected("expected ':' after a member name") }
      result.append(key: key, value: try value(depth: depth + 1))
      skipWhitespace()
      if take(UInt8(ascii: "}")) { return result }
      guard take(UInt8(ascii: ",")) else { throw unexpected("expected ',' or '}'") }
    }
  }

  private mutating func array(depth: Int) throws(JSONFault) -> [JSONValue] {
    var result: [JSONValue] = []
    try enter(depth)
    skipWhitespace()
    if take(UInt8(ascii: "]")) { return result }
    while true {
      result.append(try value(depth: depth + 1))
      skipWhitespace()
      if take(UInt8(ascii: "]")) { return result }
      guard take(UInt8(ascii: ",")) else { throw unexpected("expected ',' or ']'") }
    }
  }

  /// Steps over an opening bracket that has `depth` others around it.
  private mutating func enter(_ depth: Int) throws(JSONFault) {
    guard depth < StrictJSON.deepestNesting else {
      throw fault(.tooDeep, "nested deeper than \(StrictJSON.deepestNesting)")
    }
    index += 1
  }

  private mutating func number() throws(JSONFault) -> Int64 {
    let start = index
    let negative = take(UInt8(ascii: "-"))
    let digits = index
    var magnitude: Int64 = 0
    while let byte = peek, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
      magnitude = magnitude * 10 + Int64(byte - UInt8(ascii: "0"))
      if magnitude > JSONValue.largestInteger {
        throw fault(.integerRange, "an integer beyond 2^53 − 1", at: start)
      }
      index += 1
    }
    if index == digits { throw unexpected("expected a digit") }
    if bytes[digits] == UInt8(ascii: "0"), index - digits > 1 {
      throw fault(.syntax, "a number with a leading zero", at: start)
    }
    if let byte = peek, [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(byte) {
      throw fault(.float, "a number with a fraction or exponent", at: start)
    }
    if negative, magnitude == 0 { throw fault(.syntax, "minus zero", at: start) }
    return negative ? -magnitude : magnitude
  }

  private mutating func word(_ text: StaticString, _ value: JSONValue) throws(JSONFault)
    -> JSONValue
  {
    let start = index
    for expected in text.description.utf8 where !take(expected) {
      throw index < bytes.count
        ? fault(.syntax, "expected \(text)", at: start) : fault(.truncated, "ends inside \(text)")
    }
    return value
  }

  private mutating func string() throws(JSONFault) -> String {
    let start = index
    index += 1
    var content: [UInt8] = []
    while true {
      guard let byte = peek else { throw fault(.truncated, "ends inside a string") }
      index += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: content, as: UTF8.self) else {
          throw fault(.notUTF8, "a string is not UTF-8", at: start)
        }
        return text
      case UInt8(ascii: "\\"): content.append(contentsOf: try escape())
      case 0..<0x20: throw fault(.syntax, "a control byte inside a string", at: index - 1)
      default: content.append(byte)
      }
    }
  }

  private mutating func escape() throws(JSONFault) -> [UInt8] {
    guard let byte = peek else { throw fault(.truncated, "ends inside an escape") }
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): return Array(String(Character(try unicodeEscape())).utf8)
    default: throw fault(.syntax, "an unknown escape", at: index - 1)
    }
  }

  private mutating func unicodeEscape() throws(JSONFault) -> Unicode.Scalar {
    let first = try hexQuad()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard (0xD800..<0xDC00).contains(first) else {
      throw fault(.notUTF8, "half a surrogate pair")
    }
    for expected in [UInt8(ascii: "\\"), UInt8(ascii: "u")] where !take(expected) {
      throw peek == nil
        ? fault(.truncated, "ends inside an escape") : fault(.notUTF8, "half a surrogate pair")
    }
    let second = try hexQuad()
    let joined = 0x10000 + ((first & 0x3FF) << 10) + (second & 0x3FF)
    guard (0xDC00..<0xE000).contains(second), let scalar = Unicode.Scalar(joined) else {
      throw fault(.notUTF8, "half a surrogate pair")
    }
    return scalar
  }

  private mutating func hexQuad() throws(JSONFault) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek else { throw fault(.truncated, "ends inside an escape") }
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw fault(.syntax, "expected four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      index += 1
    }
    return value
  }

  private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    index += 1
    return true
  }

  private mutating func skipWhitespace() {
    while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { index += 1 }
  }

  private func unexpected(_ detail: String) -> JSONFault {
    peek == nil ? fault(.truncated, "ends too early: " + detail) : fault(.syntax, detail)
  }

  private func fault(_ code: JSONFault.Code, _ detail: String, at offset: Int? = nil) -> JSONFault {
    let before = bytes.prefix(offset ?? index)
    let line = before.count { $0 == 0x0A } + 1
    let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
    return JSONFault(code, at: "line \(line), column \(column)", detail)
  }
}
