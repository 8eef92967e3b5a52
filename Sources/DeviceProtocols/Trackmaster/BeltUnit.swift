public import Readings

/// The unit in which a belt's speed is told; its distance comes in the same miles or kilometres.
public enum BeltUnit: Hashable, Sendable, CaseIterable {
  /// Statute miles per hour; a mile is 1 609 344 mm exactly.
  case milesPerHour
  /// Kilometres per hour.
  case kilometresPerHour

  /// The unit's symbol for staff.
  public var symbol: String {
    switch self {
    case .milesPerHour: "mph"
    case .kilometresPerHour: "km/h"
    }
  }

  /// One mile or kilometre in µm.
  public var lengthMicrometres: Int64 {
    switch self {
    case .milesPerHour: 1_609_344_000
    case .kilometresPerHour: 1_000_000_000
    }
  }

  /// `tenths` of the unit, rounded to the nearest mm/s.
  public func speed(tenths: Int) -> MillimetresPerSecond {
    let perHour = Int64(truncatingIfNeeded: tenths) &* (lengthMicrometres / 1_000)
    return MillimetresPerSecond((perHour &+ 18_000) / 36_000)
  }

  /// 0.1 of the unit in mm/s, rounded up: the step in which the family tells speed.
  public var speedStep: Int64 {
    switch self {
    case .milesPerHour: 45
    case .kilometresPerHour: 28
    }
  }
}
