import Testing

@testable import TrialExport

@Suite struct TextTests {
  @Test(
    "integer and places, decimal text with halves away from zero",
    arguments: [
      (134_287_500, "134.288"), (134_287_499, "134.287"), (0, "0.000"), (499, "0.000"),
      (500, "0.001"), (-500, "-0.001"), (-499, "0.000"), (900_000_000, "900.000"),
      (Int64.max, "9223372036854.776"), (Int64.min, "-9223372036854.776"),
    ] as [(Int64, String)])
  func seconds(_ value: Int64, _ text: String) {
    #expect(FixedDecimal.seconds(microseconds: value) == text)
  }

  @Test("more places than the scale, padded with zeros")
  func padded() {
    #expect(FixedDecimal.text(15, scale: 1, places: 3) == "1.500")
    #expect(FixedDecimal.text(15, scale: 0, places: 2) == "15.00")
    #expect(FixedDecimal.text(-7, scale: 3, places: 0) == "0")
    #expect(FixedDecimal.text(.min, scale: 99, places: -4) == "-9")
  }

  @Test("1.2 mph in mm/s, shown as 1.20")
  func milesPerHour() {
    #expect(FixedDecimal.milesPerHour(millimetresPerSecond: 536) == "1.20")
    #expect(FixedDecimal.milesPerHour(millimetresPerSecond: .max) == nil)
  }

  @Test(
    "span, minutes with seconds and tenths",
    arguments: [
      (134_287_500, "2:14.3"), (59_960_000, "1:00.0"), (899_949_999, "14:59.9"),
      (900_000_000, "15:00.0"), (0, "0:00.0"), (-1_250_000, "-0:01.3"), (-40_000, "0:00.0"),
      (5_400_000_000, "90:00.0"),
    ] as [(Int64, String)])
  func minutes(_ value: Int64, _ text: String) {
    #expect(DurationText.minutes(microseconds: value) == text)
  }

  @Test("whole seconds, no tenths")
  func brief() {
    #expect(DurationText.brief(microseconds: 900_000_000) == "15:00")
    #expect(DurationText.brief(microseconds: 900_100_000) == "15:00.1")
  }

  @Test("UTC stamp at an offset, local date and offset shown")
  func localTime() throws {
    let stamp = try #require(UTCStamp("2027-01-01T02:30:59.999Z"))
    #expect(stamp.local(offsetSeconds: -18_000) == "2026-12-31 21:30:59 (UTC-05:00)")
    #expect(stamp.local(offsetSeconds: 20_700) == "2027-01-01 08:15:59 (UTC+05:45)")
    let leap = try #require(UTCStamp("2028-02-29T00:00:00.000Z"))
    #expect(leap.milliseconds == 1_835_395_200_000)
    #expect(leap.local(in: "No/Such_Zone") == nil)
  }

  @Test(
    "stamp in another form, refused",
    arguments: [
      "2026-02-29T00:00:00.000Z", "2026-11-22T20:30:00Z", "2026-11-22T24:00:00.000Z",
      "٢026-11-22T20:30:00.12Z",
    ])
  func badStamp(_ text: String) {
    #expect(UTCStamp(text) == nil)
  }
}
