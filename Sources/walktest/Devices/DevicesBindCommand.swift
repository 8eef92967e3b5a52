import ArgumentParser
import DeviceHost
import DeviceProtocols
import SessionHost
import StrictJSON

/// `walktest devices bind`: which device serves a role, and how it is read.
struct DevicesBindCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bind", abstract: "Say which device serves a role, and which driver reads it.",
    discussion: """
      A device is named by its serial number, wherever it is plugged in, or by the port it is \
      plugged into; `walktest devices --seconds 0` shows both. Units and variants are never \
      guessed: a treadmill needs its driver and, for a family, its variant \
      (`walktest devices supported`). Rules for udev follow with `walktest udev-rules`.

      EXAMPLES
        walktest devices bind treadmill --driver trackmaster --variant ge-t2100 --serial TM0001
        walktest devices bind stick --driver ant-sdm --port usb-1-1.2 --device-number 4711
        walktest devices bind button --driver button --usb 0c45:7403
      """)
  @Argument(help: "stick, treadmill or button.") var role: DeviceRole
  @Option(help: "The driver: \(DriverID.allCases.map(\.rawValue).joined(separator: ", ")).")
  var driver: DriverID
  @Option(help: "The variant of the device family.") var variant = ""
  @Option(help: "The device's serial number.") var serial: String?
  @Option(help: "The port it is plugged into.") var port: String?
  @Option(help: "The USB id of a device that is not in the driver table, as 0c45:7403.")
  var usb: UsbID?
  @Option(
    name: .customLong("device-number"),
    help: "The ANT device number to listen to; 0 takes the first one heard.")
  var deviceNumber: UInt16 = 0
  @OptionGroup var devices: DeviceOptions

  func validate() throws {
    guard serial == nil || port == nil else {
      throw ValidationError("Name the device by --serial or by --port, not by both.")
    }
  }

  func run() async throws {
    try await answering {
      let choice = DriverChoice(driver: driver, variant: variant, antDeviceNumber: deviceNumber)
      try check(choice)
      var bindings = try DeviceBindings.read(path: devices.bindings)
      let place = serial.map { DeviceBinding.Place.serial($0) } ?? port.map { .port($0) }
      bindings[role] = DeviceBinding(choice, place: place, usb: usb)
      try check(bindings)
      try bindings.write(path: devices.bindings)
      Console.say("\(devices.bindings): \(role.rawValue) is read by \(choice.name).")
    }
  }

  private func check(_ choice: DriverChoice) throws {
    let readers = DriverTable.all.filter { $0.role == role && $0.drivers.contains(driver) }
    guard !readers.isEmpty else {
      let drivers = Set(DriverTable.all.filter { $0.role == role }.flatMap(\.drivers))
      throw Complaint(
        "\(driver.rawValue) reads no \(role.rawValue); its drivers are: "
          + drivers.map(\.rawValue).sorted().joined(separator: ", ") + ".", .usage)
    }
    let variants = readers.flatMap(\.variants).map(\.id)
    guard variants.isEmpty ? variant.isEmpty : variants.contains(variant) else {
      throw Complaint(
        variants.isEmpty
          ? "\(driver.rawValue) has no variants; leave --variant out."
          : "\(driver.rawValue) needs --variant, one of: \(variants.joined(separator: ", ")).",
        .usage)
    }
    guard
      serial != nil || port != nil
        || readers.contains(where: { $0.identification != .byBinding })
    else {
      throw Complaint(
        "\(driver.rawValue) reads a serial line, whose adapter is like any other: name it by "
          + "--serial or --port; `walktest devices --seconds 0` shows both.", .usage)
    }
  }

  /// What is written must be readable: every command that uses devices reads it.
  private func check(_ bindings: DeviceBindings) throws {
    do throws(BindingsFault) {
      _ = try DeviceBindings(parsing: Array(bindings.text.utf8), file: devices.bindings)
    } catch {
      throw Complaint(error.description, .usage)
    }
  }
}

/// `walktest devices unbind`: forgets which device serves a role.
struct DevicesUnbindCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unbind", abstract: "Forget which device serves a role.",
    discussion: """
      The role then takes the only device of its kind, when there is one that can be nothing else.

      EXAMPLES
        walktest devices unbind treadmill
      """)
  @Argument(help: "stick, treadmill or button.") var role: DeviceRole
  @OptionGroup var devices: DeviceOptions

  func run() async throws {
    try await answering {
      var bindings = try DeviceBindings.read(path: devices.bindings)
      guard bindings[role] != nil else {
        throw Complaint("\(devices.bindings) binds no \(role.rawValue).", .noInput)
      }
      bindings[role] = nil
      try bindings.write(path: devices.bindings)
      Console.say("\(devices.bindings): \(role.rawValue) is bound no more.")
    }
  }
}
