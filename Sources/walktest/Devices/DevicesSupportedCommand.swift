import ArgumentParser
import DeviceProtocols
import Readings
import SessionHost
import StrictJSON

/// `walktest devices supported`: the driver table.
struct DevicesSupportedCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "supported", abstract: "List the devices that can be read, and how well tested.",
    discussion: """
      Support is recorded (bytes of a real device decode), judged (an independent program reads \
      our simulator of it), simulated (only our own simulator) or planned.
      """)
  @OptionGroup var output: OutputOption

  func run() async throws {
    try await answering {
      if output.json {
        return Console.say(
          .array(DriverTable.all.map(\.row) + DriverTable.heard.map(\.row)))
      }
      var table = TextTable(header: ["ID", "FOR", "SUPPORT", "ATTACHED", "USB IDS", "NAME"])
      for device in DriverTable.all {
        table.add([
          device.id, device.role.rawValue, device.support.rawValue, device.attachment.name,
          device.idText, device.name,
        ])
      }
      for device in DriverTable.heard {
        table.add([
          device.id, "by a stick", device.support.rawValue, "radio", "-", device.name,
        ])
      }
      Console.say(table.text)
    }
  }
}

extension DeviceDescription {
  /// The ids for a column: an adapter's would fill it and tell nothing.
  fileprivate var idText: String {
    switch identification {
    case .byIDs: usb.map(\.description).joined(separator: " ")
    case .byBinding: "bound by the site"
    }
  }

  fileprivate var row: JSONValue {
    [
      "id": .string(id), "name": .string(name), "role": .string(role.rawValue),
      "support": .string(support.rawValue), "attached": .string(attachment.name),
      "identified": .string(identification.rawValue),
      "usb": .array(usb.map { .string($0.description) }),
      "drivers": .array(drivers.map { .string($0.rawValue) }),
      "kernel_driver": kernelDriver.map { .string($0) } ?? .null,
      "variants": .array(
        variants.map { variant in
          [
            "id": .string(variant.id), "name": .string(variant.name),
            "baud": line(variant: variant.id).map { .integer(Int64($0.baud)) } ?? .null,
            "support": .string(variant.support.rawValue),
          ]
        }),
      "channels": .array(channels.map(\.row)),
      "stalled_after_us": stallTime.map { .integer($0.count) } ?? .null,
      "known_faults": .array(knownFaults.map { .string($0) }),
      "tested": .array(tested.map { .string($0) }),
    ]
  }
}

extension HeardDevice {
  fileprivate var row: JSONValue {
    [
      "id": .string(id), "name": .string(name), "role": .null,
      "support": .string(support.rawValue), "attached": "radio", "identified": "by-radio",
      "usb": .array([]), "drivers": .array([.string(driver.rawValue)]), "kernel_driver": .null,
      "variants": .array([]), "channels": .array(channels.map(\.row)),
      "stalled_after_us": .integer(stallTime.count),
      "known_faults": .array(knownFaults.map { .string($0) }),
      "tested": .array(tested.map { .string($0) }),
    ]
  }
}

extension ChannelPromise {
  fileprivate var row: JSONValue {
    [
      "channel": .string(channel.rawValue), "step": .string(step),
      "resolution": resolution == 0 ? .null : .integer(resolution),
    ]
  }
}
