/// Every kind of device that walktest knows.
public enum DriverTable {
  /// All descriptions of what is plugged in, in the order of roles.
  public static let all: [DeviceDescription] = sticks + treadmills + buttons + vendorButtons

  /// The description with the short name `id`; nil when there is none.
  public static func description(id: String) -> DeviceDescription? { all.first { $0.id == id } }

  /// The descriptions that a USB device with `usb` may be. Those that want a binding are no finding:
  /// they say only what could be behind an adapter.
  public static func candidates(for usb: UsbID) -> [DeviceDescription] {
    all.filter { $0.usb.contains(usb) }
  }

  /// The description that `usb` alone tells; nil when there is none, or when only a binding can tell.
  public static func known(_ usb: UsbID) -> DeviceDescription? {
    all.first { $0.identification == .byIDs && $0.usb.contains(usb) }
  }

  /// The kernel driver to expect on the interface of a device with `usb`, as sysfs names it.
  public static func kernelDriver(_ usb: UsbID) -> String? {
    known(usb)?.kernelDriver ?? adapter(usb)?.kernelDriver
  }
}
