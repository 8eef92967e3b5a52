public import Readings

/// A kind of device that has no plug and is heard through an ANT stick.
public struct HeardDevice: Sendable {
  /// A stable short name: also the name of its page under `docs/devices/`.
  public let id: String
  /// The name people know it by.
  public let name: String
  /// The driver that reads it.
  public let driver: DriverID
  /// What each channel can promise.
  public let channels: [ChannelPromise]
  /// Silence after which it is stalled.
  public let stallTime: Microseconds
  /// How well it is supported.
  public let support: SupportLevel
  /// Known faults, one sentence each.
  public let knownFaults: [String]
  /// What was tested and against whom, one sentence each.
  public let tested: [String]
  /// The rest of its page.
  public let prose: DeviceProse
}
