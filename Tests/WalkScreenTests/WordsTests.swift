import Readings
import Testing
import WalkScreen

@Suite struct WordsTests {
  @Test("spans, cut as a stop-watch shows them")
  func spans() {
    #expect(SpanText.thousandths(Microseconds(154_512_999)) == "02:34.512")
    #expect(SpanText.tenths(.zero) == "00:00.0")
    #expect(SpanText.seconds(.seconds(6_000)) == "100:00")
    #expect(SpanText.tenths(Microseconds(-61_900_000)) == "-01:01.9")
    #expect(SpanText.thousandths(Microseconds(.min)).hasPrefix("-"))
  }

  @Test("values, in the unit that people use")
  func values() {
    #expect(ValueText.text(1_209, of: .speed) == "1.20 m/s")
    #expect(ValueText.text(-50, of: .speed) == "-0.05 m/s")
    #expect(ValueText.text(12_340_000, of: .distance) == "12.3 m")
    #expect(ValueText.text(Int64.max, of: .strides) == "9223372036854775807")
    #expect(ValueText.text(Int64.min, of: .distance).hasSuffix(" m"))
  }

  @Test("what could draw on a terminal or turn letters round, blanks")
  func hostile() {
    #expect("a\u{1B}[2Jb\r\n\u{202E}c\u{85}d".plain == "a [2Jb   c d")
    #expect("äß– 歩".plain == "äß– 歩")
    #expect(String(repeating: "x", count: 100_000).plain.count == 4_096)
  }
}
