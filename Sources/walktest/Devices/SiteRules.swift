import DeviceHost
import DeviceProtocols
import SessionHost

/// What udev must know of the devices that a site bound.
enum SiteRules {
  /// The bindings in the file at `path`.
  ///
  /// - Throws: `Complaint` when it is missing or not valid.
  static func bindings(_ path: String) throws -> DeviceBindings {
    let bytes = try FileBytes.read(path)
    do throws(BindingsFault) {
      return try DeviceBindings(parsing: bytes, file: path)
    } catch {
      throw Complaint(error.description, .data)
    }
  }

  /// The rules for the bindings in the file at `path`.
  static func text(_ path: String) throws -> String {
    guard let rules = text(try bindings(path)) else {
      throw Complaint(
        "\(path): a serial number or port holds signs that mean something to udev; bind that device "
          + "by the port that `walktest devices` shows.", .data)
    }
    return rules
  }

  /// The rules for `bindings`; nil when a serial number or port cannot stand in a rule.
  static func text(_ bindings: DeviceBindings) -> String? {
    UdevRules.site(
      bindings.roles.sorted { $0.key.rawValue < $1.key.rawValue }.compactMap {
        binding($0.key, $0.value)
      })
  }

  /// A binding without a place has nothing to add to the rules of the table.
  private static func binding(_ role: DeviceRole, _ binding: DeviceBinding) -> UdevBinding? {
    guard let place = binding.place, let device = device(role, binding) else { return nil }
    let (serial, port): (String?, String?) =
      switch place {
      case .serial(let serial): (serial, nil)
      case .port(let port): (nil, port)
      }
    return UdevBinding(role: role, device: device, usb: binding.usb, serial: serial, port: port)
  }

  private static func device(_ role: DeviceRole, _ binding: DeviceBinding) -> DeviceDescription? {
    let readable = DriverTable.all.filter {
      $0.role == role && $0.drivers.contains(binding.choice.driver)
    }
    return readable.first { device in binding.usb.map(device.usb.contains) ?? false }
      ?? readable.first { $0.identification == .byBinding } ?? readable.first
  }
}
