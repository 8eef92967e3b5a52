public import Readings

/// The counters of a foot pod, unrolled into a distance and a stride count since its first page 1.
///
/// T (1/200 s) rolls at 51 200, D (1/16 m) at 4096 and N (strides) at 256; an advance is (new − old)
/// modulo the roll and the first page is the origin (facts section 2). Across a gap that stays exact
/// while fewer than 256 m, strides and seconds passed. What cannot be known is left out: the page
/// becomes a new origin, the totals stand still over the break, and the break is told.
public struct SdmCounters: Hashable, Sendable {
  /// How a page joins the pages before it.
  public enum Continuity: Hashable, Sendable {
    /// The first page: the origin.
    case first
    /// The advance is exact.
    case exact
    /// The page is a new origin.
    case broken(Break)
  }

  /// Why the thread was lost.
  public enum Break: Hashable, Sendable {
    /// Silence so long that the counters may have rolled over unseen.
    case tooLong(Microseconds)
    /// The pod's time counter disagrees with the host's clock: it restarted, or is another one.
    case timeDisagrees(Microseconds)
    /// The distance counter advanced faster than 16 m/s: it restarted.
    case distanceJumped
  }

  /// What one page 1 did.
  public struct Step: Hashable, Sendable {
    /// How the page joins those before it.
    public var continuity: Continuity
    /// Advance of the distance in 1/16 m.
    public var distance: Int64
    /// Advance of the stride count.
    public var strides: Int64
  }

  /// From this silence on, the time counter itself may have rolled.
  public static let timeRoll = Microseconds.seconds(256)
  /// How far pod and host may differ over a gap: the pod stamps its last stride, not its packet.
  public static let tolerance = Microseconds.seconds(2)
  /// The speed assumed for a gap when the pod tells none, in mm/s: a brisk walk.
  static let assumedSpeed: Int64 = 2_000
  /// The fastest speed that page 1 can carry, in m/s.
  static let fastestSpeed: Int64 = 16
  /// A pod's data may be that much older than its packet, in seconds (latency byte, 7.97 s).
  static let oldestData: Int64 = 8

  /// Distance in 1/16 m since the first page.
  public private(set) var sixteenths: Int64 = 0
  /// Strides since the first page.
  public private(set) var strides: Int64 = 0
  private var last: Last?
  private var timeIsSupplied = false
  private var bridge = SdmBridge()

  private struct Last: Hashable, Sendable {
    var page: SdmMainPage
    var instant: MonotonicInstant
    /// When the time counter was first seen at its present value.
    var timeChanged: MonotonicInstant
  }

  /// Counters before the first page.
  public init() {}

  /// Distance since the first page; 1/16 m is exactly 62 500 µm.
  public var distance: Micrometres { Micrometres(sixteenths &* 62_500) }

  /// The speed of the last page; nil before the first page.
  public var lastSpeed: SdmSpeed? { last?.page.speed }

  /// Takes a page 1 that the host received at `instant`.
  public mutating func receive(_ page: SdmMainPage, at instant: MonotonicInstant) -> Step {
    if page.time != 0 { timeIsSupplied = true }
    guard let before = last else {
      last = Last(page: page, instant: instant, timeChanged: instant)
      return Step(continuity: .first, distance: 0, strides: 0)
    }
    let sameTime = page.time == before.page.time
    last = Last(
      page: page, instant: instant, timeChanged: sameTime ? before.timeChanged : instant)
    let distanceStep = Int64(page.distance &- before.page.distance) & 0xFFF
    let strideStep = Int64(page.strides &- before.page.strides)
    if let reason = breakReason(from: before, to: page, at: instant, distance: distanceStep) {
      bridge.broke(reason, distance: distanceStep, strides: strideStep)
      return Step(continuity: .broken(reason), distance: 0, strides: 0)
    }
    sixteenths &+= distanceStep
    strides &+= strideStep
    return Step(continuity: .exact, distance: distanceStep, strides: strideStep)
  }

  /// Takes a page 16. When it closes a break that was only too long, the exact distance and strides
  /// walked in the break are added to the totals and returned; else nil. A page 16 that does not
  /// stand close behind a page 1 belongs to no known total and is passed over.
  public mutating func receive(
    _ totals: SdmTotalsPage, at instant: MonotonicInstant
  ) -> SdmBridge.Span? {
    guard let last, instant - last.instant <= Self.tolerance else { return nil }
    guard let span = bridge.receive(totals, sixteenths: sixteenths, strides: strides) else {
      return nil
    }
    sixteenths &+= span.sixteenths
    strides &+= span.strides
    return span
  }

  /// Whether a page 16 would serve: none is known since the first page or the last break.
  public var wantsTotals: Bool { last != nil && bridge.wantsTotals }

  private func breakReason(
    from before: Last, to page: SdmMainPage, at instant: MonotonicInstant, distance: Int64
  ) -> Break? {
    let gap = instant - before.instant
    if gap.count < 0 { return .timeDisagrees(gap) }
    if gap >= Self.timeRoll || Self.mayRollDistance(gap, before.page.speed, page.speed) {
      return .tooLong(gap)
    }
    if timeIsSupplied, let error = timeError(from: before, to: page, at: instant) {
      return .timeDisagrees(error)
    }
    // Compared as 1/16 m against 16 m/s × (gap + latency): both sides times 62 500 µm.
    let most = Self.fastestSpeed &* (gap.count &+ Self.oldestData &* 1_000_000)
    return distance &* 62_500 > most ? .distanceJumped : nil
  }

  /// Whether 256 m may have been walked in `gap`, at the faster of the speeds around it. A pod that
  /// tells no speed is taken to walk briskly.
  private static func mayRollDistance(
    _ gap: Microseconds, _ before: SdmSpeed, _ after: SdmSpeed
  ) -> Bool {
    let told = max(
      before.millimetresPerSecond.count, after.millimetresPerSecond.count)
    let speed = told > 0 ? told : assumedSpeed
    return speed &* (gap.count / 1_000) >= 256_000_000
  }

  /// How far the pod's clock disagrees with the host's, when by more than the tolerance. The pod's
  /// clock may stand still while its wearer does, and then either jump or go on: the advance may
  /// agree with the host since the last page or since the time counter last changed. A counter that
  /// stands still over a gap is right only when the wearer stood still too.
  private func timeError(
    from before: Last, to page: SdmMainPage, at instant: MonotonicInstant
  ) -> Microseconds? {
    if page.time == before.page.time {
      let moved = page.distance != before.page.distance || page.strides != before.page.strides
      let gap = instant - before.instant
      return moved && gap > Self.tolerance ? gap : nil
    }
    let sincePage = Self.error(before.page, page, over: instant - before.instant)
    let sinceChange = Self.error(before.page, page, over: instant - before.timeChanged)
    let error = min(sincePage, sinceChange)
    return error > Self.tolerance ? error : nil
  }

  /// The difference of the pod's advance in time from `elapsed`, on the circle of 256 s.
  private static func error(
    _ old: SdmMainPage, _ new: SdmMainPage, over elapsed: Microseconds
  ) -> Microseconds {
    let roll = timeRoll.count
    let pod = Int64(new.time &- old.time) &* 5_000
    let rest = (pod &- elapsed.count) % roll
    let positive = rest < 0 ? rest &+ roll : rest
    return Microseconds(min(positive, roll &- positive))
  }
}
