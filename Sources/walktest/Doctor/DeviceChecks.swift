import DeviceHost
import DeviceProtocols

/// The devices that are attached: rights, kernel drivers, holders and ModemManager.
struct DeviceChecks {
  let machine: Machine
  let caller: Caller
  /// The ports and serial numbers that the site bound, of whatever role.
  let isBound: (AttachedUsb) -> Bool

  /// One finding a device that is well, or one for each thing that is wrong with it.
  var all: [Finding] {
    let attached = AttachedUsb.all(on: machine)
    guard !attached.isEmpty else {
      return [
        Finding(
          "device", .ok, "No device of the table is attached; a walk by button and timer can start."
        )
      ]
    }
    let processes = Processes(machine)
    return attached.flatMap { device -> [Finding] in
      let faults = faults(of: device, processes)
      return faults.isEmpty ? [well(device)] : faults
    }
  }

  private func well(_ device: AttachedUsb) -> Finding {
    let isTaken = device.drivers.contains("usb_serial_simple") && device.device != nil
    let driver = isTaken ? " (its kernel driver is detached at opening)" : ""
    return Finding("device", .ok, "The \(device.name) at \(device.port) can be opened\(driver).")
  }

  private func faults(of device: AttachedUsb, _ processes: Processes) -> [Finding] {
    var findings: [Finding] = []
    let isOurs = device.device != nil || isBound(device)
    if !isOurs {
      findings.append(
        Finding(
          "device-unbound", .unknown,
          "What is behind the \(device.name) at \(device.port) nobody said; if it is the treadmill, "
            + "bind it.", mend: "walktest devices bind treadmill"))
    } else {
      findings += driver(of: device)
      findings += device.nodes.compactMap { rights(of: $0, device) }
      findings += device.nodes.compactMap { holder(of: $0, device, processes) }
    }
    return findings + modemManager(device, processes)
  }

  private func driver(of device: AttachedUsb) -> [Finding] {
    guard let wanted = DriverTable.kernelDriver(device.usb) else { return [] }
    // libusb takes a stick from whatever driver has it; usbfs means that somebody did.
    if case .usbBulk = device.device?.attachment { return [] }
    guard !device.drivers.contains(wanted) else { return [] }
    let found = device.drivers.isEmpty ? "no driver" : device.drivers.joined(separator: ", ")
    return [
      Finding(
        "device-driver", .warn,
        "The \(device.name) at \(device.port) has \(found) where \(wanted) should be.",
        mend: "modprobe \(wanted)")
    ]
  }

  private func rights(of node: String, _ device: AttachedUsb) -> Finding? {
    guard let rights = machine.rights(node) else {
      return Finding(
        "device-node", .warn, "\(node) of the \(device.name) at \(device.port) is not there.",
        mend: "udevadm trigger --action=add && udevadm settle")
    }
    guard rights.mode & 0o002 == 0 else {
      return Finding(
        "device-rights", .warn,
        "\(node) of the \(device.name) can be written by everybody; another program's rule does it.",
        mend: "grep -rl 'MODE.*666' /etc/udev/rules.d /usr/lib/udev/rules.d")
    }
    guard !caller.mayUse(rights) else { return nil }
    return Finding(
      "device-rights", .warn,
      "\(caller.name) may not open \(node) of the \(device.name) at \(device.port).",
      mend: "udevadm control --reload && udevadm trigger --action=add \(node)")
  }

  private func holder(
    of node: String, _ device: AttachedUsb, _ processes: Processes
  ) -> Finding? {
    guard let holder = processes.holder(of: node) else { return nil }
    return Finding(
      "device-held", .warn,
      "The \(device.name) at \(device.port) is held by \(holder); end it before the walk.",
      mend: "kill \(holder.process)")
  }

  private func modemManager(_ device: AttachedUsb, _ processes: Processes) -> [Finding] {
    let ttys = device.nodes.filter { $0.hasPrefix("/dev/tty") }
    guard !ttys.isEmpty, processes.runs("ModemManager") else { return [] }
    return ttys.compactMap { node in
      let name = String(node.dropFirst("/dev/".count))
      guard let number = machine.line("/sys/class/tty/\(name)/dev"),
        machine.text("/run/udev/data/c\(number)")?.contains("E:ID_MM_DEVICE_IGNORE=1\n") != true
      else { return nil }
      return Finding(
        "modem-manager", .warn,
        "ModemManager runs and is not told to keep away from \(node), where it tries modem commands "
          + "on whatever is attached.",
        mend: "walktest udev-rules --output /etc/udev/rules.d/\(UdevRules.fileName) && udevadm "
          + "control --reload && udevadm trigger --action=add")
    }
  }
}
