import Readings

/// How many frames came per second, over the last whole seconds.
struct FrameRate: Hashable, Sendable {
  private static let window = 8

  /// Counts of the seconds, by second modulo the window; a count is void when its second is over.
  private var counts = [Int](repeating: 0, count: window)
  private var seconds = [Int64](repeating: -1, count: window)
  private var firstSecond: Int64?

  /// A frame came.
  mutating func count(at instant: MonotonicInstant) {
    let second = Self.second(of: instant)
    let slot = Int(second % Int64(Self.window))
    if seconds[slot] != second {
      seconds[slot] = second
      counts[slot] = 0
    }
    counts[slot] += 1
    firstSecond = firstSecond ?? second
  }

  /// Frames per 1000 s over the whole seconds before this one; nil before the first is over.
  func perKilosecond(at now: MonotonicInstant) -> Int? {
    let current = Self.second(of: now)
    guard let firstSecond, current > firstSecond else { return nil }
    let span = min(current - firstSecond, Int64(Self.window - 1))
    var sum = 0
    for slot in 0..<Self.window where seconds[slot] < current && seconds[slot] >= current - span {
      sum += counts[slot]
    }
    return sum * 1_000 / Int(span)
  }

  private static func second(of instant: MonotonicInstant) -> Int64 {
    max(0, instant.microseconds) / 1_000_000
  }
}
