public import Readings
public import SampleLoop

/// Where a live walk's ticks come from.
public enum TickSource: Sendable {
  /// The walk's own reckoning, at each `advance`: for time that is simulated, and for a host whose
  /// loop is not to be had.
  case own
  /// A sample loop. The closure starts it, when the walk is armed; `origin` is when its tick 0 is
  /// due, and nil for one period from then.
  case loop(
    @Sendable (SampleRate, _ origin: MonotonicInstant?) throws(LoopFault) -> SampleLoop)

  /// A sample loop that looks at `latest`.
  public static func loop(_ latest: LatestReadings) -> TickSource {
    .loop { rate, origin throws(LoopFault) in
      try SampleLoop(rate: rate, origin: origin, latest: latest.table)
    }
  }
}
