public import Readings

/// What a device's bytes tell, whatever the device.
public enum DeviceReport: Hashable, Sendable {
  /// A speed, distance or stride count.
  case reading(Reading)
  /// Which device it is; told again whenever more of it is known.
  case identity(DeviceIdentity)
  /// Another device answers where one is known already, named by serial or number. What it tells is
  /// counted and left out until the first one is back: two devices never share a counter.
  case identityChanged(from: String, to: String)
  /// The battery, when it changes.
  case battery(DeviceBattery)
  /// What a treadmill's belt does, when it changes.
  case belt(BeltState)
  /// A treadmill's grade in 0.01 %, when it changes.
  case grade(Int)
  /// A limit of what the device tells that whoever reads the record must know, once.
  case limit(DeviceLimit)
  /// Location, health and use of a foot pod, when they change.
  case status(SdmStatus)
  /// Which fields a foot pod says are valid, when that changes.
  case fields(SdmFields)
  /// The counters lost their thread; the readings that follow count on from a new origin.
  case broken(OriginBreak)
  /// What was walked in the last break is known after all and part of the readings that follow.
  case bridged(distance: Micrometres, strides: Int64)
  /// A page 16 would serve: send `FootPodDecoder.totalsRequest`.
  case totalsWanted
  /// Edges of a button may have been missed: until its next edge nobody knows where a contact is, and
  /// none counts as held.
  case edgesLost
  /// This contact of a button has been closed for longer than anyone holds it: it is jammed, or
  /// something lies on it.
  case contactStuck(Int)
}

/// What a belt does, as its treadmill tells.
public enum BeltState: String, Hashable, Sendable, CaseIterable {
  /// It stands, ready to be used.
  case stopped
  /// It runs.
  case running
  /// The treadmill says that the walk is paused or finished.
  case paused
  /// The treadmill tells an emergency stop, or a speed that it marks as invalid in the same way.
  case emergencyStop = "emergency-stop"
  /// The treadmill reports a fault of its own.
  case fault
  /// The treadmill does not tell.
  case unknown
}

/// A limit of what a device tells. The raw value stands in the record.
public enum DeviceLimit: String, Hashable, Sendable, CaseIterable {
  /// The distance counter answers 0000 while the belt runs: the distance is integrated from speed.
  case distanceIntegrated = "distance-integrated-from-speed"
  /// The speed comes in a unit that is no speed and is left out.
  case speedUnitRefused = "speed-unit-refused"
  /// The distance comes in a unit that is no distance and is left out.
  case distanceUnitRefused = "distance-unit-refused"
  /// The device computes its speed and does not measure it.
  case speedVirtual = "speed-virtual"
  /// The device does not count distance.
  case distanceAbsent = "distance-absent"
  /// A button that is asked every 50 ms: its edges are up to 50 ms later than the contact.
  case edgesPolled = "edges-polled-every-50-ms"
  /// The device says that it is another machine than a treadmill: its speed and distance are left
  /// out.
  case notTreadmill = "not-a-treadmill"
}

/// Why accumulated counters lost their thread. The raw value stands in the record.
public enum OriginBreak: String, Hashable, Sendable, CaseIterable {
  /// The silence was longer than the counters can bridge.
  case gapTooLong = "gap-too-long"
  /// The device's own clock disagrees with the host's: it restarted.
  case timeDisagrees = "pod-time-disagrees"
  /// The counter advanced more than a person can have walked.
  case distanceJumped = "distance-jumped"
  /// The device was reset, by itself or by someone at its console.
  case deviceReset = "device-reset"
}

/// How a device's battery is.
public struct DeviceBattery: Hashable, Sendable {
  /// How much is left, as the device says.
  public var level: AntBatteryPage.Level
  /// Its voltage; nil when not told.
  public var millivolts: Int?
  /// Seconds the device has run on it; nil when not told.
  public var operatingSeconds: Int?

  init(_ page: AntBatteryPage) {
    level = page.level
    millivolts = page.millivolts
    operatingSeconds = page.operatingSeconds
  }

  init(_ status: SdmStatus.Battery) {
    switch status {
    case .new: level = .new
    case .good: level = .good
    case .ok: level = .ok
    case .low: level = .low
    }
  }
}
