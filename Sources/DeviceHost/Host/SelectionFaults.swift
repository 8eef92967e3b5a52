import DeviceProtocols

/// The sentences for staff when no device can be chosen for a role.
enum SelectionFaults {
  static func ambiguous(_ role: DeviceRole, _ devices: [AttachedDevice]) -> StationFault {
    let list = devices.map(\.whoAndWhere).joined(separator: " and ")
    return StationFault(
      .ambiguous,
      "\(devices.count) devices can be the \(role.rawValue): \(list); unplug all but one, or choose "
        + "one: \(bindCommands(role, devices))")
  }

  static func second(
    _ role: DeviceRole, _ device: AttachedDevice, beside used: AttachedDevice
  ) -> StationFault {
    StationFault(
      .ambiguous,
      "A second device that can be the \(role.rawValue) was plugged in, \(device.whoAndWhere); "
        + "\(used.whoAndWhere) stays in use; unplug the second one")
  }

  static func swapped(
    _ role: DeviceRole, _ known: DeviceSelection.Known, _ found: AttachedDevice
  ) -> StationFault {
    let old = name(known.usb, known.serial, known.port)
    let new = name(found.usb, found.serial, found.port)
    return StationFault(
      .swapped,
      "This walk began with the \(role.rawValue) \(old), and now there is \(new), which is not used; "
        + "plug the first one in again, or end the walk before changing devices")
  }

  static func otherThanBound(
    _ role: DeviceRole, _ place: DeviceBinding.Place, _ others: [AttachedDevice]
  ) -> StationFault {
    let bound =
      switch place {
      case .serial(let serial): "serial \(serial)"
      case .port(let port): "port \(port)"
      }
    let list = others.map(\.whoAndWhere).joined(separator: " and ")
    return StationFault(
      .otherThanBound,
      "The \(role.rawValue) is bound to \(bound), which is not there; attached is \(list); plug the "
        + "bound one in, or bind the other: \(bindCommands(role, others))")
  }

  static func notBound(_ role: DeviceRole, _ device: AttachedDevice) -> StationFault {
    StationFault(
      .notBound,
      "A serial adapter that may be a \(role.rawValue)'s is attached, \(device.whoAndWhere); unknown "
        + "serial lines are never opened, so say what is behind it: "
        + "\(bindCommands(role, [device])) --driver DRIVER --variant VARIANT")
  }

  static func unclear(
    _ role: DeviceRole, _ device: AttachedDevice, _ kinds: [DeviceDescription]
  ) -> StationFault {
    let names = kinds.map(\.name).joined(separator: " or ")
    return StationFault(
      .notBound,
      "\(device.whoAndWhere) may be \(names) or a variant of it, and how it is read must not be "
        + "guessed; say what it is: \(bindCommands(role, [device])) --driver DRIVER --variant "
        + "VARIANT")
  }

  static func noVariant(_ role: DeviceRole, _ choice: DriverChoice) -> StationFault {
    let variant = choice.variant.isEmpty ? "without a variant" : "variant \(choice.variant)"
    return StationFault(
      .noDriver,
      "The \(role.rawValue) is bound to driver \(choice.driver.rawValue) \(variant), which reads no "
        + "such device; see walktest devices supported and bind it anew")
  }

  private static func bindCommands(_ role: DeviceRole, _ devices: [AttachedDevice]) -> String {
    // A serial number that two devices share cannot tell them apart.
    let serials = devices.map(\.serial)
    let commands = devices.map { device in
      let isUnique = serials.count { $0 == device.serial } == 1
      let place =
        device.serial.isEmpty || !isUnique ? "--port \(device.port)" : "--serial \(device.serial)"
      return "walktest devices bind \(role.rawValue) \(place)"
    }
    return commands.joined(separator: " or ")
  }

  private static func name(_ usb: UsbID?, _ serial: String, _ port: String) -> String {
    let id = usb.map { "\($0.text) " } ?? ""
    let number = serial.isEmpty ? "without serial number" : "serial \(serial)"
    return "\(id)\(number) at \(port)"
  }
}
