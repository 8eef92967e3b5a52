import DeviceProtocols
import Readings

@testable import DeviceHost

/// A small driver table and devices of it, whatever the real table says today.
enum TestDevices {
  static let stick = description(
    "antusb2", .stick, [.antFootPod, .antTreadmill], .usbBulk(interface: 0), UsbID(0x0FCF, 0x1008))
  /// The first generation, which is a serial device.
  static let serialStick = description(
    "antusb1", .stick, [.antFootPod], .serial(SerialLine(baud: 115_200)), UsbID(0x0FCF, 0x1004))
  static let treadmill = description(
    "trackmaster", .treadmill, [.trackmaster], .serial(SerialLine(baud: 4_800)),
    UsbID(0x0403, 0x6001),
    variants: [
      DeviceVariant(id: "tmx", name: "TMX", support: .simulated),
      DeviceVariant(
        id: "ge-t2100", name: "GE T2100", line: SerialLine(baud: 9_600), support: .simulated),
    ])
  static let button = description(
    "footswitch", .button, [.button], .evdev, UsbID(0x0C45, 0x7403))
  static let table = [stick, treadmill, button]

  static func stick(
    _ serial: String = "S-1", port: String = "usb-1-1", address: Int = 2,
    permission: AttachedDevice.Permission = .granted
  ) -> AttachedDevice {
    device(
      .usb, UsbID(0x0FCF, 0x1008), serial, port, address, "/dev/bus/usb/001/00\(address)",
      permission, ["antusb2"])
  }

  /// The line that the kernel's suunto driver makes of `stick()`; nobody uses it.
  static func lineOfStick() -> AttachedDevice {
    var line = device(
      .serial, UsbID(0x0FCF, 0x1008), "S-1", "usb-1-1", 2, "/dev/ttyUSB1", .granted, [])
    line.path += "/ttyUSB1"
    return line
  }

  static func adapter(_ serial: String = "TM0001", port: String = "usb-1-3") -> AttachedDevice {
    device(
      .serial, UsbID(0x0403, 0x6001), serial, port, 4, "/dev/ttyUSB0", .granted, ["trackmaster"])
  }

  static func footSwitch(port: String = "usb-1-4") -> AttachedDevice {
    device(
      .evdev, UsbID(0x0C45, 0x7403), "", port, 5, "/dev/input/event5", .granted, ["footswitch"])
  }

  private static func device(
    _ node: AttachedDevice.Node, _ usb: UsbID, _ serial: String, _ port: String, _ address: Int,
    _ file: String, _ permission: AttachedDevice.Permission, _ kinds: [String]
  ) -> AttachedDevice {
    AttachedDevice(
      path: "/sys/devices/\(port)", node: node, usb: usb, serial: serial, product: "", port: port,
      file: file, link: nil, bus: 1, address: address, interface: 0, kernelDriver: nil,
      permission: permission, isIgnoredByModemManager: true, kinds: kinds)
  }

  private static func description(
    _ id: String, _ role: DeviceRole, _ drivers: [DriverID], _ attachment: Attachment,
    _ usb: UsbID, variants: [DeviceVariant] = []
  ) -> DeviceDescription {
    DeviceDescription(
      id: id, name: id, role: role, drivers: drivers, attachment: attachment, usb: [usb],
      identification: attachment.node == .serial ? .byBinding : .byIDs, variants: variants,
      kernelDriver: nil, udev: UdevProperties(link: nil, ignoresModemManager: true),
      stallTime: nil, support: .simulated, knownFaults: [], tested: [],
      prose: DeviceProse(what: "", attaching: "", setUp: [], sources: []))
  }
}

func instant(_ milliseconds: Int64) -> MonotonicInstant {
  MonotonicInstant(microseconds: milliseconds * 1_000)
}
