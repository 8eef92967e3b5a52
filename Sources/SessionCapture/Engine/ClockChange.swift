import Readings
import StrictJSON

/// What a clock of the machine did between two readings, beyond what clocks do.
struct ClockChange: Hashable, Sendable {
  /// What happened.
  enum Kind: String, Sendable, CaseIterable {
    /// The wall clock was set: it went further or less far than the monotonic one.
    case wallStep = "wall-step"
    /// The machine was suspended: the monotonic clock stood still.
    case suspend
    /// The monotonic clock was made to run faster or slower than quartz is wrong by.
    case slew
    /// The kernel says that no time source disciplines the wall clock.
    case unsynchronised
    /// It says that one does again.
    case synchronised
  }

  var kind: Kind
  /// When the clocks were read before: it happened since. Nil at the first reading.
  var since: MonotonicInstant?
  /// How far the clock was moved: forward is positive.
  var by: Microseconds?
  /// How fast the clock was moved, in parts per billion.
  var ratePPB: Int64?

  var members: [(String, JSONValue)] {
    [
      ("change", .string(kind.rawValue)), ("since_us", .bounded(since?.microseconds)),
      ("by_us", .bounded(by?.count)), ("rate_ppb", .bounded(ratePPB)),
    ]
  }
}

extension JSONValue {
  /// The integer or the nearest one that JSON can tell; null when there is none.
  static func bounded(_ value: Int64?) -> JSONValue {
    .optional(value.map { min(max($0, -largestInteger), largestInteger) })
  }
}
