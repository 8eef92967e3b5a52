public import Readings

/// How late the loop's wake-ups were: the evidence that each record carries of its samples' timing.
public struct WakeUpHistogram: Hashable, Sendable {
  /// Wake-ups that were late by some µs from `lowest` to `highest`.
  public struct Bucket: Hashable, Sendable {
    /// The shortest lateness that is counted here.
    public var lowest: Microseconds
    /// The longest lateness that is counted here.
    public var highest: Microseconds
    /// How many wake-ups there were.
    public var count: UInt64
  }

  private let counts: [UInt64]
  /// The latest wake-up, to the µs.
  public let max: Microseconds

  init(counts: [UInt64], longest: Int64) {
    self.counts = counts
    max = Microseconds(longest)
  }

  /// How many wake-ups were counted.
  public var count: UInt64 { counts.reduce(0, &+) }

  /// The buckets that are not empty, shortest first.
  public var buckets: [Bucket] {
    counts.indices.filter { counts[$0] > 0 }.map { index in
      Bucket(
        lowest: Microseconds(WakeUpBuckets.lowest(of: index)),
        highest: Microseconds(WakeUpBuckets.highest(of: index)), count: counts[index])
    }
  }

  /// The lateness that `perMille` of 1 000 wake-ups did not exceed, by nearest rank: the longest of
  /// its bucket and never more than `max`, so that it errs to the long side by 3 % at most. Nil
  /// when nothing was counted.
  ///
  /// - Parameter perMille: 1 to 1 000; 500 is the median.
  public func lateness(perMille: Int) -> Microseconds? {
    let total = count
    guard total > 0 else { return nil }
    let share = UInt64(clamping: Swift.min(Swift.max(perMille, 1), 1_000))
    let (whole, rest) = total.quotientAndRemainder(dividingBy: 1_000)
    let rank = whole &* share &+ (rest &* share &+ 999) / 1_000
    var seen: UInt64 = 0
    for (index, count) in counts.enumerated() {
      seen &+= count
      if seen >= rank { return Swift.min(Microseconds(WakeUpBuckets.highest(of: index)), max) }
    }
    return max
  }

  /// The median.
  public var p50: Microseconds? { lateness(perMille: 500) }
  /// What 99 of 100 wake-ups did not exceed.
  public var p99: Microseconds? { lateness(perMille: 990) }
  /// What 999 of 1 000 wake-ups did not exceed.
  public var p999: Microseconds? { lateness(perMille: 999) }
}
