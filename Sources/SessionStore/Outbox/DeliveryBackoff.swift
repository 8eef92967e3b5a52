/// How long to wait after a failed delivery: doubling from 1 s to 1 h, for ever, each wait drawn
/// from the upper half of its span so that many sites do not come back in the same second
/// (`min(1 h, 2^n s)`, half to whole, as "equal jitter").
public enum DeliveryBackoff {
  /// The shortest wait, ms.
  public static let shortest: Int64 = 1_000
  /// The longest wait, ms.
  public static let longest: Int64 = 3_600_000

  /// The span from which the wait after the `attempt`-th failure (from 1) is drawn, ms.
  public static func span(afterAttempt attempt: Int64) -> ClosedRange<Int64> {
    let doublings = min(max(attempt, 1), 20)
    let upper = min(longest, shortest << doublings)
    return max(shortest, upper / 2)...upper
  }

  /// The wait after the `attempt`-th failure (from 1), ms.
  public static func wait(
    afterAttempt attempt: Int64, using generator: inout some RandomNumberGenerator
  ) -> Int64 {
    Int64.random(in: span(afterAttempt: attempt), using: &generator)
  }
}
