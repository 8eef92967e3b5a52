/// The udev rules of walktest, made from the driver table and from a site's bindings.
///
/// Nothing is ever world-writable, no keyboard and no adapter is given away that nobody chose, and
/// every rule acts when a device is added and again when its driver has bound: only removal is left
/// out. File names sort after 60-serial.rules, whose properties others use, and before
/// 73-seat-late.rules.
public enum UdevRules {
  /// The group that may use walktest's devices.
  public static let group = "walktest"
  /// The service that systemd starts when a device is there.
  public static let service = "walktestd.service"
  /// The name of the file with the rules of the table.
  public static let fileName = "70-walktest.rules"
  /// The name of the file with the rules of a site's bindings.
  public static let siteFileName = "71-walktest-site.rules"

  /// The rules of all devices that their ids tell, and the protection of those they do not.
  public static var table: String {
    var text = head(
      "Devices of walktest, made from its driver table by `walktest udev-rules`.", label: "walktest"
    )
    for device in DriverTable.all where device.identification == .byIDs {
      text += "\n# \(device.id): \(device.name)\n"
      for usb in device.usb {
        for rule in rules(of: device, usb) { text += rule.text + "\n" }
      }
    }
    text += """

      # Adapters that may have a treadmill behind them: ModemManager must not try modem commands on
      # one, and whom an adapter belongs to is left as it is until the site binds it.

      """
    for usb in DriverTable.adapterIDs {
      text += keepModemManagerAway(usb).map { $0.text + "\n" }.joined()
    }
    return text + "\nLABEL=\"walktest_end\"\n"
  }

  /// The rules of what a site bound.
  ///
  /// - Returns: nil when a serial number or port could mean more than itself in a rule; bind such a
  ///   device by its port.
  public static func site(_ bindings: [UdevBinding]) -> String? {
    var text = head(
      "Devices that this site bound, made by `walktest udev-rules --bindings`.",
      label: "walktest_site")
    for binding in bindings {
      guard let rules = rules(of: binding) else { return nil }
      text += "\n# \(binding.role.rawValue): \(binding.device.name)\n"
      for rule in rules { text += rule.text + "\n" }
    }
    return text + "\nLABEL=\"walktest_site_end\"\n"
  }

  private static func head(_ title: String, label: String) -> String {
    """
    # \(title)
    # Do not edit: `walktest doctor` compares this file with what walktest would write.
    ACTION=="remove", GOTO="\(label)_end"

    """
  }
}
