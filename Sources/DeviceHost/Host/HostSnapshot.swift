public import DeviceProtocols
public import Readings

/// What a device host sees at one instant, for `walktest devices`.
public struct HostSnapshot: Sendable {
  /// One line per served role, in the order of roles.
  public var stations: [StationSnapshot]
  /// All that is attached and could serve a role, by port; serial lines of unknown use included.
  public var attached: [AttachedDevice]
}

/// One role at one instant.
public struct StationSnapshot: Sendable {
  /// The role.
  public var role: DeviceRole
  /// Its number in the session.
  public var source: DeviceSource
  /// Where it stands.
  public var state: StationState
  /// What staff should know though the state is no fault: a device that must be bound first, or a
  /// second one of its kind.
  public var advice: StationFault?
  /// What configuration says of it.
  public var binding: DeviceBinding?
  /// The device in use and its driver; nil when there is none.
  public var plan: DevicePlan?
  /// What the device, or the one behind it, tells of itself; nil until told.
  public var identity: DeviceIdentity?
  /// The battery of the device or of the one behind it; nil until told.
  public var battery: DeviceBattery?
  /// Frames received per second over the last seconds, in thousandths; nil when nothing is open.
  public var framesPerKilosecond: Int?
  /// How the link has done so far; nil before the device was opened.
  public var counts: LinkCounts?
}
