import Readings
import StrictJSON

/// Holds each reading of the clocks against the one before and tells what was done to them.
///
/// CLOCK_REALTIME and CLOCK_MONOTONIC run at one rate: both are slewed alike, and only setting the
/// clock or a leap second parts them. CLOCK_BOOTTIME parts from them while the machine is suspended,
/// and CLOCK_MONOTONIC_RAW by the correction of the frequency (clock_gettime(2)).
struct ClockWatch: Hashable, Sendable {
  /// How far two clocks of one rate may part before it is told. Reading them takes microseconds and
  /// the wall clock is kept in ms; the smallest step that a time service makes by itself is ten
  /// times as large (chrony's `makestep 0.1`; ntpd steps from 128 ms).
  static let tolerance = Microseconds.milliseconds(10)
  /// The correction of the frequency beyond which it is told, in µs per second. Quartz is wrong by
  /// less than this, so a larger one moves the clock on purpose; it is 90 ms in 15 minutes.
  static let fastestSlewPPM: Int64 = 100
  /// What reading the clocks may add to a slew: a ms, so that a short span between two readings is
  /// not taken for one.
  static let slewTolerance = Microseconds.milliseconds(1)

  private struct Sight: Hashable, Sendable {
    var reading: ClockReading
    var monotonic: Int64
  }

  private var last: Sight?
  private var discipline = ClockReading.Discipline.unknown
  private var kinds: Set<ClockChange.Kind> = []
  private var wallSteps: Int64 = 0
  private var largestStep: Int64?
  private var suspended: Int64 = 0
  private var fastestSlewPPB: Int64?

  /// Hears a reading and tells what happened since the one before.
  mutating func hear(_ reading: ClockReading, at instant: MonotonicInstant) -> [ClockChange] {
    let monotonic = reading.monotonicMicroseconds ?? instant.microseconds
    let sight = Sight(reading: reading, monotonic: monotonic)
    var changes: [ClockChange] = []
    if let last {
      changes = Self.moves(from: last, to: sight).map { kind, by, rate in
        ClockChange(
          kind: kind, since: MonotonicInstant(microseconds: last.monotonic), by: Microseconds(by),
          ratePPB: rate)
      }
    }
    changes += verdict(reading.discipline)
    for change in changes { count(change) }
    last = sight
    return changes
  }

  /// What the kernel says of the wall clock, when that is something else than before.
  private mutating func verdict(_ told: ClockReading.Discipline) -> [ClockChange] {
    defer { if told != .unknown { discipline = told } }
    let since = last.map { MonotonicInstant(microseconds: $0.monotonic) }
    switch (discipline, told) {
    case (.synchronised, .unsynchronised), (.unknown, .unsynchronised):
      return [ClockChange(kind: .unsynchronised, since: since)]
    case (.unsynchronised, .synchronised):
      return [ClockChange(kind: .synchronised, since: since)]
    default: return []
    }
  }

  private static func moves(
    from earlier: Sight, to later: Sight
  ) -> [(kind: ClockChange.Kind, by: Int64, rate: Int64?)] {
    func ran(_ clock: (ClockReading) -> Int64) -> Int64 {
      clock(later.reading) &- clock(earlier.reading)
    }
    var moves: [(kind: ClockChange.Kind, by: Int64, rate: Int64?)] = []
    let blur =
      (later.reading.spanMicroseconds ?? 0) &+ (earlier.reading.spanMicroseconds ?? 0)
    let monotonic = later.monotonic &- earlier.monotonic
    let allowed = UInt64(clamping: tolerance.count &+ blur)
    var asleep = ran(\.boottimeMicroseconds) &- monotonic
    if asleep > 0, asleep.magnitude > allowed {
      moves.append((.suspend, asleep, nil))
    } else {
      asleep = 0
    }
    // The wall clock goes on while the machine is suspended: that is no step.
    let step = ran(\.realtimeMilliseconds) &* 1_000 &- monotonic &- asleep
    if step.magnitude > allowed { moves.append((.wallStep, step, nil)) }
    let raw = ran(\.rawMicroseconds)
    let slew = monotonic &- raw
    let ordinary =
      raw.magnitude / (1_000_000 / fastestSlewPPM.magnitude)
      + UInt64(clamping: slewTolerance.count &+ blur)
    if raw > 0, slew.magnitude > ordinary { moves.append((.slew, slew, perBillion(slew, of: raw))) }
    return moves
  }

  /// `part` of `whole` (above 0) in parts per billion; nil when no clock is as wrong as that.
  private static func perBillion(_ part: Int64, of whole: Int64) -> Int64? {
    let (product, isTooLarge) = part.multipliedReportingOverflow(by: 1_000_000_000)
    return isTooLarge ? nil : product / whole
  }

  private mutating func count(_ change: ClockChange) {
    kinds.insert(change.kind)
    let by = change.by?.count ?? 0
    switch change.kind {
    case .wallStep:
      wallSteps += 1
      largestStep = by.magnitude > (largestStep ?? 0).magnitude ? by : largestStep
    case .suspend: suspended = suspended &+ by
    case .slew:
      guard let rate = change.ratePPB, rate.magnitude > (fastestSlewPPB ?? 0).magnitude else {
        break
      }
      fastestSlewPPB = rate
    case .unsynchronised, .synchronised: break
    }
  }

  /// What the record's quality block says of it.
  var members: [(String, JSONValue)] {
    let flags = ClockChange.Kind.allCases.filter { $0 != .synchronised && kinds.contains($0) }
    return [
      ("flags", .array(flags.map { .string($0.rawValue) })), ("wall_steps", .integer(wallSteps)),
      ("largest_wall_step_us", .bounded(largestStep)), ("suspended_us", .bounded(suspended)),
      ("fastest_slew_ppb", .bounded(fastestSlewPPB)),
    ]
  }
}
