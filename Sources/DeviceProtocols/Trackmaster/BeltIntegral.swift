import Readings

/// Distance integrated from the speeds that a treadmill tells, for treadmills that count none.
///
/// The speed is taken to change evenly from one reading to the next (trapezoid): a belt ramps
/// evenly, so ramps come out exact, where holding the last value would be late by half a reading on
/// every ramp. The sum is kept in tenths of the unit times µs and turned into µm only when asked
/// for, so that rounding never accumulates. What is left is the step of 0.1 unit: at worst ±0.05
/// unit times the time walked (facts section 5.1, "Error budget").
struct BeltIntegral: Sendable {
  /// How a speed joins the one before.
  enum Join: Hashable, Sendable {
    /// It is the first one.
    case first
    /// It follows closely; the distance between has been added.
    case exact
    /// It follows after more than the longest gap; nothing has been added.
    case gap
  }

  let unit: BeltUnit
  /// Between readings farther apart nobody knows what the belt did.
  let longestGap: Microseconds
  /// Twice the sum of tenths · µs.
  private var doubled: Int64 = 0
  private var last: (tenths: Int64, instant: MonotonicInstant)?
  private var isInterrupted = false

  init(unit: BeltUnit, longestGap: Microseconds) {
    self.unit = unit
    self.longestGap = longestGap
  }

  /// The distance since the first speed. With u µm in a mile or kilometre, 0.1 unit/h over 1 µs is
  /// u / 36 000 000 000 µm.
  var distance: Micrometres {
    let product = Int128(doubled) * Int128(unit.lengthMicrometres)
    return Micrometres(Int64(truncatingIfNeeded: product / 72_000_000_000))
  }

  /// Takes the next speed.
  mutating func receive(tenths: Int, at instant: MonotonicInstant) -> Join {
    let tenths = Int64(max(0, tenths))
    defer {
      last = (tenths, instant)
      isInterrupted = false
    }
    guard let before = last else { return isInterrupted ? .gap : .first }
    let span = instant - before.instant
    guard span.count >= 0, span <= longestGap else { return .gap }
    doubled &+= (before.tenths &+ tenths) &* span.count
    return .exact
  }

  /// The speed is unknown from now on; the next one joins after a gap.
  mutating func interrupt() {
    isInterrupted = isInterrupted || last != nil
    last = nil
  }
}
