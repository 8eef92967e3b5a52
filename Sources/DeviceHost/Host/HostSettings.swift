public import DeviceProtocols
public import Readings

/// What a device host is to look for and how.
public struct HostSettings: Sendable {
  /// The kinds of device that are known.
  public var table: [DeviceDescription]
  /// What configuration says of each role.
  public var bindings: DeviceBindings
  /// The ANT+ network key, or why there is none; that is told when a device needs it.
  public var networkKey: Result<AntNetworkKey, NetworkKeyFault>
  /// The roles that are served, each with its number in the session.
  public var sources: [DeviceRole: DeviceSource]
  /// Where the kernel shows processes; tests point it elsewhere.
  public var processDirectory: String
  /// How long `DeviceHost.stop` waits at most for devices to be released.
  public var stopTime: Microseconds

  /// Settings; all roles are served by default: the stick as 1, the button as 2, the treadmill as 3.
  public init(
    table: [DeviceDescription] = DriverTable.all, bindings: DeviceBindings,
    networkKey: Result<AntNetworkKey, NetworkKeyFault>,
    sources: [DeviceRole: DeviceSource] = Self.allSources, processDirectory: String = "/proc",
    stopTime: Microseconds = .seconds(3)
  ) {
    self.table = table
    self.bindings = bindings
    self.networkKey = networkKey
    self.sources = sources
    self.processDirectory = processDirectory
    self.stopTime = stopTime
  }

  /// Every role with its usual number.
  public static let allSources: [DeviceRole: DeviceSource] = [
    .stick: DeviceSource(1), .button: DeviceSource(2), .treadmill: DeviceSource(3),
  ]
}
