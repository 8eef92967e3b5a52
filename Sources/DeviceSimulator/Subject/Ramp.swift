/// A rate that changes evenly over a span, with its integral in whole units.
///
/// The integral is the exact fraction rounded down, computed in 128 bits: with rates that are not
/// negative it therefore never falls from one microsecond to the next.
struct Ramp: Sendable {
  /// Units per second at the beginning.
  var initial: Int64
  /// Units per second at the end.
  var final: Int64
  /// Length in µs, above zero.
  var duration: Int64

  /// Units per second `elapsed` µs after the beginning.
  func rate(at elapsed: Int64) -> Int64 {
    initial &+ (final &- initial) &* elapsed / duration
  }

  /// Units gathered in the first `elapsed` µs: ∫ = v₀·t + (v₁ − v₀)·t²/(2·T).
  func total(at elapsed: Int64) -> Int64 {
    let time = Int128(elapsed)
    let span = Int128(duration)
    let steady = 2 * Int128(initial) * span * time
    let change = (Int128(final) - Int128(initial)) * time * time
    return Int64(truncatingIfNeeded: (steady + change) / (2 * span * 1_000_000))
  }
}
