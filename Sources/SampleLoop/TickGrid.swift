/// The instants at which ticks are due: tick n at origin + n / rate, each computed from its number,
/// so that no rounding adds up and no late wake-up moves those after it.
///
/// Instants are CLOCK_MONOTONIC in nanoseconds. The loop calls this: it neither allocates nor
/// locks.
struct TickGrid: BitwiseCopyable, Sendable {
  /// When tick 0 is due, in ns.
  let origin: Int64
  /// Ticks a second.
  let hertz: Int64

  /// The grid of `rate` whose tick 0 is due at `origin` ns.
  init(origin: Int64, rate: SampleRate) {
    self.origin = origin
    hertz = Int64(rate.hertz)
  }

  /// When tick `number` (0 or more) is due, in ns, rounded down.
  @_noLocks
  func due(_ number: Int64) -> Int64 {
    let seconds = number / hertz
    let part = number % hertz
    return origin &+ seconds &* 1_000_000_000 &+ part &* 1_000_000_000 / hertz
  }

  /// The last tick that is due at `instant` ns; -1 before the first.
  @_noLocks
  func lastDue(at instant: Int64) -> Int64 {
    guard instant >= origin else { return -1 }
    let span = instant &- origin
    let seconds = span / 1_000_000_000
    let part = span % 1_000_000_000
    // due() rounds down, hence the largest k with k * 1e9 / hertz < part + 1.
    return seconds &* hertz &+ ((part &+ 1) &* hertz &- 1) / 1_000_000_000
  }

  /// What a wake-up at `instant` ns is, that was asked for tick `number`.
  @_noLocks
  func wakeUp(for number: Int64, at instant: Int64) -> WakeUp {
    let last = lastDue(at: instant)
    let tick = last > number ? last : number
    let late = instant &- due(number)
    return WakeUp(tick: tick, missed: tick &- number, lateness: late > 0 ? late : 0)
  }
}

/// One wake-up of the loop, as it stands on the grid.
struct WakeUp: BitwiseCopyable, Equatable, Sendable {
  /// The tick whose sample is taken: the last one due.
  var tick: Int64
  /// Ticks before it that passed while the loop slept. They have no samples.
  var missed: Int64
  /// How long after the instant that was asked for the loop woke, in ns.
  var lateness: Int64

  @_noLocks
  init(tick: Int64, missed: Int64, lateness: Int64) {
    self.tick = tick
    self.missed = missed
    self.lateness = lateness
  }
}
