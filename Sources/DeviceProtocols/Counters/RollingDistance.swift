public import Readings

/// A treadmill's distance counter that rolls over, unrolled into micrometres since its first value.
///
/// Every advance is (new − old) modulo the roll, and the first value is the origin and adds nothing.
/// Across a gap that stays exact while less than one roll was walked. What cannot be known is left
/// out: the value becomes a new origin, the total stands still over the break, and the break is told.
public struct RollingDistance: Hashable, Sendable {
  /// How a value joins the values before it.
  public enum Continuity: Hashable, Sendable {
    /// The first value: the origin.
    case first
    /// The advance is exact.
    case exact
    /// The value is a new origin.
    case broken(OriginBreak)
  }

  /// The speed assumed for a gap when the treadmill tells none, in mm/s: a brisk walk.
  static let assumedSpeed: Int64 = 2_000
  /// No belt for walking or running is faster, in m/s.
  static let fastestSpeed: Int64 = 16
  /// How much older than its packet a value may be.
  static let oldestData = Microseconds.seconds(2)
  /// A silence after which nothing is bridged, whatever the roll.
  static let longestGap = Microseconds.seconds(24 * 3_600)

  /// The values the counter runs through before it is 0 again.
  public let roll: Int64
  /// The distance since the first value.
  public private(set) var total = Micrometres.zero
  private var last: Last?
  private var loss: OriginBreak?

  private struct Last: Hashable, Sendable {
    var value: Int64
    var unit: Int64
    var speed: Int64?
    var instant: MonotonicInstant
  }

  /// A counter that rolls at `roll`, at least 1.
  public init(roll: Int64) { self.roll = max(1, roll) }

  /// When the last value came; nil before the first one.
  public var lastInstant: MonotonicInstant? { last?.instant }

  /// The thread is known to be lost: the next value is a new origin, for `reason`. Nothing is lost
  /// before the first value.
  public mutating func lose(_ reason: OriginBreak) {
    if last != nil { loss = loss ?? reason }
  }

  /// Takes a value that the host received at `instant`.
  ///
  /// - Parameters:
  ///   - value: the counter, 0 to `roll` − 1.
  ///   - unit: µm a count; above 0 and at most 2 km.
  ///   - speed: what the treadmill tells now in mm/s; nil when it tells none.
  public mutating func receive(
    _ value: Int64, unit: Int64, speed: Int64?, at instant: MonotonicInstant
  ) -> Continuity {
    let before = last
    last = Last(value: value, unit: unit, speed: speed, instant: instant)
    guard let before else { return .first }
    let lost = loss
    loss = nil
    if let lost { return .broken(lost) }
    // Someone switched the console's units: the count means something else now.
    guard before.unit == unit else { return .broken(.deviceReset) }
    let rest = (value &- before.value) % roll
    let step = rest < 0 ? rest &+ roll : rest
    if let reason = breakReason(since: before, to: value, step: step, speed: speed, at: instant) {
      return .broken(reason)
    }
    total = total + Micrometres(step &* unit)
    return .exact
  }

  private func breakReason(
    since before: Last, to value: Int64, step: Int64, speed: Int64?, at instant: MonotonicInstant
  ) -> OriginBreak? {
    let gap = instant - before.instant
    if gap < .zero { return .timeDisagrees }
    if gap > Self.longestGap || mayRoll(in: gap, before.unit, before.speed, speed) {
      return .gapTooLong
    }
    // One count is always possible, however coarse: the belt may have been just below it.
    let most = Self.fastestSpeed &* (gap + Self.oldestData).count &+ before.unit
    guard step &* before.unit > most else { return nil }
    return value < before.value ? .deviceReset : .distanceJumped
  }

  /// Whether a whole roll may have been walked in `gap`, at the faster of the speeds around it.
  private func mayRoll(
    in gap: Microseconds, _ unit: Int64, _ before: Int64?, _ after: Int64?
  ) -> Bool {
    let told = max(before ?? 0, after ?? 0)
    let speed = min(told > 0 ? told : Self.assumedSpeed, Self.fastestSpeed &* 1_000)
    // mm/s × ms = µm
    return speed &* (gap.count / 1_000) >= roll &* unit
  }
}
