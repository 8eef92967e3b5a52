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
    guard let marks = Marks(binding) else { return nil }
    let attachment = binding.device.attachment
    let link = access(link: binding.role.rawValue)
    if let line = marks.line {
      return [UdevRule(conditions: ["SUBSYSTEM==\"tty\"", line], assignments: link)]
    }
    let conditions = isUsb(binding.device) ? marks.own : marks.parent
    var rules = [UdevRule(conditions: node(of: attachment, nil) + conditions, assignments: link)]
    if case .serial = attachment {
      rules.append(UdevRule(conditions: usbDevice + marks.own, assignments: noModem))
      rules.append(
        UdevRule(conditions: ["SUBSYSTEM==\"tty\""] + marks.parent, assignments: noModemPort))
      // The attribute comes with the driver: it is there when the port device is bound, and lost with
      // every re-plug. Drivers without one have no such file.
      rules.append(
        UdevRule(
          conditions: ["SUBSYSTEM==\"usb-serial\"", "TEST==\"latency_timer\""] + marks.parent,
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

  /// By what a bound device is told, as conditions.
  private struct Marks {
    /// On the USB device itself.
    var own: [String] = []
    /// On the USB device, or its interface, above a node.
    var parent = ["SUBSYSTEMS==\"usb\""]
    /// On a line of the machine itself.
    var line: String?

    init?(_ binding: UdevBinding) {
      guard [binding.serial, binding.port].compactMap(\.self).allSatisfy(UdevText.isSafe) else {
        return nil
      }
      if let usb = binding.usb {
        own += ownIDs(usb)
        parent += parentIDs(usb)
      }
      if let serial = binding.serial {
        own.append(UdevRule.equal("ATTR{serial}", serial))
        parent.append(UdevRule.equal("ATTRS{serial}", serial))
      }
      if let port = binding.port { add(port, hasIDs: binding.usb != nil) }
      guard binding.serial == nil, binding.port == nil else { return }
      // Without a place only what its ids tell is told: an adapter or keyboard is not.
      guard binding.device.identification == .byIDs, binding.usb != nil else { return nil }
    }

    private mutating func add(_ port: String, hasIDs: Bool) {
      guard port.hasPrefix("usb-") else {
        line = UdevRule.equal("KERNEL", port)
        return
      }
      let place = String(port.dropFirst("usb-".count))
      let device = String(place.prefix { $0 != ":" })
      own.append(UdevRule.equal("KERNEL", device))
      // All conditions on parents must hold on one of them, and only the device has ids.
      parent.append(UdevRule.equal("KERNELS", hasIDs ? device : place))
    }
  }
}
