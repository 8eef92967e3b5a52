public import Readings

/// A subject who repeats a recorded walk: a table of times with distance, speed and strides.
/// Between rows distance and strides run straight (rounded down, so they never fall); speed is that
/// of the row before. After the last row the subject stands.
public struct RecordedWalk: WalkingSubject {
  /// One row of the table.
  public struct Row: Hashable, Sendable {
    /// Time since walking began.
    public var elapsed: Microseconds
    /// Distance walked until then.
    public var position: Micrometres
    /// Speed from then on.
    public var speed: MillimetresPerSecond
    /// Strides taken until then.
    public var strides: Int64

    /// A row.
    public init(
      elapsed: Microseconds, position: Micrometres, speed: MillimetresPerSecond, strides: Int64
    ) {
      self.elapsed = elapsed
      self.position = position
      self.speed = speed
      self.strides = strides
    }
  }

  /// The rows, times rising.
  public let rows: [Row]

  /// A walk along `rows`; nil when there is none, when the times do not rise, or when distance or
  /// strides fall.
  public init?(rows: [Row]) {
    guard !rows.isEmpty else { return nil }
    for (row, next) in zip(rows, rows.dropFirst()) {
      guard row.elapsed < next.elapsed, row.position <= next.position, row.strides <= next.strides
      else { return nil }
    }
    self.rows = rows
  }

  /// The distance at `elapsed`, straight between rows.
  public func position(at elapsed: Microseconds) -> Micrometres {
    Micrometres(interpolate(at: elapsed) { $0.position.count })
  }

  /// The speed of the last row at or before `elapsed`; zero before the first and after the last.
  public func speed(at elapsed: Microseconds) -> MillimetresPerSecond {
    let next = firstRow(after: elapsed)
    guard next > 0, next < rows.count else { return MillimetresPerSecond(0) }
    return rows[next &- 1].speed
  }

  /// The strides at `elapsed`, straight between rows.
  public func strides(at elapsed: Microseconds) -> Int64 {
    interpolate(at: elapsed) { $0.strides }
  }

  private func interpolate(at elapsed: Microseconds, _ value: (Row) -> Int64) -> Int64 {
    let next = firstRow(after: elapsed)
    guard next > 0 else { return value(rows[0]) }
    let left = rows[next &- 1]
    guard next < rows.count else { return value(left) }
    let right = rows[next]
    let rise = Int128(value(right) &- value(left)) * Int128((elapsed - left.elapsed).count)
    return value(left)
      &+ Int64(truncatingIfNeeded: rise / Int128((right.elapsed - left.elapsed).count))
  }

  private func firstRow(after elapsed: Microseconds) -> Int {
    var low = 0
    var high = rows.count
    while low < high {
      let middle = (low &+ high) / 2
      if rows[middle].elapsed <= elapsed { low = middle &+ 1 } else { high = middle }
    }
    return low
  }
}
