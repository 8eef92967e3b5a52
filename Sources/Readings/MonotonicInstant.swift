/// A point on the machine's monotonic clock (CLOCK_MONOTONIC), in whole microseconds since an
/// epoch that is the same for one boot and means nothing else.
public struct MonotonicInstant: Hashable, Comparable, Sendable {
  /// Microseconds since the clock's epoch.
  public var microseconds: Int64

  /// The instant `microseconds` after the clock's epoch.
  public init(microseconds: Int64) { self.microseconds = microseconds }

  /// The earlier instant first.
  public static func < (left: MonotonicInstant, right: MonotonicInstant) -> Bool {
    left.microseconds < right.microseconds
  }

  /// The instant `span` later.
  public static func + (instant: MonotonicInstant, span: Microseconds) -> MonotonicInstant {
    MonotonicInstant(microseconds: instant.microseconds &+ span.count)
  }

  /// The instant `span` earlier.
  public static func - (instant: MonotonicInstant, span: Microseconds) -> MonotonicInstant {
    MonotonicInstant(microseconds: instant.microseconds &- span.count)
  }

  /// The span from `earlier` to `later`; negative when they stand the other way round.
  public static func - (later: MonotonicInstant, earlier: MonotonicInstant) -> Microseconds {
    Microseconds(later.microseconds &- earlier.microseconds)
  }
}
