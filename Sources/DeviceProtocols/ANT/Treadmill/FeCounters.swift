import Readings

/// The counters of page 16: elapsed time (0.25 s, rolls at 64 s) and distance (1 m, rolls at 256 m).
///
/// Across a gap the distance stays exact while fewer than 256 m were walked, and while the
/// treadmill's clock agrees with the host's modulo its roll; a treadmill that was reset unheard shows
/// it there. A treadmill that pauses may stop its clock, so then it may only be behind.
struct FeCounters: Hashable, Sendable {
  /// One count of the distance, in µm.
  static let metre: Int64 = 1_000_000
  /// The roll of the elapsed time.
  static let timeRoll = Microseconds.seconds(64)
  /// How far treadmill and host may differ: some treadmills step their clock once a second.
  static let tolerance = Microseconds.seconds(2)

  private var metres = RollingDistance(roll: 256)
  private var last: Last?
  private var timeIsSupplied = false

  private struct Last: Hashable, Sendable {
    var elapsed: UInt8
    var metres: UInt8
    var isInUse: Bool
    var instant: MonotonicInstant
  }

  /// The distance since the first page.
  var distance: Micrometres { metres.total }

  /// The treadmill says that its counters begin again at 0: the next page is a new origin.
  mutating func wasReset() {
    // Nothing is lost when nothing was counted.
    guard let last, last.elapsed != 0 || last.metres != 0 else { return }
    metres.lose(.deviceReset)
  }

  /// Takes a page 16 whose distance counts.
  mutating func receive(
    _ page: FeGeneralPage, _ isInUse: Bool, at instant: MonotonicInstant
  ) -> RollingDistance.Continuity {
    if page.elapsed != 0 { timeIsSupplied = true }
    if let last, timeIsSupplied, !timeAgrees(last, page, isInUse, at: instant) {
      metres.lose(.timeDisagrees)
    }
    last = Last(
      elapsed: page.elapsed, metres: page.distance, isInUse: isInUse, instant: instant)
    return metres.receive(
      Int64(page.distance), unit: Self.metre, speed: page.speed.map(Int64.init), at: instant)
  }

  private func timeAgrees(
    _ before: Last, _ page: FeGeneralPage, _ isInUse: Bool, at instant: MonotonicInstant
  ) -> Bool {
    let gap = instant - before.instant
    // A host clock that steps back is told by the distance.
    guard gap > Self.tolerance else { return gap < .zero || isShort(before, page) }
    let roll = Self.timeRoll.count
    let advance = Int64(page.elapsed &- before.elapsed) &* 250_000
    guard before.isInUse, isInUse else {
      return gap.count >= roll || advance <= (gap + Self.tolerance).count
    }
    let apart = ((advance &- gap.count) % roll &+ roll) % roll
    return min(apart, roll &- apart) <= Self.tolerance.count
  }

  /// Whether the clock advanced by no more than it can between two pages that follow each other.
  private func isShort(_ before: Last, _ page: FeGeneralPage) -> Bool {
    Int64(page.elapsed &- before.elapsed) &* 250_000 <= 2 &* Self.tolerance.count
  }
}
