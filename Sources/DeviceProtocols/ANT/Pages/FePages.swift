/// Readings of the ANT+ fitness equipment pages, device type 17 (facts section 3). Only what a
/// machine sends is read; nothing that a host could send to move a machine is encoded.
public enum FePage: Hashable, Sendable {
  /// Page 16.
  case general(FeGeneralPage)
  /// Page 17: cycle length and incline.
  case settings(FeSettingsPage)
  /// Page 18.
  case metabolic(FeMetabolicPage)
  /// Page 19.
  case treadmill(FeTreadmillPage)
  /// Page 54.
  case capabilities(FeCapabilitiesPage)
  /// A page of all profiles.
  case common(AntCommonPage)
  /// A page without a reading here, kept.
  case other(AntPage)

  /// The reading of `page`.
  public init(_ page: AntPage) {
    switch page.number {
    case 16: self = .general(FeGeneralPage(page))
    case 17: self = .settings(FeSettingsPage(page))
    case 18: self = .metabolic(FeMetabolicPage(page))
    case 19: self = .treadmill(FeTreadmillPage(page))
    case 54: self = .capabilities(FeCapabilitiesPage(page))
    default: self = AntCommonPage(page).map { .common($0) } ?? .other(page)
    }
  }
}

/// Byte 7 of pages 16 to 26: bits 4-6 the machine's state, bit 7 toggles with every lap.
public struct FeState: Hashable, Sendable {
  /// What the machine does. A number without a name is kept.
  public enum Activity: Hashable, Sendable {
    case unknown, asleep, ready, inUse, finishedOrPaused
    case other(UInt8)
  }

  /// What the machine does.
  public let activity: Activity
  /// The lap bit.
  public let lap: Bool

  /// The state in `page`, or nil when the page carries none.
  public init?(_ page: AntPage) {
    guard (16...26).contains(page.number) else { return nil }
    let bits = (page[7] >> 4) & 7
    switch bits {
    case 0: activity = .unknown
    case 1: activity = .asleep
    case 2: activity = .ready
    case 3: activity = .inUse
    case 4: activity = .finishedOrPaused
    default: activity = .other(bits)
    }
    lap = page[7] & 0x80 != 0
  }
}

/// Counts laps: every change of the lap bit, in either direction, is one. Without a known bit before
/// the first page that page is the origin and counts none.
public struct FeLapCounter: Hashable, Sendable {
  /// Laps so far.
  public private(set) var laps = 0
  private var last: Bool?

  /// A counter; `bit` is the lap bit before the first page, nil when unknown.
  public init(startingFrom bit: Bool? = nil) { last = bit }

  /// Takes the lap bit of the next page.
  public mutating func receive(_ bit: Bool) {
    if let last, last != bit { laps &+= 1 }
    last = bit
  }
}

/// Page 16: what every machine tells.
public struct FeGeneralPage: Hashable, Sendable {
  /// Where the heart rate comes from; b7 bits 1-0.
  public enum HeartRateSource: UInt8, Sendable { case invalid, antPlus, fiveKilohertz, handContact }

  /// b1 bits 4-0; 19 is a treadmill.
  public let equipment: UInt8
  /// b2, in 0.25 s, rolls at 256 (64 s).
  public let elapsed: UInt8
  /// b3, in m, rolls at 256.
  public let distance: UInt8
  /// b4-5, in mm/s; nil when invalid (FFFF).
  public let speed: UInt16?
  /// b6, beats per minute; nil when invalid (FF).
  public let heartRate: UInt8?
  /// Where the heart rate comes from.
  public let heartRateSource: HeartRateSource
  /// b7 bit 2, whether `distance` counts.
  public let distanceEnabled: Bool
  /// b7 bit 3, whether the speed is computed and not measured.
  public let speedIsVirtual: Bool

  init(_ page: AntPage) {
    equipment = page[1] & 0x1F
    elapsed = page[2]
    distance = page[3]
    speed = page.u16(4) == 0xFFFF ? nil : page.u16(4)
    heartRate = page[6] == 0xFF ? nil : page[6]
    heartRateSource = HeartRateSource(rawValue: page[7] & 3) ?? .invalid
    distanceEnabled = page[7] & 4 != 0
    speedIsVirtual = page[7] & 8 != 0
  }
}

/// Page 17: settings.
public struct FeSettingsPage: Hashable, Sendable {
  /// b3, in 0.01 m; nil when invalid (FF).
  public let cycleLength: UInt8?
  /// b4-5, in 0.01 %; nil when invalid (7FFF).
  public let incline: Int16?
  /// b6, in 0.5 %.
  public let resistance: UInt8

  init(_ page: AntPage) {
    cycleLength = page[3] == 0xFF ? nil : page[3]
    incline = page.u16(4) == 0x7FFF ? nil : Int16(bitPattern: page.u16(4))
    resistance = page[6]
  }
}

/// Page 18: energy.
public struct FeMetabolicPage: Hashable, Sendable {
  /// b2-3, in 0.01 MET.
  public let metabolicEquivalents: UInt16
  /// b4-5, in 0.1 kcal/h.
  public let burnRate: UInt16
  /// b6, in kcal, rolls at 256; nil when not supplied (b7 bit 0).
  public let calories: UInt8?

  init(_ page: AntPage) {
    metabolicEquivalents = page.u16(2)
    burnRate = page.u16(4)
    calories = page[7] & 1 != 0 ? page[6] : nil
  }
}

/// Page 19: what a treadmill tells besides.
public struct FeTreadmillPage: Hashable, Sendable {
  /// b4, strides per minute; nil when invalid (FF).
  public let cadence: UInt8?
  /// b5, metres down in 0.1 m, rolls at 256.
  public let descent: UInt8
  /// b6, metres up in 0.1 m, rolls at 256.
  public let ascent: UInt8
  /// b7 bit 0.
  public let sendsAscent: Bool
  /// b7 bit 1.
  public let sendsDescent: Bool

  init(_ page: AntPage) {
    cadence = page[4] == 0xFF ? nil : page[4]
    descent = page[5]
    ascent = page[6]
    sendsAscent = page[7] & 1 != 0
    sendsDescent = page[7] & 2 != 0
  }
}

/// Page 54: what a machine can be asked to do; read for the record, never used to command.
public struct FeCapabilitiesPage: Hashable, Sendable {
  /// b5-6, in N.
  public let largestResistance: UInt16
  /// b7 bit 0.
  public let basicResistance: Bool
  /// b7 bit 1.
  public let targetPower: Bool
  /// b7 bit 2.
  public let simulation: Bool

  init(_ page: AntPage) {
    largestResistance = page.u16(5)
    basicResistance = page[7] & 1 != 0
    targetPower = page[7] & 2 != 0
    simulation = page[7] & 4 != 0
  }
}
