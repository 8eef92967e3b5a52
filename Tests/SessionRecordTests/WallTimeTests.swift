import Testing

@testable import SessionRecord

@Suite("Wall time")
struct WallTimeTests {
  @Test(
    "known moments, written and read exactly",
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (1, "1970-01-01T00:00:00.001Z"),
      (-1, "1969-12-31T23:59:59.999Z"), (1_795_379_400_123, "2026-11-22T20:30:00.123Z"),
      (951_782_400_007, "2000-02-29T00:00:00.007Z"),
      (4_102_444_799_999, "2099-12-31T23:59:59.999Z"),
      (-2_208_988_800_000, "1900-01-01T00:00:00.000Z"),
      (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ] as [(Int64, String)])
  func knownMoments(milliseconds: Int64, text: String) {
    #expect(WallTime(milliseconds: milliseconds).description == text)
    #expect(WallTime(text)?.milliseconds == milliseconds)
  }

  @Test("every millisecond of a second and many days, round trip")
  func roundTrip() {
    for milliseconds in Int64(1_795_379_400_000)..<1_795_379_401_000 {
      let time = WallTime(milliseconds: milliseconds)
      #expect(WallTime(time.description) == time)
    }
    for step in Int64(-1_300)..<8_000 {
      let milliseconds = step * 86_400_000 * 19 + 7
      let time = WallTime(milliseconds: milliseconds)
      #expect(WallTime(time.description)?.milliseconds == milliseconds)
    }
  }

  @Test(
    "any other spelling, refused",
    arguments: [
      "", "2026-11-22", "2026-11-22T20:30:00Z", "2026-11-22T20:30:00.12Z",
      "2026-11-22T20:30:00.123+00:00", "2026-11-22 20:30:00.123Z", "2026-11-22T20:30:00.123z",
      "2026-02-30T00:00:00.000Z", "2026-13-01T00:00:00.000Z", "2026-11-22T24:00:00.000Z",
      "2026-11-22T20:30:60.000Z", "2026-11-22T20:30:00,123Z", "2026-11-22T20:30:00.-12Z",
      "2026-11-22T20:30:00.+12Z", " 026-11-22T20:30:00.123Z", "2026-11-22T20:30:00.１Z",
      "1899-12-31T23:59:59.999Z", "10000-01-01T00:00:00.000Z",
    ])
  func otherSpellings(text: String) {
    #expect(WallTime(text) == nil)
  }
}
