import Readings
import StrictJSON
import Testing

@testable import WalkProtocol

@Suite("Quantities of a protocol file")
struct DefinitionQuantityTests {
  /// Expected values are the exact products: 1 mph is 447.04 mm/s, 1 km/h is 277.777… mm/s.
  @Test(
    "speeds, mm/s with halves rounded up",
    arguments: [
      ("1.2 mph", 536), ("2 mph", 894), ("2.0 mph", 894), ("1 mph", 447), ("0.1 mph", 45),
      ("0.5 m/s", 500), ("0.0005 m/s", 1), ("0.0014 m/s", 1), ("0.0015 m/s", 2), ("10 m/s", 10_000),
      ("1.9 km/h", 528), ("3.2 km/h", 889), ("1 km/h", 278), ("3.6 km/h", 1_000),
      // 536.5 mm/s exactly, and a hair below it.
      ("1.9314 km/h", 537), ("1.93139 km/h", 536),
    ] as [(String, Int64)])
  func speeds_areRoundedHalfUp(text: String, expected: Int64) throws {
    let bytes = DefinitionFixture.deen(["stages": DefinitionFixture.stage(speed: .string(text))])
    let definition = try ProtocolFile.parse(bytes, named: "x.json")
    #expect(definition.stages.map(\.speed) == [MillimetresPerSecond(expected)])
  }

  @Test(
    "durations, exact µs",
    arguments: [
      ("15 min", 900_000_000), ("30 s", 30_000_000), ("345 s", 345_000_000),
      ("0.5 min", 30_000_000),
      ("5.75 min", 345_000_000), ("0.000001 s", 1), ("1440 min", 86_400_000_000),
      ("0.01 min", 600_000),
    ] as [(String, Int64)])
  func durations_areExact(text: String, expected: Int64) throws {
    let bytes = DefinitionFixture.deen(["cap": .string(text)])
    #expect(try ProtocolFile.parse(bytes, named: "x.json").cap == Microseconds(expected))
  }

  @Test(
    "grades, in the unit written",
    arguments: [
      ("0 %", .milliPercent(0)), ("15 deg", .milliDegrees(15_000)),
      ("26.8 %", .milliPercent(26_800)), ("-3.125 %", .milliPercent(-3_125)),
      ("0.001 deg", .milliDegrees(1)), ("-45 deg", .milliDegrees(-45_000)),
    ] as [(String, Grade)])
  func grades_keepTheirUnit(text: String, expected: Grade) throws {
    let bytes = DefinitionFixture.deen(["stages": DefinitionFixture.stage(grade: .string(text))])
    #expect(try ProtocolFile.parse(bytes, named: "x.json").stages.map(\.grade) == [expected])
  }

  /// 100 · tan(angle) from tables of the tangent.
  @Test(
    "a grade in degrees, the same slope in percent",
    arguments: [
      (0, 0), (1, 2), (1_000, 1_746), (5_000, 8_749), (8_531, 15_000), (15_000, 26_795),
      (30_000, 57_735), (45_000, 100_000), (-15_000, -26_795),
    ] as [(Int64, Int64)])
  func degrees_becomePercent(milliDegrees: Int64, milliPercent: Int64) {
    #expect(Grade.milliDegrees(milliDegrees).asMilliPercent == milliPercent)
    #expect(Grade.milliPercent(milliPercent).asMilliPercent == milliPercent)
  }

  @Test("a grade steeper than 45 degrees, no percent")
  func steepDegrees_haveNoPercent() {
    #expect(Grade.milliDegrees(45_001).asMilliPercent == nil)
    #expect(Grade.milliDegrees(.min).asMilliPercent == nil)
  }

  @Test("sample rates at the limits, accepted", arguments: [("10 Hz", 10), ("1000 Hz", 1_000)])
  func sampleRates_atTheLimits(text: String, expected: Int) throws {
    let bytes = DefinitionFixture.deen(["sample_rate": .string(text)])
    #expect(try ProtocolFile.parse(bytes, named: "x.json").sampleRate == expected)
  }
}
