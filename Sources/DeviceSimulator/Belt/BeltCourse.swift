import Readings

/// Speed and distance of something that is told new speeds from time to time and reaches each by an
/// even ramp: a belt under way, an incline on its motor. Units are the caller's, per second.
struct BeltCourse: Sendable {
  private struct Stretch {
    var begin: Int64
    /// What was gathered before it.
    var position: Int64
    /// The ramp to its final rate, which then stays; nil when that is reached at once.
    var ramp: Ramp?
    var final: Int64

    func rate(at instant: Int64) -> Int64 {
      guard let ramp, instant &- begin < ramp.duration else { return final }
      return ramp.rate(at: max(0, instant &- begin))
    }

    func position(at instant: Int64) -> Int64 {
      let since = max(0, instant &- begin)
      let ramped = ramp.map { min(since, $0.duration) } ?? 0
      let steady = Int128(final) * Int128(since &- ramped) / 1_000_000
      return position &+ (ramp?.total(at: ramped) ?? 0) &+ Int64(truncatingIfNeeded: steady)
    }
  }

  /// Never empty: the first one begins at the origin.
  private var stretches: [Stretch]

  /// A course at rest since `origin`.
  init(at origin: MonotonicInstant) {
    stretches = [Stretch(begin: origin.microseconds, position: 0, ramp: nil, final: 0)]
  }

  /// From `instant` on changes to `rate` by `slope` units per second each second. What had been
  /// told for later than `instant` is forgotten.
  mutating func change(to rate: Int64, by slope: Int64, at instant: MonotonicInstant) {
    let begin = max(instant.microseconds, stretches[0].begin)
    while stretches.count > 1, let last = stretches.last, last.begin >= begin {
      stretches.removeLast()
    }
    let now = stretch(at: begin)
    let initial = now.rate(at: begin)
    let span = Int128((rate &- initial).magnitude) * 1_000_000 / Int128(max(1, slope))
    let duration = Int64(truncatingIfNeeded: span)
    let ramp = duration > 0 ? Ramp(initial: initial, final: rate, duration: duration) : nil
    stretches.append(
      Stretch(begin: begin, position: now.position(at: begin), ramp: ramp, final: rate))
  }

  /// The rate at `instant`.
  func rate(at instant: MonotonicInstant) -> Int64 {
    stretch(at: instant.microseconds).rate(at: instant.microseconds)
  }

  /// The rate that is or will be reached by what has been told up to `instant`.
  func target(at instant: MonotonicInstant) -> Int64 { stretch(at: instant.microseconds).final }

  /// What has been gathered since the origin.
  func position(at instant: MonotonicInstant) -> Int64 {
    stretch(at: instant.microseconds).position(at: instant.microseconds)
  }

  private func stretch(at instant: Int64) -> Stretch {
    var low = 1
    var high = stretches.count
    while low < high {
      let middle = (low &+ high) / 2
      if stretches[middle].begin <= instant { low = middle &+ 1 } else { high = middle }
    }
    return stretches[low &- 1]
  }
}
