public import DeviceProtocols

/// All that is needed to open a device: which one, through what, and which driver reads it.
public struct DevicePlan: Hashable, Sendable {
  /// The device.
  public var device: AttachedDevice
  /// How it is opened, with the line settings of its variant.
  public var attachment: Attachment
  /// Which driver reads it and how.
  public var choice: DriverChoice

  /// A plan.
  public init(device: AttachedDevice, attachment: Attachment, choice: DriverChoice) {
    self.device = device
    self.attachment = attachment
    self.choice = choice
  }
}
