/// Every kind of device that walktest knows.
public enum DriverTable {
  /// All descriptions, in the order of roles.
  public static let all: [DeviceDescription] = sticks

  /// The description with the short name `id`; nil when there is none.
  public static func description(id: String) -> DeviceDescription? { all.first { $0.id == id } }

  /// The descriptions that a USB device with `usb` may be.
  public static func candidates(for usb: UsbID) -> [DeviceDescription] {
    all.filter { $0.usb.contains(usb) }
  }
}
