public import Readings

/// Unwraps the 16-bit receive time stamps of one transmitter (1/32768 s, wrapping every 2 s) with the
/// host's clock, and counts from them exactly how many packets were missed.
///
/// Host arrival jitters by milliseconds, stamps by two ticks (61 µs), so the host only chooses the
/// number of wraps: n = round((host elapsed × 32768 − step) / 65536). The unwrapped step is k periods;
/// k − 1 packets were missed (facts section 1.6). Right as long as the host's error stays below 1 s.
public struct AntReceiveClock: Sendable, Hashable {
  /// What one stamp tells.
  public struct Step: Sendable, Hashable {
    /// Ticks of 1/32768 s since the first stamp.
    public var ticks: Int64
    /// Packets missed since the stamp before.
    public var missed: Int64
    /// How far the step is from a whole number of periods, in ticks.
    public var residual: Int64
  }

  /// The longest silence over which a count is made; the transmitters' crystals drift by up to
  /// about 0.01 %, which reaches half a period after 20 minutes.
  public static let longestSilence = Microseconds.seconds(600)

  /// The channel's period in ticks of 1/32768 s.
  public let period: UInt16
  /// Packets missed so far.
  public private(set) var missed: Int64 = 0
  private var ticks: Int64 = 0
  private var last: Last?

  private struct Last: Sendable, Hashable {
    var stamp: UInt16
    var instant: MonotonicInstant
  }

  /// A clock for a channel with `period` in 1/32768 s.
  public init(period: UInt16) { self.period = period }

  /// Takes the stamp of a packet that the host received at `instant`. Nil for the first one, and
  /// for one after a silence too long to count over or with a host clock that stepped back: that
  /// one is a new beginning.
  public mutating func receive(_ stamp: UInt16, at instant: MonotonicInstant) -> Step? {
    let before = last
    last = Last(stamp: stamp, instant: instant)
    guard let before else { return nil }
    let elapsed = instant - before.instant
    guard elapsed >= .seconds(-1), elapsed <= Self.longestSilence else { return nil }
    let short = Int64(stamp &- before.stamp)
    let host = elapsed.count &* 32_768 / 1_000_000
    let wraps = max(0, Self.rounded(host &- short, by: 65_536))
    let step = short &+ wraps &* 65_536
    let periods = Self.rounded(step, by: max(1, Int64(period)))
    let missedNow = max(0, periods &- 1)
    ticks &+= step
    missed &+= missedNow
    return Step(ticks: ticks, missed: missedNow, residual: step &- periods &* Int64(period))
  }

  /// Forgets the last stamp, because another transmitter or a restarted stick follows.
  public mutating func restart() { last = nil }

  /// `value` / `unit` to the nearest whole number, halves up.
  private static func rounded(_ value: Int64, by unit: Int64) -> Int64 {
    let doubled = 2 &* value &+ unit
    let quotient = doubled / (2 &* unit)
    return doubled < 0 && quotient &* 2 &* unit != doubled ? quotient &- 1 : quotient
  }
}
