extension DevicePage {
  /// The prose of how a device is attached, its numbers, and its variants.
  static func attaching(_ device: DeviceDescription) -> [String] {
    var rows = [
      ("USB ids", ids(device)),
      ("Drivers", device.drivers.map { "`\($0.rawValue)`" }.joined(separator: ", ")),
      ("Kernel driver that binds first", kernelDriver(device)),
    ]
    if case .serial(let line) = device.attachment {
      rows.append(("Line", "\(line.baud) baud unless the variant says otherwise, 8N1"))
    }
    if let link = device.udev.link { rows.append(("Link", "`/dev/walktest/\(link)`")) }
    if device.identification == .byBinding {
      rows.append(
        ("Binding", "needed; then the link is `/dev/walktest/\(device.role.rawValue)`"))
    }
    if let stall = device.stallTime { rows.append(("Stalled after", seconds(stall))) }
    var parts = [device.prose.attaching, facts(rows)]
    if device.impliedVariant == nil { parts.append(variants(device)) }
    return parts
  }

  private static func ids(_ device: DeviceDescription) -> String {
    if device.usb.isEmpty { return "any" }
    let list = device.usb.map { "`\($0)`" }.joined(separator: ", ")
    return device.identification == .byIDs ? list : "those of an adapter: \(list)"
  }

  private static func kernelDriver(_ device: DeviceDescription) -> String {
    if let driver = device.kernelDriver { return "`\(driver)`" }
    guard device.identification == .byBinding else { return "none" }
    return "the adapter's: "
      + DriverTable.adapters.map { "`\($0.kernelDriver)`" }
      .joined(separator: ", ")
  }

  private static func variants(_ device: DeviceDescription) -> String {
    var lines = ["| Variant | Machines | Line | Support |", "|---|---|---|---|"]
    for variant in device.variants {
      let baud = device.line(variant: variant.id).map { "\($0.baud) baud" } ?? ""
      lines.append(
        "| `\(variant.id)` | \(variant.name) | \(baud) | \(variant.support.rawValue) |")
    }
    return lines.joined(separator: "\n")
  }
}
