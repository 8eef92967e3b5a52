import Readings

/// A treadmill's own distance counter, in hundredths of a mile or kilometre, rolling at 100.00.
///
/// Many treadmills of the family answer 0000 for ever, and an answer has no check value. So the
/// counter is believed only when a value above 0 has been confirmed by the next one, and a value
/// that the belt cannot have reached counts only when the next one confirms that the counter was
/// reset.
struct BeltCounter: Sendable {
  /// What a value did.
  enum Step: Hashable, Sendable {
    /// Nothing to tell: the counter shows no sign of life, or one value waits for the next.
    case none
    /// The counter has come to life; its advance since `origin` counts from now on.
    case alive
    /// It is alive and advanced by this much, 0 included.
    case advanced(Micrometres)
    /// It is alive and lost its thread.
    case broken(OriginBreak)
  }

  /// The counter's step in µm.
  let step: Int64
  /// The fastest the belt can be, in µm/s.
  private let fastest: Int64
  private static let roll: Int64 = 10_000
  /// How far a value may lead what the speed allows: one count of rounding on either side.
  private static let slack: Int64 = 2
  private var last: (count: Int64, instant: MonotonicInstant)?
  private var suspect: Int64?

  /// Whether it counts.
  var isAlive: Bool { last != nil }

  init(unit: BeltUnit, fastestTenths: Int) {
    step = unit.lengthMicrometres / 100
    fastest = Int64(truncatingIfNeeded: fastestTenths) &* unit.lengthMicrometres / 36_000
  }

  /// Takes the next value, 0 to 9999.
  mutating func receive(_ value: Int, at instant: MonotonicInstant) -> Step {
    let count = Int64(truncatingIfNeeded: value)
    guard let before = last else { return awaken(count, at: instant) }
    let span = instant - before.instant
    // In a whole roll's time the counter may have passed the same value unseen.
    let mayHaveRolled = span.count < 0 || reach(of: span) >= Self.roll
    let advance = Self.advance(from: before.count, to: count)
    if !mayHaveRolled, advance <= reach(of: span) &+ Self.slack {
      last = (count, instant)
      suspect = nil
      return .advanced(Micrometres(advance &* step))
    }
    guard mayHaveRolled || confirms(count) else {
      suspect = count
      return .none
    }
    last = (count, instant)
    suspect = nil
    return .broken(mayHaveRolled ? .gapTooLong : .deviceReset)
  }

  /// The treadmill was switched on: its counter begins at 0 again.
  mutating func restart(at instant: MonotonicInstant) {
    if last != nil { last = (0, instant) }
    suspect = nil
  }

  private mutating func awaken(_ count: Int64, at instant: MonotonicInstant) -> Step {
    guard count > 0, confirms(count) else {
      suspect = count > 0 ? count : nil
      return .none
    }
    suspect = nil
    last = (count, instant)
    return .alive
  }

  private func confirms(_ count: Int64) -> Bool {
    suspect.map { Self.advance(from: $0, to: count) <= Self.slack } ?? false
  }

  /// Counts that the fastest belt makes in `span`.
  private func reach(of span: Microseconds) -> Int64 {
    // µm/s · ms / 1000: a day at 50 km/h is far from overflowing.
    let milliseconds = min(span.count / 1_000, 10_000_000_000)
    return fastest / 1_000 &* milliseconds / step
  }

  private static func advance(from old: Int64, to new: Int64) -> Int64 {
    let rest = (new &- old) % roll
    return rest < 0 ? rest &+ roll : rest
  }
}
