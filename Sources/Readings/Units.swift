/// A span of time in whole microseconds; the unit of every time walktest records.
public struct Microseconds: Hashable, Comparable, Sendable, AdditiveArithmetic {
  /// The span in µs; negative spans are allowed.
  public var count: Int64

  /// A span of `count` µs.
  public init(_ count: Int64) { self.count = count }

  /// No time.
  public static let zero = Microseconds(0)

  /// A span of whole milliseconds; wraps instead of trapping.
  public static func milliseconds(_ count: Int64) -> Microseconds { Microseconds(count &* 1_000) }

  /// A span of whole seconds; wraps instead of trapping.
  public static func seconds(_ count: Int64) -> Microseconds { Microseconds(count &* 1_000_000) }

  /// The shorter span first.
  public static func < (left: Microseconds, right: Microseconds) -> Bool {
    left.count < right.count
  }

  /// The sum; wraps instead of trapping on values no clock can reach.
  public static func + (left: Microseconds, right: Microseconds) -> Microseconds {
    Microseconds(left.count &+ right.count)
  }

  /// The difference; wraps instead of trapping on values no clock can reach.
  public static func - (left: Microseconds, right: Microseconds) -> Microseconds {
    Microseconds(left.count &- right.count)
  }
}

/// A distance in whole micrometres: fine enough to hold 1/16 m (62 500 µm), the step of an ANT+
/// foot pod, without rounding.
public struct Micrometres: Hashable, Comparable, Sendable, AdditiveArithmetic {
  /// The distance in µm.
  public var count: Int64

  /// A distance of `count` µm.
  public init(_ count: Int64) { self.count = count }

  /// No distance.
  public static let zero = Micrometres(0)

  /// The distance in whole millimetres, halves rounded away from zero.
  public var millimetres: Int64 {
    let half: Int64 = count < 0 ? -500 : 500
    return (count &+ half) / 1_000
  }

  /// The shorter distance first.
  public static func < (left: Micrometres, right: Micrometres) -> Bool { left.count < right.count }

  /// The sum; wraps instead of trapping.
  public static func + (left: Micrometres, right: Micrometres) -> Micrometres {
    Micrometres(left.count &+ right.count)
  }

  /// The difference; wraps instead of trapping.
  public static func - (left: Micrometres, right: Micrometres) -> Micrometres {
    Micrometres(left.count &- right.count)
  }
}

/// A speed in whole millimetres per second.
public struct MillimetresPerSecond: Hashable, Comparable, Sendable {
  /// The speed in mm/s.
  public var count: Int64

  /// A speed of `count` mm/s.
  public init(_ count: Int64) { self.count = count }

  /// The slower speed first.
  public static func < (left: MillimetresPerSecond, right: MillimetresPerSecond) -> Bool {
    left.count < right.count
  }
}
