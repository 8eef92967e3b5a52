import DeviceHost
import DeviceProtocols

/// The site's bindings, and the udev rules that follow from them.
struct BindingsChecks {
  let machine: Machine
  /// The bindings; none when there is no file, or when it is not valid.
  let bindings: DeviceBindings
  private let fault: BindingsFault?
  private let isThere: Bool

  init(_ machine: Machine) {
    self.machine = machine
    guard let bytes = machine.bytes(DeviceBindings.path) else {
      // There and not to be read is no reason to start without it.
      isThere = machine.rights(DeviceBindings.path) != nil
      fault =
        isThere
        ? BindingsFault(.file, "\(DeviceBindings.path) cannot be read by this user.") : nil
      bindings = DeviceBindings()
      return
    }
    isThere = true
    do throws(BindingsFault) {
      bindings = try DeviceBindings(parsing: bytes)
      fault = nil
    } catch {
      bindings = DeviceBindings()
      fault = error
    }
  }

  var all: [Finding] {
    if let fault {
      let mend =
        fault.code == .file
        ? "chmod 0644 \(DeviceBindings.path)" : "editor \(DeviceBindings.path)"
      return [Finding("bindings", .fail, fault.description, mend: mend)]
    }
    guard isThere else {
      return [
        Finding(
          "bindings", .ok,
          "No device is bound: each role takes the only device of its kind, if there is one.")
      ]
    }
    let names = bindings.roles.keys.map(\.rawValue).sorted()
    let list = names.isEmpty ? "nothing" : names.joined(separator: ", ")
    return [Finding("bindings", .ok, "\(DeviceBindings.path) is valid and binds \(list).")] + rules
  }

  private var rules: [Finding] {
    guard bindings.roles.values.contains(where: { $0.place != nil }) else { return [] }
    guard let wanted = SiteRules.text(bindings) else {
      return [
        Finding(
          "site-rules", .warn,
          "A serial number in \(DeviceBindings.path) holds signs that mean something to udev; bind "
            + "that device by its port.", mend: "walktest devices")
      ]
    }
    return [
      RulesChecks(machine: machine).check(
        "site-rules", UdevRules.siteFileName, wanted, what: "The udev rules of the bound devices",
        command: "walktest udev-rules --bindings \(DeviceBindings.path)")
    ]
  }

  /// Whether a role is bound to `device`, by serial number or by its port and what is on it.
  func isBound(_ device: AttachedUsb) -> Bool {
    bindings.roles.values.contains { binding in
      if let usb = binding.usb, usb != device.usb { return false }
      return switch binding.place {
      case .serial(let serial): serial == device.serial
      case .port(let port): port.prefix { $0 != ":" } == "usb-" + device.port
      case nil: false
      }
    }
  }
}
