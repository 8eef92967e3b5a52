/// A device that the site bound, as far as udev must know it.
public struct UdevBinding: Sendable {
  /// What it is bound to.
  public var role: DeviceRole
  /// The kind of device: its attachment tells which node it is.
  public var device: DeviceDescription
  /// The ids that it, or its adapter, answers with; nil when only the port tells which it is.
  public var usb: UsbID?
  /// Its serial number as the USB device tells it; nil when it has none.
  public var serial: String?
  /// The port it is plugged into: `usb-1-2.4` (bus 1, socket 4 of a hub in socket 2), with `:1.0` for
  /// one of several lines of an adapter, or `ttyS0` for a line of the machine itself; nil when any
  /// port will do.
  public var port: String?

  /// A binding.
  public init(
    role: DeviceRole, device: DeviceDescription, usb: UsbID?, serial: String?, port: String?
  ) {
    self.role = role
    self.device = device
    self.usb = usb
    self.serial = serial
    self.port = port
  }
}
