/// The byte behind a value that says in which unit it is (facts section 4.2, table of units, from
/// the public CSAFE unit lists of csafe-fitness and PyRow). It is never decoration: consoles send
/// speeds in revolutions per minute.
public struct CsafeUnit: RawRepresentable, Hashable, Sendable {
  /// The byte on the wire.
  public let rawValue: UInt8

  /// The unit with the byte `rawValue`.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// An exact fraction: so much of our unit is one count.
  struct Scale: Hashable, Sendable {
    var numerator: Int64
    var denominator: Int64

    /// `count` in our unit, halves rounded up.
    func of(_ count: UInt16) -> Int64 {
      (Int64(count) &* numerator &* 2 &+ denominator) / (2 &* denominator)
    }

    /// One count, rounded up to the next whole unit of ours.
    var step: Int64 { (numerator &+ denominator &- 1) / denominator }
  }

  /// µm a count; nil when the unit is no distance. A mile is 1 609.344 m, exactly.
  public var micrometres: Int64? {
    switch rawValue {
    case 1: 1_609_344_000
    case 2: 160_934_400
    case 3: 16_093_440
    case 4: 1_609_344
    case 5: 304_800
    case 6: 25_400
    case 10: 3_048_000
    case 33: 1_000_000_000
    case 34: 100_000_000
    case 35: 10_000_000
    case 36: 1_000_000
    case 37: 100_000
    case 38: 10_000
    default: nil
    }
  }

  /// mm/s a count; nil when the unit is no speed. A pace (time per distance) is no speed either: its
  /// step grows with the square of the speed.
  var speed: Scale? {
    switch rawValue {
    case 16: Scale(numerator: 44_704, denominator: 100)
    case 17: Scale(numerator: 44_704, denominator: 1_000)
    case 18: Scale(numerator: 44_704, denominator: 10_000)
    case 19: Scale(numerator: 508, denominator: 100)
    case 48: Scale(numerator: 2_500, denominator: 9)
    case 49: Scale(numerator: 250, denominator: 9)
    case 50: Scale(numerator: 25, denominator: 9)
    case 51: Scale(numerator: 50, denominator: 3)
    default: nil
    }
  }

  /// 0.01 % a count; nil when the unit is no grade.
  public var gradeHundredths: Int? {
    switch rawValue {
    case 74: 100
    case 75: 1
    case 76: 10
    default: nil
    }
  }

  /// `count` of this unit in mm/s, halves rounded up; nil when the unit is no speed.
  public func millimetresPerSecond(_ count: UInt16) -> Int64? { speed?.of(count) }
}
