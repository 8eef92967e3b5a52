/// Page 82 (0x52): the state of one battery.
public struct AntBatteryPage: Hashable, Sendable {
  /// How much is left, as the device says. A number without a name is kept.
  public enum Level: Hashable, Sendable {
    case new, good, ok, low, critical, invalid
    case other(UInt8)

    init(_ bits: UInt8) {
      switch bits {
      case 1: self = .new
      case 2: self = .good
      case 3: self = .ok
      case 4: self = .low
      case 5: self = .critical
      case 7: self = .invalid
      default: self = .other(bits)
      }
    }

    var bits: UInt8 {
      switch self {
      case .new: 1
      case .good: 2
      case .ok: 3
      case .low: 4
      case .critical: 5
      case .invalid: 7
      case .other(let bits): bits & 7
      }
    }
  }

  /// b2, number of batteries in the low nibble, this one's number in the high one; FF not used.
  public var batteries: UInt8
  /// b3-5, operating time in units of 16 s, or of 2 s when `isFine`.
  public var operatingUnits: UInt32
  /// b7 bit 7.
  public var isFine: Bool
  /// b6, volts / 256.
  public var voltageFraction: UInt8
  /// b7 bits 3-0, whole volts; 15 is invalid.
  public var wholeVolts: UInt8
  /// b7 bits 6-4.
  public var level: Level

  /// The reading of a page 82.
  public init(_ page: AntPage) {
    batteries = page[2]
    operatingUnits = page.u24(3)
    isFine = page[7] & 0x80 != 0
    voltageFraction = page[6]
    wholeVolts = page[7] & 0x0F
    level = Level(page[7] >> 4 & 7)
  }

  /// How many batteries there are; nil when not told.
  public var count: Int? { batteries == 0xFF ? nil : Int(batteries & 0x0F) }
  /// Which of them this is; nil when not told.
  public var identifier: Int? { batteries == 0xFF ? nil : Int(batteries >> 4) }
  /// Seconds the device has run on it.
  public var operatingSeconds: Int { Int(operatingUnits) * (isFine ? 2 : 16) }

  /// Voltage in mV, halves rounded up; nil when invalid.
  public var millivolts: Int? {
    wholeVolts == 15 ? nil : Int(wholeVolts) * 1000 + (Int(voltageFraction) * 1000 + 128) / 256
  }

  /// The page as sent.
  public var encoded: AntPage {
    AntPage(
      82, 0xFF, batteries, operatingUnits.byte(0), operatingUnits.byte(1), operatingUnits.byte(2),
      voltageFraction, (isFine ? 0x80 : 0) | level.bits << 4 | wholeVolts & 0x0F)
  }
}

/// Page 83 (0x53): date and time as the device believes them; never used as a time of measurement.
public struct AntDateTimePage: Hashable, Sendable {
  /// Seconds, b2.
  public var second: UInt8
  /// Minutes, b3.
  public var minute: UInt8
  /// Hours, b4.
  public var hour: UInt8
  /// Day of the month, b5 bits 4-0.
  public var day: UInt8
  /// Day of the week, b5 bits 7-5.
  public var weekday: UInt8
  /// Month, b6.
  public var month: UInt8
  /// Year, b7 + 2000.
  public var year: Int

  /// The reading of a page 83.
  public init(_ page: AntPage) {
    second = page[2]
    minute = page[3]
    hour = page[4]
    day = page[5] & 0x1F
    weekday = page[5] >> 5
    month = page[6]
    year = 2000 + Int(page[7])
  }
}
