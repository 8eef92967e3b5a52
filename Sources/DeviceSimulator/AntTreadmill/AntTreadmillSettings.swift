public import Readings

/// What an ANT+ treadmill says that it does: bits 6-4 of byte 7 (facts section 3).
public enum AntTreadmillState: UInt8, Sendable, CaseIterable {
  /// Asleep or switched off.
  case asleep = 1
  /// Ready: its counters are set to 0.
  case ready = 2
  /// In use.
  case inUse = 3
  /// Finished or paused.
  case finished = 4
}

/// How a simulated ANT+ treadmill is made and what it goes through.
public struct AntTreadmillSettings: Hashable, Sendable {
  /// Equipment type of page 16; 19 is a treadmill.
  public var equipment: UInt8 = 19
  /// Whether page 16 carries a distance.
  public var countsDistance = true
  /// Whether its speed is called computed and not measured.
  public var speedIsVirtual = false
  /// Whether its speed is FFFF, "invalid".
  public var omitsSpeed = false
  /// Whether its elapsed time stays 0 for ever.
  public var omitsTime = false
  /// Supply in 1/256 V, page 82.
  public var batteryVoltage: UInt16 = 3 * 256
  /// When it is out of range or its radio is off.
  public var silences: [Range<MonotonicInstant>] = []

  /// A usual treadmill.
  public init() {}
}
