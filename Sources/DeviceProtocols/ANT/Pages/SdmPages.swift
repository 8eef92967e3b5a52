public import Readings

/// The pages of the ANT+ stride based speed and distance monitor, device type 124 (facts section 2).
public enum SdmPage: Hashable, Sendable {
  /// Page 1: time, distance, speed, strides.
  case main(SdmMainPage)
  /// Pages 2 to 15: cadence, speed, status; page 3 also calories.
  case supplementary(SdmSupplementaryPage)
  /// Page 16: totals since the battery was changed.
  case totals(SdmTotalsPage)
  /// Page 22: which fields are valid.
  case capabilities(SdmFields)
  /// A page of all profiles.
  case common(AntCommonPage)
  /// A page without a reading here, kept.
  case other(AntPage)

  /// The reading of `page`.
  public init(_ page: AntPage) {
    switch page.number {
    case 1: self = .main(SdmMainPage(page))
    case 2...15: self = .supplementary(SdmSupplementaryPage(page))
    case 16: self = .totals(SdmTotalsPage(page))
    case 22: self = .capabilities(SdmFields(rawValue: page[1]))
    default: self = AntCommonPage(page).map { .common($0) } ?? .other(page)
    }
  }
}

/// A speed in 1/256 m/s: 4 bits of whole m/s and 8 bits of fraction.
public struct SdmSpeed: Hashable, Sendable {
  /// In 1/256 m/s, 0 to 4095.
  public var count: UInt16

  /// A speed of `count` / 256 m/s; only the low 12 bits are kept.
  public init(_ count: UInt16) { self.count = count & 0xFFF }

  /// In mm/s, halves rounded up.
  public var millimetresPerSecond: MillimetresPerSecond {
    MillimetresPerSecond((Int64(count) * 1000 + 128) / 256)
  }
}

/// Page 1. All counters live in the pod and roll over.
public struct SdmMainPage: Hashable, Sendable {
  /// b1, fraction of the second in 1/200 s, 0 to 199.
  public var timeFraction: UInt8
  /// b2, whole seconds, rolls at 256.
  public var timeSeconds: UInt8
  /// b3 and b4 bits 7-4, distance in 1/16 m, rolls at 4096 (256 m).
  public var distance: UInt16
  /// b4 bits 3-0 and b5.
  public var speed: SdmSpeed
  /// b6, rolls at 256.
  public var strides: UInt8
  /// b7, age of the data in 1/32 s.
  public var latency: UInt8

  /// A page 1 with these counters; only the low 12 bits of `distance` are kept.
  public init(
    timeFraction: UInt8, timeSeconds: UInt8, distance: UInt16, speed: SdmSpeed, strides: UInt8,
    latency: UInt8
  ) {
    self.timeFraction = timeFraction
    self.timeSeconds = timeSeconds
    self.distance = distance & 0xFFF
    self.speed = speed
    self.strides = strides
    self.latency = latency
  }

  /// The reading of a page 1.
  public init(_ page: AntPage) {
    self.init(
      timeFraction: page[1], timeSeconds: page[2],
      distance: UInt16(page[3]) << 4 | UInt16(page[4] >> 4),
      speed: SdmSpeed(UInt16(page[4] & 0x0F) << 8 | UInt16(page[5])), strides: page[6],
      latency: page[7])
  }

  /// The time counter in 1/200 s, modulo 51 200 (256 s).
  public var time: Int { (Int(timeSeconds) * 200 + Int(timeFraction)) % 51_200 }

  /// The page as sent.
  public var encoded: AntPage {
    AntPage(
      1, timeFraction, timeSeconds, (distance >> 4).byte(0),
      (distance << 4).byte(0) & 0xF0 | (speed.count >> 8).byte(0), speed.count.byte(0), strides,
      latency)
  }
}

/// Pages 2 to 15.
public struct SdmSupplementaryPage: Hashable, Sendable {
  /// The page number, 2 to 15.
  public var number: UInt8
  /// b3 and b4 bits 7-4, strides per minute in 1/16.
  public var cadence: UInt16
  /// b4 bits 3-0 and b5.
  public var speed: SdmSpeed
  /// b6, in kcal, rolls at 256; meant on page 3 only.
  public var caloriesCounter: UInt8
  /// b7.
  public var status: SdmStatus

  /// A supplementary page; only the low 12 bits of `cadence` are kept.
  public init(
    number: UInt8, cadence: UInt16, speed: SdmSpeed, caloriesCounter: UInt8 = 0xFF,
    status: SdmStatus
  ) {
    self.number = number
    self.cadence = cadence & 0xFFF
    self.speed = speed
    self.caloriesCounter = caloriesCounter
    self.status = status
  }

  /// The reading of a page 2 to 15.
  public init(_ page: AntPage) {
    self.init(
      number: page.number, cadence: UInt16(page[3]) << 4 | UInt16(page[4] >> 4),
      speed: SdmSpeed(UInt16(page[4] & 0x0F) << 8 | UInt16(page[5])), caloriesCounter: page[6],
      status: SdmStatus(rawValue: page[7]))
  }

  /// The calories counter in kcal, rolling at 256; nil on other pages than 3.
  public var calories: UInt8? { number == 3 ? caloriesCounter : nil }

  /// The page as sent.
  public var encoded: AntPage {
    AntPage(
      number, 0xFF, 0xFF, (cadence >> 4).byte(0),
      (cadence << 4).byte(0) & 0xF0 | (speed.count >> 8).byte(0), speed.count.byte(0),
      caloriesCounter, status.rawValue)
  }
}

/// Page 16, sent on request: totals since the battery was changed.
public struct SdmTotalsPage: Hashable, Sendable {
  /// b1-b3, rolls at 2^24.
  public var strides: UInt32
  /// b4-b7, in 1/256 m.
  public var distance: UInt32

  /// Totals; only the low 24 bits of `strides` are kept.
  public init(strides: UInt32, distance: UInt32) {
    self.strides = strides & 0xFF_FFFF
    self.distance = distance
  }

  /// The reading of a page 16.
  public init(_ page: AntPage) { self.init(strides: page.u24(1), distance: page.u32(4)) }

  /// The page as sent.
  public var encoded: AntPage {
    AntPage(
      16, strides.byte(0), strides.byte(1), strides.byte(2), distance.byte(0), distance.byte(1),
      distance.byte(2), distance.byte(3))
  }
}
