import Readings

/// What a foot pod knows at one moment; encoded as the pages of the ANT+ stride based speed and
/// distance monitor (SDM) and of the common pages.
struct FootPodMoment {
  /// Pod clock in µs.
  var time: Int64
  /// µm.
  var distance: Int64
  /// mm/s.
  var speed: Int64
  var strides: Int64
  /// Age of these values in µs.
  var latency: Int64

  /// Distance in 1/16 m, rounded down: a pod never tells of more than it has counted.
  private var sixteenths: Int64 { distance / 62_500 }
  /// Speed in 1/256 m/s, at most 15 255/256.
  private var speedCode: Int64 { min(4_095, (speed &* 256 &+ 500) / 1_000) }

  /// Page 1: time b1 1/200 s, b2 s; distance b3 m, b4 high 1/16 m; speed b4 low m/s, b5 1/256 m/s;
  /// b6 strides; b7 latency 1/32 s.
  var mainPage: [UInt8] {
    let ticks = time / 5_000
    return [
      0x01, Self.byte(ticks % 200), Self.byte(ticks / 200), Self.byte(sixteenths / 16),
      Self.byte(sixteenths % 16 &* 16 &+ speedCode / 256), Self.byte(speedCode),
      Self.byte(strides), Self.byte(min(255, latency &* 32 / 1_000_000)),
    ]
  }

  /// Page 2: cadence b3 strides/min, b4 high 1/16; speed b4 low and b5 as in page 1; b7 status with
  /// location (bits 7-6), battery (5-4), health (3-2) and use (1-0).
  func cadencePage(cadenceSixteenths: Int64, status: UInt8) -> [UInt8] {
    let cadence = min(4_095, cadenceSixteenths)
    return [
      0x02, 0xFF, 0xFF, Self.byte(cadence / 16),
      Self.byte(cadence % 16 &* 16 &+ speedCode / 256), Self.byte(speedCode), 0xFF, status,
    ]
  }

  /// Page 16: b1-b3 strides, b4-b7 distance in 1/256 m, both since the battery was changed.
  var summaryPage: [UInt8] {
    // 1/256 m = 3906.25 µm; the quotient below is exact and cannot overflow.
    let fine = distance / 1_000_000 &* 256 &+ distance % 1_000_000 &* 256 / 1_000_000
    return [0x10] + Self.littleEndian(strides, 3) + Self.littleEndian(fine, 4)
  }

  static func byte(_ value: Int64) -> UInt8 { UInt8(truncatingIfNeeded: value) }

  static func littleEndian(_ value: Int64, _ count: Int64) -> [UInt8] {
    (0..<count).map { byte(value >> (8 &* $0)) }
  }
}

/// Page 22: b1 says that time, distance, speed, latency and cadence are valid, calories are not.
func footPodCapabilitiesPage(omitsTime: Bool) -> [UInt8] {
  [0x16, omitsTime ? 0x1E : 0x1F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
}
