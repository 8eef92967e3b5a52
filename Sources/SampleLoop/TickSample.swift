public import Readings

/// What the loop saw at one tick. A fixed number of plain words.
public struct TickSample: BitwiseCopyable, Sendable {
  /// The tick's number on the loop's grid, from 0.
  public let tick: Int64
  /// When the tick was due, in ns of CLOCK_MONOTONIC.
  let due: Int64
  /// When the loop woke and stamped it, in ns of CLOCK_MONOTONIC.
  let woke: Int64
  /// How many ticks just before this one passed while the loop slept. They have no samples.
  public let missedBefore: Int64
  /// How many samples just before this one were lost because nobody had emptied the ring.
  public let lostBefore: Int64
  /// The channels whose value could not be read whole, one bit each by column: they show the value
  /// of the sample before, with its own stamp.
  let stale: UInt64
  let channels: InlineArray<3, LatestValue>

  @_noLocks
  init(
    tick: Int64, due: Int64, woke: Int64, missedBefore: Int64, lostBefore: Int64, stale: UInt64,
    channels: InlineArray<3, LatestValue>
  ) {
    self.tick = tick
    self.due = due
    self.woke = woke
    self.missedBefore = missedBefore
    self.lostBefore = lostBefore
    self.stale = stale
    self.channels = channels
  }

  /// When the tick was due, rounded down to a µs: the sample's place on the grid.
  public var instant: MonotonicInstant { MonotonicInstant(microseconds: due / 1_000) }

  /// When the loop woke and took the sample, rounded down to a µs.
  public var taken: MonotonicInstant { MonotonicInstant(microseconds: woke / 1_000) }

  /// The newest value of `channel` when the sample was taken.
  public subscript(channel: Channel) -> LatestValue { channels[channel.column] }

  /// True when the channel's newest value could not be read whole and the one of the sample before
  /// stands in its place, with its own stamp.
  public func isStale(_ channel: Channel) -> Bool { stale >> UInt64(channel.column) & 1 != 0 }
}
