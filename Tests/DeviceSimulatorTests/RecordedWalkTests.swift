import DeviceSimulator
import Readings
import Testing
import WalktestTesting

struct RecordedWalkTests {
  private static func row(_ second: Int64, _ micrometres: Int64, _ strides: Int64)
    -> RecordedWalk.Row
  {
    RecordedWalk.Row(
      elapsed: .seconds(second), position: Micrometres(micrometres),
      speed: MillimetresPerSecond(1_000), strides: strides)
  }

  @Test("between two rows, distance and strides run straight and round down")
  func interpolates() throws {
    let walk = try #require(
      RecordedWalk(rows: [Self.row(0, 0, 0), Self.row(3, 10, 2), Self.row(5, 10, 4)]))
    #expect(walk.position(at: .seconds(1)) == Micrometres(3))
    #expect(walk.strides(at: .seconds(2)) == 1)
    #expect(walk.position(at: .seconds(4)) == Micrometres(10))
    #expect(walk.position(at: .seconds(99)) == Micrometres(10))
    #expect(walk.strides(at: .seconds(99)) == 4)
    #expect(walk.speed(at: .seconds(99)) == MillimetresPerSecond(0))
    #expect(walk.position(at: Microseconds(-1)) == .zero)
  }

  @Test("no rows, times that do not rise or a distance that falls, are refused")
  func refusesFallingTables() {
    #expect(RecordedWalk(rows: []) == nil)
    #expect(RecordedWalk(rows: [Self.row(1, 0, 0), Self.row(1, 1, 1)]) == nil)
    #expect(RecordedWalk(rows: [Self.row(1, 2, 0), Self.row(2, 1, 1)]) == nil)
    #expect(RecordedWalk(rows: [Self.row(1, 0, 2), Self.row(2, 1, 1)]) == nil)
  }

  @Test(
    "the two recorded walks, hold the totals their sources state",
    .enabled(if: Captures.shallRun, "\(Captures.absent)"))
  func totals() throws {
    let footPod = try RecordedWalks.footPod()
    #expect(footPod.position(at: .seconds(4_000)) == Micrometres(10_248_687_500))
    #expect(footPod.strides(at: .seconds(4_000)) == 5_062)
    let steady = try RecordedWalks.steady()
    #expect(steady.position(at: .seconds(360)) == Micrometres(419_050_000))
    #expect(steady.position(at: .seconds(600)) == Micrometres(732_760_000))
  }
}

/// The recorded walks as subjects (captures/walks).
enum RecordedWalks {
  enum Fault: Error { case noWalk(String) }

  /// `fr70-sdm4-footpod.csv`. The file has no strides; `fr70-sdm4-laps.csv` has them per lap. Within a
  /// lap they are spread over its distance.
  static func footPod() throws -> RecordedWalk {
    let laps = try CommaSeparated(Captures.bytes("walks/fr70-sdm4-laps.csv")).rows.map {
      (distance: fixed($0["distance_m"], 6), strides: fixed($0["strides"], 0))
    }
    let rows = try CommaSeparated(Captures.bytes("walks/fr70-sdm4-footpod.csv")).rows.map { row in
      let position = fixed(row["distance_m"], 6)
      return RecordedWalk.Row(
        elapsed: .seconds(fixed(row["t_s"], 0)), position: Micrometres(position),
        speed: MillimetresPerSecond(fixed(row["speed_m_s"], 3)),
        strides: strides(at: position, laps))
    }
    guard let walk = RecordedWalk(rows: rows) else { throw Fault.noWalk("fr70-sdm4-footpod.csv") }
    return walk
  }

  /// `fr55-walk-588s.csv`; strides are the integral of its cadence.
  static func steady() throws -> RecordedWalk {
    var phase: Int64 = 0
    let rows = try CommaSeparated(Captures.bytes("walks/fr55-walk-588s.csv")).rows.map { row in
      phase += fixed(row["cadence_strides_min"], 1)
      return RecordedWalk.Row(
        elapsed: .seconds(fixed(row["t_s"], 0)), position: Micrometres(fixed(row["distance_m"], 6)),
        speed: MillimetresPerSecond(fixed(row["speed_m_s"], 3)), strides: phase / 600)
    }
    guard let walk = RecordedWalk(rows: rows) else { throw Fault.noWalk("fr55-walk-588s.csv") }
    return walk
  }

  private static func strides(
    at position: Int64, _ laps: [(distance: Int64, strides: Int64)]
  ) -> Int64 {
    var rest = position
    var total: Int64 = 0
    for lap in laps {
      guard rest < lap.distance else {
        rest -= lap.distance
        total += lap.strides
        continue
      }
      return total + lap.strides * rest / lap.distance
    }
    return total
  }

  /// A decimal number as a whole number of 10^−`digits`; an empty field is zero.
  private static func fixed(_ text: String?, _ digits: Int) -> Int64 {
    let parts = (text ?? "").split(separator: ".", omittingEmptySubsequences: false)
    let whole = parts.first.map(String.init) ?? ""
    let fraction = parts.count > 1 ? String(parts[1].prefix(digits)) : ""
    let padding = String(repeating: "0", count: digits - fraction.count)
    return Int64(whole + fraction + padding) ?? 0
  }
}
