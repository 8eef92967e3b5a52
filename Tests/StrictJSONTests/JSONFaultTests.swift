import StrictJSON
import Testing

/// The fault that `StrictJSON.parse` throws for `bytes`, nil when it accepts them.
func refusal(of bytes: some Sequence<UInt8>) -> JSONFault? {
  do {
    _ = try StrictJSON.parse(bytes)
    return nil
  } catch {
    return error
  }
}

/// The fault for a text.
func refusal(of text: String) -> JSONFault? { refusal(of: text.utf8) }

@Suite("Strict JSON refuses")
struct JSONFaultTests {
  /// Bytes for every code that the parser itself throws.
  static let refused: [(code: JSONFault.Code, bytes: [UInt8])] =
    texts.map { ($0, Array($1.utf8)) } + [
      (.byteOrderMark, [0xEF, 0xBB, 0xBF, 0x7B, 0x7D]),
      (.notUTF8, [0x22, 0xFF, 0x22]),
    ]

  private static let texts: [(JSONFault.Code, String)] = [
    (.notUTF8, #""\ud800""#), (.notUTF8, #""\udc00""#), (.notUTF8, #""\ud800x""#),
    (.notUTF8, #""\ud800\n""#), (.notUTF8, #""\ud800\ud800""#),
    (.syntax, "[1 2]"), (.syntax, "[1,]"), (.syntax, #"{"a":1,}"#), (.syntax, #"{"a" 1}"#),
    (.syntax, "{a:1}"), (.syntax, "'a'"), (.syntax, "01"), (.syntax, "-01"), (.syntax, "-0"),
    (.syntax, "+1"), (.syntax, "-x"), (.syntax, "trux"), (.syntax, "\"\t\""), (.syntax, "NaN"),
    (.syntax, #""\x""#), (.syntax, #""\u12g4""#), (.syntax, "[\u{FEFF}]"),
    (.syntax, "/* no */ 1"), (.syntax, "\u{A0}1"),
    (.truncated, ""), (.truncated, " "), (.truncated, "["), (.truncated, "{"), (.truncated, "-"),
    (.truncated, "tru"), (.truncated, "\""), (.truncated, #""\"#), (.truncated, #""\u12"#),
    (.truncated, #""\ud83d"#), (.truncated, #""\ud83d\"#), (.truncated, #""\ud83d\ude"#),
    (.truncated, #"{"a""#), (.truncated, #"{"a":"#), (.truncated, #"{"a":1"#), (.truncated, "[1,"),
    (.trailingBytes, "1 2"), (.trailingBytes, "{}{}"), (.trailingBytes, "[]]"),
    (.trailingBytes, "null\u{0}"), (.trailingBytes, "0x10"),
    (.duplicateKey, #"{"a":1,"a":2}"#), (.duplicateKey, #"{"a":1,"\u0061":2}"#),
    (.duplicateKey, #"{"b":{"a":1,"c":0,"a":1}}"#),
    // The same name to a reader: composed and decomposed, K and KELVIN SIGN.
    (.duplicateKey, #"{"\u00e9":1,"e\u0301":2}"#), (.duplicateKey, #"{"K":1,"\u212a":2}"#),
    (.float, "1.0"), (.float, "1e3"), (.float, "1E3"), (.float, "-0.5"), (.float, "0.1"),
    (.float, "[9007199254740991.0]"),
    (.integerRange, "9007199254740992"), (.integerRange, "-9007199254740992"),
    (.integerRange, "18446744073709551617"), (.integerRange, String(repeating: "9", count: 400)),
    (.tooDeep, nested(StrictJSON.deepestNesting + 1)),
    (.tooDeep, String(repeating: "[", count: 100_000)),
    (.tooDeep, String(repeating: #"{"a":"#, count: 100_000)),
  ]

  @Test("bytes outside the narrowed grammar, its own code", arguments: refused)
  func refusedBytes_haveTheirCode(code: JSONFault.Code, bytes: [UInt8]) throws {
    let fault = try #require(
      refusal(of: bytes), "accepted \(String(decoding: bytes, as: UTF8.self))")
    #expect(fault.code == code, "\(fault)")
    #expect(fault.place.hasPrefix("line "))
  }

  @Test("every code, produced by the parser or by the reader of members")
  func everyCode_isProduced() {
    let parser = Set(Self.refused.map(\.code))
    let reader = Set(ObjectReaderTests.refused.map(\.code))
    #expect(parser.union(reader) == Set(JSONFault.Code.allCases))
    #expect(parser.isDisjoint(with: reader))
  }

  @Test("codes, stable texts that begin with json-")
  func codes_areDistinctTexts() {
    let texts = JSONFault.Code.allCases.map(\.rawValue)
    #expect(Set(texts).count == texts.count)
    #expect(texts.allSatisfy { $0.hasPrefix("json-") })
  }

  @Test("a fault on a later line, its line and column")
  func fault_namesLineAndColumn() throws {
    let fault = try #require(refusal(of: "{\n  \"a\": 1,\n  \"b\": 1.5\n}"))
    #expect(fault.place == "line 3, column 8")
    #expect(fault.description == "line 3, column 8: a number with a fraction or exponent")
  }

  /// UTF-8 that is not: overlong forms, surrogates, beyond U+10FFFF, lone and missing
  /// continuation bytes (Unicode 15, table 3-7).
  @Test(
    "ill-formed UTF-8 inside a string, refused",
    arguments: [
      [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xF0, 0x80, 0x80, 0x80],
      [0xF0, 0x8F, 0xBF, 0xBF], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80],
      [0xF5, 0x80, 0x80, 0x80], [0x80], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xFE],
    ] as [[UInt8]])
  func illFormedUTF8_isRefused(content: [UInt8]) {
    #expect(refusal(of: [0x22] + content + [0x22])?.code == .notUTF8)
    #expect(refusal(of: [0x7B, 0x22] + content + [0x22, 0x3A, 0x31, 0x7D])?.code == .notUTF8)
  }

  /// `depth` arrays, one in the other.
  static func nested(_ depth: Int) -> String {
    String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
  }
}
