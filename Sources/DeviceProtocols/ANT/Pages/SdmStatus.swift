/// The status byte of a foot pod (byte 7 of its supplementary pages).
public struct SdmStatus: RawRepresentable, Hashable, Sendable {
  /// Where it is worn; bits 7-6.
  public enum Location: UInt8, Sendable { case laces, midsole, other, ankle }
  /// How much battery is left; bits 5-4.
  public enum Battery: UInt8, Sendable { case new, good, ok, low }
  /// How it finds itself; bits 3-2.
  public enum Health: UInt8, Sendable { case ok, error, warning, reserved }
  /// Whether it is in use; bits 1-0, of which 2 and 3 are reserved.
  public enum Use: UInt8, Sendable { case inactive, active, reserved2, reserved3 }

  /// The byte on the wire.
  public let rawValue: UInt8

  /// The status with the byte `rawValue`.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The status with these parts.
  public init(location: Location, battery: Battery, health: Health, use: Use) {
    rawValue =
      location.rawValue << 6 | battery.rawValue << 4 | health.rawValue << 2 | use.rawValue
  }

  /// Where it is worn.
  public var location: Location { Location(rawValue: rawValue >> 6) ?? .other }
  /// How much battery is left.
  public var battery: Battery { Battery(rawValue: rawValue >> 4 & 3) ?? .low }
  /// How it finds itself.
  public var health: Health { Health(rawValue: rawValue >> 2 & 3) ?? .reserved }
  /// Whether it is in use.
  public var use: Use { Use(rawValue: rawValue & 3) ?? .reserved3 }
}

/// Which fields a foot pod says are valid (page 22, byte 1).
public struct SdmFields: OptionSet, Hashable, Sendable {
  /// The byte on the wire.
  public let rawValue: UInt8

  /// The set with the byte `rawValue`.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The time counter.
  public static let time = SdmFields(rawValue: 1)
  /// The distance counter.
  public static let distance = SdmFields(rawValue: 2)
  /// The speed.
  public static let speed = SdmFields(rawValue: 4)
  /// The age of the data.
  public static let latency = SdmFields(rawValue: 8)
  /// The cadence.
  public static let cadence = SdmFields(rawValue: 16)
  /// The calories counter.
  public static let calories = SdmFields(rawValue: 32)
  /// What is assumed of a pod that never sends page 22.
  public static let all: SdmFields = [.time, .distance, .speed, .latency, .cadence, .calories]

  /// The page as sent.
  public var encoded: AntPage { AntPage(22, rawValue, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF) }
}
