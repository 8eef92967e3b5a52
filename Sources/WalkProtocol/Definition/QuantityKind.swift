import Readings

/// What a quantity of a protocol file measures: its units and the range it may have.
enum QuantityKind {
  case speed
  case duration
  case grade
  case rate

  /// The units that a file may use, in the order in which messages name them.
  var units: [String] {
    switch self {
    case .speed: ["mph", "m/s", "km/h"]
    case .duration: ["min", "s"]
    case .grade: ["%", "deg"]
    case .rate: ["Hz"]
    }
  }

  /// A value as a message shows it.
  var example: String {
    switch self {
    case .speed: "1.2 mph"
    case .duration: "15 min"
    case .grade: "0 %"
    case .rate: "100 Hz"
    }
  }
}

extension Quantity {
  /// The speed in mm/s, halves rounded up; nil for an unknown unit. 1 mph is 0.44704 m/s exactly
  /// (international yard and pound agreement, 1959), 1 km/h is 2500/9 mm/s.
  var millimetresPerSecond: Int64? {
    switch unit {
    case "mph": roundedHalfUp(times: 44_704, over: 100)
    case "m/s": roundedHalfUp(times: 1_000, over: 1)
    case "km/h": roundedHalfUp(times: 2_500, over: 9)
    default: nil
    }
  }

  /// The span, nil when it is not a whole number of µs or the unit is unknown.
  var span: Microseconds? {
    switch unit {
    case "min": exactly(times: 60_000_000).map(Microseconds.init)
    case "s": exactly(times: 1_000_000).map(Microseconds.init)
    default: nil
    }
  }

  /// The grade in its own unit, nil when it is finer than a thousandth or the unit is unknown.
  var grade: Grade? {
    switch unit {
    case "%": exactly(times: 1_000).map(Grade.milliPercent)
    case "deg": exactly(times: 1_000).map(Grade.milliDegrees)
    default: nil
    }
  }
}
