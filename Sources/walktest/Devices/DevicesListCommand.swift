import ArgumentParser
import DeviceHost
import DeviceProtocols
import Foundation
import Readings
import SessionHost
import StrictJSON

/// `walktest devices list`: what is attached, what serves which role, and how it does.
struct DevicesListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show the devices of this machine and how they do.",
    discussion: """
      Opens what serves a role for a few seconds, reads it and lets it go again; a device that a \
      running walk holds is shown as busy and left alone. Nothing that is sent can move a belt.

      EXAMPLES
        walktest devices
        walktest devices --seconds 0        look only, open nothing
        walktest devices --json

      EXIT STATUS
        0  every role that has a device can use it; 1  a role has a fault
      """)
  @Option(help: "How long to listen, 0 to 60 seconds.") var seconds = 3
  @OptionGroup var devices: DeviceOptions
  @OptionGroup var output: OutputOption

  func validate() throws {
    guard (0...60).contains(seconds) else { throw ValidationError("--seconds is 0 to 60.") }
  }

  func run() async throws {
    try await answering {
      guard seconds > 0 else {
        let attached = try devices.glance()
        return Console.say(
          output.json ? attached.json.compactText : attached.text)
      }
      let snapshot = try await look()
      Console.say(output.json ? snapshot.json.compactText : snapshot.text)
      if snapshot.stations.contains(where: \.isFailed) {
        throw ExitCode(ExitStatus.finding.rawValue)
      }
    }
  }

  private func look() async throws -> HostSnapshot {
    let host = try devices.host { _ in }
    return try await DeviceOptions.listen(to: host, seconds: seconds) { await $0.snapshot() }
  }
}

extension StationSnapshot {
  var isFailed: Bool {
    if case .failed = state { true } else { false }
  }
}

extension HostSnapshot {
  /// Two tables: roles, then everything attached that could serve one.
  var text: String {
    var roles = TextTable(header: ["ROLE", "STATE", "DRIVER", "DEVICE", "PORT", "BATTERY", "RATE"])
    for station in stations { roles.add(station.row) }
    var text = roles.text
    for station in stations {
      if case .failed(let fault) = station.state { text += "\n\(station.role.rawValue): \(fault)" }
      if let advice = station.advice { text += "\n\(station.role.rawValue): \(advice)" }
    }
    return text + "\n\n" + attached.text
  }

  /// The same for a script.
  var json: JSONValue {
    [
      "roles": .array(stations.map(\.json)),
      "attached": attached.json,
    ]
  }
}

extension StationSnapshot {
  fileprivate var row: [String] {
    [
      role.rawValue, state.name, plan?.choice.name ?? binding?.choice.name ?? "-",
      identity.map { "\($0.serial) \($0.model)" } ?? plan?.device.serial ?? "-",
      plan?.device.port ?? "-", battery.map { "\($0.level)" } ?? "-",
      framesPerKilosecond.map { "\(Clock.decimals(Int64($0), 1))/s" } ?? "-",
    ]
  }

  fileprivate var json: JSONValue {
    var fault: JSONValue = .null
    if case .failed(let found) = state {
      fault = ["code": .string(found.code.name), "sentence": .string(found.description)]
    }
    return [
      "role": .string(role.rawValue), "source": .integer(Int64(source.number)),
      "state": .string(state.name), "fault": fault,
      "driver": plan.map { .string($0.choice.driver.rawValue) } ?? .null,
      "variant": plan.map { .string($0.choice.variant) } ?? .null,
      "device": plan?.device.json ?? .null,
      "serial": identity.map { .string($0.serial) } ?? .null,
      "model": identity.map { .string($0.model) } ?? .null,
      "battery": battery.map { .string("\($0.level)") } ?? .null,
      "frames_per_1000_s": framesPerKilosecond.map { .integer(Int64($0)) } ?? .null,
    ]
  }
}

extension [AttachedDevice] {
  /// A table of what is attached and could serve a role.
  fileprivate var text: String {
    guard !isEmpty else { return "Nothing attached is known to walktest." }
    var table = TextTable(header: ["ATTACHED", "SERIAL", "PORT", "FILE", "KERNEL", "PERMISSION"])
    for device in self {
      table.add([
        device.kinds.first ?? device.product, device.serial, device.port, device.file,
        device.kernelDriver ?? "-", device.permission.rawValue,
      ])
    }
    return table.text
  }

  fileprivate var json: JSONValue { .array(map(\.json)) }
}

extension AttachedDevice {
  /// The device for a script.
  var json: JSONValue {
    [
      "kinds": .array(kinds.map { .string($0) }), "product": .string(product),
      "serial": .string(serial), "port": .string(port), "file": .string(file),
      "link": link.map { .string($0) } ?? .null,
      "kernel_driver": kernelDriver.map { .string($0) } ?? .null,
      "permission": .string(permission.rawValue),
    ]
  }
}

extension DriverChoice {
  /// Driver and variant as people write them.
  var name: String { variant.isEmpty ? driver.rawValue : "\(driver.rawValue) (\(variant))" }
}
