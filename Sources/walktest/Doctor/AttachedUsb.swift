import DeviceProtocols

/// A USB device of the table, or an adapter, as sysfs shows it.
struct AttachedUsb {
  /// Its port as sysfs names it, such as `1-3`.
  let port: String
  let usb: UsbID
  let serial: String?
  /// What its ids tell it to be; nil for an adapter.
  let device: DeviceDescription?
  /// The kernel drivers bound to its interfaces.
  let drivers: [String]
  /// The nodes through which it would be used.
  let nodes: [String]

  /// Its name for staff.
  var name: String {
    device?.name ?? DriverTable.adapter(usb).map { "adapter (\($0.name))" } ?? port
  }

  /// All of them, by port.
  static func all(on machine: Machine) -> [AttachedUsb] {
    let root = "/sys/bus/usb/devices/"
    return machine.names("/sys/bus/usb/devices").filter { !$0.contains(":") }.compactMap { port in
      guard let vendor = half(machine.line(root + port + "/idVendor")),
        let product = half(machine.line(root + port + "/idProduct"))
      else { return nil }
      let usb = UsbID(vendor, product)
      let device = DriverTable.known(usb)
      guard device != nil || DriverTable.adapter(usb) != nil else { return nil }
      let interfaces = machine.names(root + port).filter { $0.hasPrefix(port + ":") }
        .map { "\(root)\(port)/\($0)" }
      return AttachedUsb(
        port: port, usb: usb, serial: machine.line(root + port + "/serial"), device: device,
        drivers: interfaces.compactMap { machine.linkName($0 + "/driver") },
        nodes: nodes(device, root + port, interfaces, machine))
    }
  }

  private static func half(_ text: String?) -> UInt16? { text.flatMap { UInt16($0, radix: 16) } }

  private static func nodes(
    _ device: DeviceDescription?, _ path: String, _ interfaces: [String], _ machine: Machine
  ) -> [String] {
    func below(_ prefixes: [String], _ folder: String) -> [String] {
      interfaces.flatMap { found(prefixes, below: $0, depth: 6, machine) }.map { folder + $0 }
    }
    switch device?.attachment {
    case .usbBulk:
      guard let bus = machine.line(path + "/busnum").flatMap({ Int($0) }),
        let number = machine.line(path + "/devnum").flatMap({ Int($0) })
      else { return [] }
      return ["/dev/bus/usb/\(threeDigits(bus))/\(threeDigits(number))"]
    case .serial, nil: return below(["ttyUSB", "ttyACM"], "/dev/")
    case .evdev: return below(["event"], "/dev/input/")
    case .hidraw: return below(["hidraw"], "/dev/")
    }
  }

  private static func threeDigits(_ number: Int) -> String {
    String(repeating: "0", count: max(0, 3 - "\(number)".count)) + "\(number)"
  }

  /// The directories below `path` that are named `prefix` and a number; links are not followed, for
  /// sysfs has circles of them.
  private static func found(
    _ prefixes: [String], below path: String, depth: Int, _ machine: Machine
  ) -> [String] {
    var nodes: Set<String> = []
    for name in machine.names(path) where machine.link(path + "/" + name) == nil {
      let isNode = prefixes.contains { prefix in
        name.hasPrefix(prefix) && Int(name.dropFirst(prefix.count)) != nil
      }
      if isNode {
        nodes.insert(name)
      } else if depth > 0 {
        nodes.formUnion(found(prefixes, below: path + "/" + name, depth: depth - 1, machine))
      }
    }
    return nodes.sorted()
  }
}
