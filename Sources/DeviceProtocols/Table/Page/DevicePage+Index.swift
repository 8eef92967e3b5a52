extension DevicePage {
  /// The index of the pages.
  static var index: DevicePage {
    var lines = [
      "<!-- Made from the driver table by `walktest devices pages`; edit the table. -->",
      "# Devices", "",
      "What walktest reads, and how well that is tested. It only listens and asks for status: "
        + "nothing that it can send starts, stops, speeds up or inclines a belt.", "",
      "| Device | For | Attached | Support |", "|---|---|---|---|",
    ]
    for device in DriverTable.all {
      lines.append(
        "| [\(device.name)](\(device.id).md) | \(device.role.rawValue) | \(device.attachment.name)"
          + " | \(device.support.rawValue) |")
    }
    for device in DriverTable.heard {
      lines.append(
        "| [\(device.name)](\(device.id).md) | heard by a stick | radio | \(device.support.rawValue) |"
      )
    }
    lines += ["", "## Support levels", ""]
    lines += SupportLevel.allCases.map { "- **\($0.rawValue)**: \($0.meaning)." }
    lines += ["", "## Known and not supported", ""]
    lines += notSupported.map { "- " + $0 }
    return DevicePage(file: "README.md", text: lines.joined(separator: "\n") + "\n")
  }

  private static let notSupported = [
    "h/p/cosmos (coscom): versions 1 and 2 can run a belt backwards by mistake, and the bytes of "
      + "version 4 are not public.",
    "Biodex RTM 400: its line speed and status bits are not public.",
    "Lode Valiant and Katana, Quinton TM55 and TM65: no byte table is public.",
    "iFit and ICON consoles on USB, Bluetooth treadmills (FTMS): not a wire of this kind.",
    "Concept2 ergometers: CSAFE over HID, but nobody walks on one.",
    "Measuring wheels on US Digital QSB encoders, Delcom foot switches: known protocols, no driver.",
  ]
}

extension Attachment {
  /// How it is attached, in a word or two.
  public var name: String {
    switch self {
    case .usbBulk: "USB"
    case .serial: "serial line"
    case .evdev: "USB, input layer"
    case .hidraw: "USB, raw HID"
    }
  }
}
