import Readings

/// How long to wait before a device is tried again: 0.25 s, doubling to 5 s.
struct RetryDelay: Hashable, Sendable {
  static let first = Microseconds.milliseconds(250)
  static let longest = Microseconds.seconds(5)

  /// How many tries in a row have failed.
  private(set) var failures = 0

  /// Counts a failure; returns how long to wait after it.
  mutating func next() -> Microseconds {
    let doublings = min(failures, 5)
    failures = min(failures + 1, 1_000)
    return min(Self.longest, Microseconds(Self.first.count << Int64(doublings)))
  }

  /// Something changed, or the device works: the next wait is short again.
  mutating func reset() { failures = 0 }
}
