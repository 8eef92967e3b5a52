import DeviceProtocols
import Readings

/// What a list of reports tells of one thing, in order.
extension [DeviceReport] {
  func readings(_ channel: Channel) -> [Reading] {
    compactMap { report -> Reading? in
      guard case .reading(let reading) = report, reading.value.channel == channel else {
        return nil
      }
      return reading
    }
  }

  var breaks: [OriginBreak] {
    compactMap { report -> OriginBreak? in
      if case .broken(let reason) = report { reason } else { nil }
    }
  }

  var belts: [BeltState] {
    compactMap { report -> BeltState? in if case .belt(let belt) = report { belt } else { nil } }
  }

  var grades: [Int] {
    compactMap { report -> Int? in if case .grade(let grade) = report { grade } else { nil } }
  }

  var batteries: [DeviceBattery] {
    compactMap { report -> DeviceBattery? in
      if case .battery(let battery) = report { battery } else { nil }
    }
  }

  var identities: [DeviceIdentity] {
    compactMap { report -> DeviceIdentity? in
      if case .identity(let identity) = report { identity } else { nil }
    }
  }

  /// From whom to whom another device answered.
  var changes: [[String]] {
    compactMap { report -> [String]? in
      if case .identityChanged(let old, let new) = report { [old, new] } else { nil }
    }
  }

  func count(of limit: DeviceLimit) -> Int { count { $0 == .limit(limit) } }
}
