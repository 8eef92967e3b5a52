import Readings

/// The step counter of a LifeSpan base, 16 bits, unrolled. It survives a lost connection, so the
/// steps of a gap are known; a console's reset and a base that was switched off are told apart from
/// a roll by how fast anyone can step.
struct StepCounter: Sendable {
  /// Steps per second that nobody exceeds.
  private static let fastest: Int64 = 6
  /// Steps that the base may tell at once, after it held them back.
  private static let slack: Int64 = 8
  private static let roll: Int64 = 65_536

  /// Steps since the first value.
  private(set) var total: Int64 = 0
  private var last: (count: UInt16, instant: MonotonicInstant)?

  /// Takes the next value; returns why it joins to none before, nil when it joins.
  mutating func receive(_ count: UInt16, at instant: MonotonicInstant) -> OriginBreak? {
    defer { last = (count, instant) }
    guard let before = last else { return nil }
    let span = instant - before.instant
    let reach = min(span.count / 1_000_000, 1_000_000) &* Self.fastest &+ Self.slack
    guard span.count >= 0, reach < Self.roll else { return .gapTooLong }
    let advance = Int64(count &- before.count)
    guard advance <= reach else { return .deviceReset }
    total &+= advance
    return nil
  }

  /// The console set the counter to 0; returns whether that loses the thread.
  mutating func reset(at instant: MonotonicInstant) -> Bool {
    guard let before = last else { return false }
    last = (0, instant)
    return before.count != 0
  }
}
