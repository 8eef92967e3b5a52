import Readings
import StrictJSON

/// The evidence of quality that a record carries: how many samples, how regular, how far the
/// clocks agree. It is counted from the journal alone, so verification counts it again.
struct SessionQuality: Hashable, Sendable {
  private struct Clock: Hashable, Sendable {
    var reading: ClockReading
    var instant: MonotonicInstant

    var monotonic: Int64 { reading.monotonicMicroseconds ?? instant.microseconds }
  }

  private let sampleRate: Int
  private var samples: Int64 = 0
  private var missedTicks: Int64 = 0
  private var lostTicks: Int64 = 0
  /// Ticks without rows that the sample loop has told since the newest row.
  private var toldTicks: Int64 = 0
  private var sampleLoop: LoopEvidence?
  private var frames: Int64 = 0
  /// The instant of the newest row.
  private(set) var lastTick: MonotonicInstant?
  private var walkingRows: Int64 = 0
  private var walkingRowsPresent: [Channel: Int64] = [:]
  /// Speed summed over the walk in mm/s × µs.
  private var speedTime: Int64 = 0
  private var clockReadings: Int64 = 0
  private var firstClock: Clock?
  private var lastClock: Clock?
  private var clockWatch = ClockWatch()
  private var tornBytes: Int64?

  init(sampleRate: Int) {
    self.sampleRate = sampleRate
  }

  mutating func noteFrame() { frames += 1 }

  /// Ticks that the sample loop tells of: they are not counted again by the gap that they leave.
  mutating func note(_ ticks: MissingTicks) {
    missedTicks &+= ticks.missed
    lostTicks &+= ticks.lost
    toldTicks &+= ticks.missed &+ ticks.lost
  }

  /// The sample loop's account; the newest one is the record's.
  mutating func note(_ evidence: LoopEvidence) { sampleLoop = evidence }

  /// Counts a reading of the clocks and tells what was done to them since the one before.
  mutating func note(_ reading: ClockReading, at instant: MonotonicInstant) -> [ClockChange] {
    clockReadings += 1
    let clock = Clock(reading: reading, instant: instant)
    firstClock = firstClock ?? clock
    lastClock = clock
    return clockWatch.hear(reading, at: instant)
  }

  mutating func note(tornBytes: Int) { self.tornBytes = Int64(tornBytes) }

  /// Counts a sample row; a tick that did not come is counted and never invented.
  mutating func note(_ row: SampleRow, at instant: MonotonicInstant, walking: Bool) {
    samples += 1
    let period = 1_000_000 / Int64(sampleRate)
    let span = lastTick.map { (instant - $0).count } ?? period
    missedTicks &+= max(0, (span &+ period / 2) / period - 1 &- toldTicks)
    toldTicks = 0
    lastTick = instant
    guard walking else { return }
    walkingRows += 1
    for channel in Channel.allCases where row[channel] != nil {
      walkingRowsPresent[channel, default: 0] += 1
    }
    if let speed = row[.speed] { speedTime = speedTime &+ speed.value &* span }
  }

  /// The record's quality block. `distance` and `strides` are the outcome's, for the checks of
  /// independent quantities against each other.
  func json(links: [JSONValue], distanceMillimetres: Int64?, strides: Int64?) -> JSONObject {
    let integral = (walkingRowsPresent[.speed] ?? 0) > 0 ? speedTime / 1_000_000 : nil
    return [
      "sample_rate_hz": .integer(Int64(sampleRate)), "samples": .integer(samples),
      "missed_ticks": .bounded(missedTicks), "lost_ticks": .bounded(lostTicks),
      "frames": .integer(frames),
      "torn_bytes": .optional(tornBytes), "walking_rows": .integer(walkingRows),
      "walking_rows_with_speed": .integer(walkingRowsPresent[.speed] ?? 0),
      "walking_rows_with_distance": .integer(walkingRowsPresent[.distance] ?? 0),
      "walking_rows_with_strides": .integer(walkingRowsPresent[.strides] ?? 0),
      "links": .array(links), "sample_loop": sampleLoop?.json ?? .null,
      "clock": .object(clockJSON),
      "cross_checks": [
        "speed_integral_mm": .optional(integral),
        "distance_mm": .optional(distanceMillimetres),
        "difference_mm": .optional(difference(integral, distanceMillimetres)),
        "stride_length_mm": .optional(strideLength(distanceMillimetres, strides)),
      ],
    ]
  }

  private var clockJSON: JSONObject {
    var clock: JSONObject = [
      "readings": .integer(clockReadings),
      "synchronised": .string(
        (lastClock?.reading.discipline ?? ClockReading.Discipline.unknown).rawValue),
      "wall_against_monotonic_us": .bounded(drift { $0.realtimeMilliseconds &* 1_000 }),
      "raw_against_monotonic_us": .bounded(drift(of: \.rawMicroseconds)),
      "boottime_against_monotonic_us": .bounded(drift(of: \.boottimeMicroseconds)),
    ]
    for (name, value) in clockWatch.members { clock[name] = value }
    return clock
  }

  /// How much further a clock ran than the monotonic one between the first and last reading, µs.
  private func drift(of clock: (ClockReading) -> Int64) -> Int64? {
    guard let firstClock, let lastClock else { return nil }
    let span = clock(lastClock.reading) &- clock(firstClock.reading)
    return span &- (lastClock.monotonic &- firstClock.monotonic)
  }

  private func difference(_ left: Int64?, _ right: Int64?) -> Int64? {
    guard let left, let right else { return nil }
    return left &- right
  }

  private func strideLength(_ distance: Int64?, _ strides: Int64?) -> Int64? {
    guard let distance, let strides, strides > 0 else { return nil }
    return (distance &+ strides / 2) / strides
  }
}

extension JSONValue {
  /// The integer, or null when there is none.
  static func optional(_ value: Int64?) -> JSONValue { value.map { .integer($0) } ?? .null }
}
