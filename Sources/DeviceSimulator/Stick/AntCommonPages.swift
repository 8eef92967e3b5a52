extension AntIdentity {
  /// Common page 80: b3 hardware revision, b4-5 manufacturer, b6-7 model.
  var manufacturerPage: [UInt8] {
    [0x50, 0xFF, 0xFF, hardwareRevision]
      + FootPodMoment.littleEndian(Int64(manufacturer), 2)
      + FootPodMoment.littleEndian(Int64(model), 2)
  }

  /// Common page 81: b2 no supplementary revision, b3 software revision in tenths, b4-7 serial.
  var productPage: [UInt8] {
    [0x51, 0xFF, 0xFF, softwareRevision] + FootPodMoment.littleEndian(Int64(serial), 4)
  }
}

/// Common page 82: b2 no battery number, b3-5 operating time in 16 s, b6 1/256 V, b7 volts in bits
/// 3-0 and status "good" (2) in bits 6-4.
func batteryPage(operatingTime: Int64, voltage: UInt16) -> [UInt8] {
  let volts = UInt8(min(14, voltage >> 8))
  return [0x52, 0xFF, 0xFF] + FootPodMoment.littleEndian(operatingTime / 16_000_000, 3)
    + [UInt8(truncatingIfNeeded: voltage), 0x20 | volts]
}
