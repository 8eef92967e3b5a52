/// What comes out of the loop, in its order.
public enum LoopEntry: Sendable {
  /// A sample.
  case sample(TickSample)
  /// Ticks without a sample.
  case gap(LoopGap)
}

/// Ticks that follow one another and have no sample. None is ever made up for them.
public struct LoopGap: Hashable, Sendable {
  /// The first tick without a sample.
  public var first: Int64
  /// How many of them passed while the loop slept.
  public var missed: Int64
  /// How many of them had a sample that was lost, because nobody had emptied the ring (overflow).
  public var lost: Int64

  /// A gap.
  public init(first: Int64, missed: Int64, lost: Int64) {
    self.first = first
    self.missed = missed
    self.lost = lost
  }
}
