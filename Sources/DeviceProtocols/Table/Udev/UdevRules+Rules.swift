extension UdevRules {
  /// What every device of ours gets: a group, a mode, a mark and a unit of systemd.
  private static func access(link: String) -> [String] {
    [
      "GROUP=\"\(group)\"", "MODE=\"0660\"", "SYMLINK+=\"walktest/\(link)\"", "TAG+=\"systemd\"",
      "ENV{SYSTEMD_WANTS}+=\"\(service)\"",
    ]
  }

  private static let noModem = ["ENV{ID_MM_DEVICE_IGNORE}=\"1\""]
  private static let noModemPort = noModem + ["ENV{ID_MM_PORT_IGNORE}=\"1\""]

  /// The rules of a device that its ids tell.
  static func rules(of device: DeviceDescription, _ usb: UsbID) -> [UdevRule] {
    guard let link = device.udev.link else { return [] }
    let parent = ["SUBSYSTEMS==\"usb\""] + parentIDs(usb)
    var rules = [
      UdevRule(
        conditions: node(of: device.attachment, usb) + (isUsb(device) ? [] : parent),
        assignments: access(link: link))
    ]
    if device.udev.ignoresModemManager { rules += keepModemManagerAway(usb) }
    return rules
  }

  /// ModemManager looks for its mark on the USB device and, in old versions, on the port.
  static func keepModemManagerAway(_ usb: UsbID) -> [UdevRule] {
    [
      UdevRule(conditions: usbDevice + ownIDs(usb), assignments: noModem),
      UdevRule(
        conditions: ["SUBSYSTEM==\"tty\"", "SUBSYSTEMS==\"usb\""] + parentIDs(usb),
        assignments: noModemPort),
    ]
  }

  /// The rules of a device that a site bound; nil when its serial number or port is not plain text,
  /// or when neither is known of an adapter or keyboard.
  static func rules(of binding: UdevBinding) -> [UdevRule]? {
    guard let own = ownMarks(binding), let parent = parentMarks(binding) else { return nil }
    let isUsb = isUsb(binding.device)
    var rules = [
      UdevRule(
        conditions: node(of: binding.device.attachment, nil) + (isUsb ? own : parent),
        assignments: access(link: binding.role.rawValue))
    ]
    if case .serial = binding.device.attachment {
      rules.append(UdevRule(conditions: usbDevice + own, assignments: noModem))
      rules.append(
        UdevRule(conditions: ["SUBSYSTEM==\"tty\""] + parent, assignments: noModemPort))
      // The attribute comes with the driver: it is there when the port device is bound, and lost with
      // every re-plug. Drivers without one have no such file.
      rules.append(
        UdevRule(
          conditions: ["SUBSYSTEM==\"usb-serial\"", "TEST==\"latency_timer\""] + parent,
          assignments: ["ATTR{latency_timer}=\"1\""]))
    }
    return rules
  }

  private static let usbDevice = ["SUBSYSTEM==\"usb\"", "ENV{DEVTYPE}==\"usb_device\""]

  private static func isUsb(_ device: DeviceDescription) -> Bool {
    if case .usbBulk = device.attachment { true } else { false }
  }

  private static func ownIDs(_ usb: UsbID) -> [String] {
    [
      UdevRule.equal("ATTR{idVendor}", UsbID.hex(usb.vendor)),
      UdevRule.equal("ATTR{idProduct}", UsbID.hex(usb.product)),
    ]
  }

  private static func parentIDs(_ usb: UsbID) -> [String] {
    [
      UdevRule.equal("ATTRS{idVendor}", UsbID.hex(usb.vendor)),
      UdevRule.equal("ATTRS{idProduct}", UsbID.hex(usb.product)),
    ]
  }

  private static func node(of attachment: Attachment, _ usb: UsbID?) -> [String] {
    switch attachment {
    case .usbBulk: usbDevice + (usb.map(ownIDs) ?? [])
    case .serial: ["SUBSYSTEM==\"tty\"", "KERNEL==\"ttyUSB*|ttyACM*\""]
    case .evdev: ["SUBSYSTEM==\"input\"", "KERNEL==\"event*\""]
    case .hidraw: ["SUBSYSTEM==\"hidraw\"", "KERNEL==\"hidraw*\""]
    }
  }

  private static func ownMarks(_ binding: UdevBinding) -> [String]? {
    marks(binding, ids: ownIDs, serial: "ATTR{serial}", port: "KERNEL")
  }

  private static func parentMarks(_ binding: UdevBinding) -> [String]? {
    marks(binding, ids: parentIDs, serial: "ATTRS{serial}", port: "KERNELS")
      .map { ["SUBSYSTEMS==\"usb\""] + $0 }
  }

  private static func marks(
    _ binding: UdevBinding, ids: (UsbID) -> [String], serial: String, port: String
  ) -> [String]? {
    var marks = binding.usb.map(ids) ?? []
    if let text = binding.serial {
      guard UdevText.isSafe(text) else { return nil }
      marks.append(UdevRule.equal(serial, text))
    }
    if let text = binding.port {
      guard UdevText.isSafe(text) else { return nil }
      marks.append(UdevRule.equal(port, text))
    }
    let isTold = binding.serial != nil || binding.port != nil
    return isTold || binding.device.identification == .byIDs && binding.usb != nil ? marks : nil
  }
}
