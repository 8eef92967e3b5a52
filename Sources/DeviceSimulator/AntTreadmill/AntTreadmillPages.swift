import Readings

/// What an ANT+ treadmill knows at one moment, as the pages of the fitness equipment profile (facts
/// section 3).
struct AntTreadmillMoment {
  var state: AntTreadmillState
  /// Time in use since the counters were 0.
  var used: Microseconds
  /// Distance since the counters were 0.
  var distance: Micrometres
  /// µm/s.
  var speed: Int64
  /// 0.01 %.
  var grade: Int64
  /// Strides a minute.
  var strides: Int64

  /// Page 16: b1 equipment, b2 elapsed 0.25 s, b3 distance m, b4-5 speed mm/s, b6 no heart rate, b7
  /// bit 2 distance counts, bit 3 speed computed, bits 6-4 state.
  func generalPage(_ settings: AntTreadmillSettings) -> [UInt8] {
    let speed = settings.omitsSpeed ? 0xFFFF : min(0xFFFE, (speed &+ 500) / 1_000)
    let flags: UInt8 = (settings.countsDistance ? 4 : 0) | (settings.speedIsVirtual ? 8 : 0)
    return [
      0x10, settings.equipment, FootPodMoment.byte(used.count / 250_000),
      settings.countsDistance ? FootPodMoment.byte(distance.count / 1_000_000) : 0,
    ] + FootPodMoment.littleEndian(speed, 2) + [0xFF, flags | stateBits]
  }

  /// Page 17: b3 no cycle length, b4-5 incline 0.01 %, b6 no resistance.
  var settingsPage: [UInt8] {
    [0x11, 0xFF, 0xFF, 0xFF] + FootPodMoment.littleEndian(grade, 2) + [0x00, stateBits]
  }

  /// Page 19: b4 strides a minute; vertical distances are not sent.
  var treadmillPage: [UInt8] {
    [0x13, 0xFF, 0xFF, 0xFF, FootPodMoment.byte(min(254, strides)), 0, 0, stateBits]
  }

  private var stateBits: UInt8 { state.rawValue << 4 }
}
