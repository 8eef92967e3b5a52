public import DeviceProtocols
public import Readings

/// What a list of reports tells of one thing, in order.
extension [DeviceReport] {
  /// The readings of a channel.
  public func readings(_ channel: Channel) -> [Reading] {
    compactMap { report -> Reading? in
      guard case .reading(let reading) = report, reading.value.channel == channel else {
        return nil
      }
      return reading
    }
  }

  /// Why counters began anew.
  public var breaks: [OriginBreak] {
    compactMap { report -> OriginBreak? in
      if case .broken(let reason) = report { reason } else { nil }
    }
  }

  /// The states of the belt.
  public var belts: [BeltState] {
    compactMap { report -> BeltState? in if case .belt(let belt) = report { belt } else { nil } }
  }

  /// The grades.
  public var grades: [Int] {
    compactMap { report -> Int? in if case .grade(let grade) = report { grade } else { nil } }
  }

  /// The batteries.
  public var batteries: [DeviceBattery] {
    compactMap { report -> DeviceBattery? in
      if case .battery(let battery) = report { battery } else { nil }
    }
  }

  /// Who the device says it is.
  public var identities: [DeviceIdentity] {
    compactMap { report -> DeviceIdentity? in
      if case .identity(let identity) = report { identity } else { nil }
    }
  }

  /// From whom to whom another device answered.
  public var changes: [[String]] {
    compactMap { report -> [String]? in
      if case .identityChanged(let old, let new) = report { [old, new] } else { nil }
    }
  }

  /// How often the device said that it is at this limit.
  public func count(of limit: DeviceLimit) -> Int { count { $0 == .limit(limit) } }
}
