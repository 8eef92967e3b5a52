/// The histogram's buckets: each µs up to 63 by itself, then 32 to each doubling (3 % wide) up to
/// 2^30 µs, about 18 minutes; the last takes all that is longer.
enum WakeUpBuckets {
  /// How many buckets there are.
  static var count: Int { @_noLocks get { 64 + 24 * 32 } }

  /// The bucket of a wake-up that was `microseconds` late.
  @_noLocks
  static func index(of microseconds: Int64) -> Int {
    guard microseconds >= 64 else { return microseconds > 0 ? Int(microseconds) : 0 }
    let doubling = 63 &- microseconds.leadingZeroBitCount  // 6 or more
    guard doubling < 30 else { return count &- 1 }
    let step = Int(microseconds &>> Int64(doubling &- 5)) & 31
    return 64 &+ (doubling &- 6) &* 32 &+ step
  }

  /// The shortest lateness, in µs, that falls into bucket `index`.
  static func lowest(of index: Int) -> Int64 {
    guard index >= 64 else { return Int64(index) }
    let doubling = (index - 64) / 32 + 6
    return (32 + Int64((index - 64) % 32)) << Int64(doubling - 5)
  }

  /// The longest lateness, in µs, that falls into bucket `index`; the last bucket has no end.
  static func highest(of index: Int) -> Int64 {
    index + 1 < count ? lowest(of: index + 1) - 1 : .max
  }
}
