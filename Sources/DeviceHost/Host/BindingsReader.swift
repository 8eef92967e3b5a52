public import DeviceProtocols
import StrictTOML
import TOMLKit

extension DeviceBindings {
  /// The keys that a role may have.
  static let keys = ["driver", "variant", "serial", "port", "usb", "device-number", "contacts"]

  /// The bindings that `bytes` tell; strict, because a misspelt key would otherwise bind nothing.
  ///
  /// - Parameters:
  ///   - file: its name, for sentences.
  ///   - table: the kinds of device that are known.
  /// - Throws: `BindingsFault` naming file, line or key, and what is allowed.
  public init(
    parsing bytes: [UInt8], file: String = DeviceBindings.path,
    table: [DeviceDescription] = DriverTable.all
  ) throws(BindingsFault) {
    self.init()
    let text = try Self.parse(bytes, file)
    for name in text.root.keys.sorted() {
      let place = BindingPlace(file: file, text: text, role: name)
      guard let role = DeviceRole(rawValue: name) else {
        throw place.notAllowed(nil, "a role is one of \(list(DeviceRole.allCases.map(\.rawValue)))")
      }
      guard let section = text.root[name]?.table else {
        throw place.notAllowed(nil, "\(name) must be a section: [\(name)]")
      }
      let reader = BindingReader(section: section, place: place, role: role, table: table)
      roles[role] = try reader.binding()
    }
  }

  private static func parse(_ bytes: [UInt8], _ file: String) throws(BindingsFault) -> StrictTOML {
    do throws(TOMLFault) {
      return try StrictTOML(parsing: bytes)
    } catch {
      let code: BindingsFault.Code =
        switch error.code {
        case .notTOML: .notTOML
        case .nul: .notAllowed
        }
      let line = error.place.map { ", line \($0.line)" } ?? ""
      throw BindingsFault(
        code, "\(file)\(line): \(error.reason), or bind anew with walktest devices bind.")
    }
  }
}

/// Reads the section of one role.
private struct BindingReader {
  let section: TOMLTable
  let place: BindingPlace
  let role: DeviceRole
  let table: [DeviceDescription]

  func binding() throws(BindingsFault) -> DeviceBinding {
    for key in section.keys.sorted() where !DeviceBindings.keys.contains(key) {
      throw place.notAllowed(key, "the keys are \(list(DeviceBindings.keys))")
    }
    let (driver, descriptions) = try driver()
    let choice = DriverChoice(
      driver: driver, variant: try variant(driver, descriptions),
      antDeviceNumber: try deviceNumber(driver), contactCodes: try contacts(driver))
    let binding = DeviceBinding(choice, place: try devicePlace(), usb: try usb())
    let isGeneric = descriptions.allSatisfy { $0.identification == .byBinding }
    guard binding.place != nil || !isGeneric else {
      throw BindingsFault(
        .missing,
        "\(place.line(nil)): a device on a serial line needs serial = \"…\" or port = \"…\", because "
          + "its adapter is like any other; walktest devices lists them.")
    }
    return binding
  }

  private func driver() throws(BindingsFault) -> (DriverID, [DeviceDescription]) {
    let allowed = DriverID.allCases.filter { driver in
      table.contains { $0.role == role && $0.drivers.contains(driver) }
    }
    let rule = "a \(role.rawValue) is read by \(list(allowed.map(\.rawValue)))"
    guard let name = try string("driver") else {
      throw BindingsFault(.missing, "\(place.line(nil)): driver is missing; \(rule).")
    }
    guard let driver = DriverID(rawValue: name), allowed.contains(driver) else {
      throw place.notAllowed("driver", rule)
    }
    return (driver, table.filter { $0.role == role && $0.drivers.contains(driver) })
  }

  private func variant(
    _ driver: DriverID, _ descriptions: [DeviceDescription]
  ) throws(BindingsFault) -> String {
    let allowed = descriptions.flatMap(\.variants).map(\.id)
    let isOptional = descriptions.contains { $0.impliedVariant != nil }
    guard let name = try string("variant") else {
      if isOptional { return "" }
      throw BindingsFault(
        .missing,
        "\(place.line(nil)): variant is missing and never guessed; \(driver.rawValue) has "
          + "\(list(allowed)).")
    }
    guard allowed.contains(name) else {
      let rule = allowed.isEmpty ? "has no variants" : "has \(list(allowed))"
      throw place.notAllowed("variant", "\(driver.rawValue) \(rule)")
    }
    return name
  }

  private func devicePlace() throws(BindingsFault) -> DeviceBinding.Place? {
    switch (try string("serial"), try string("port")) {
    case (nil, nil): return nil
    case (let serial?, nil): return .serial(serial)
    case (nil, let port?): return .port(port)
    case (.some, .some): throw place.notAllowed("port", "give serial or port, not both")
    }
  }

  private func usb() throws(BindingsFault) -> UsbID? {
    guard let text = try string("usb") else { return nil }
    let halves = text.split(separator: ":", omittingEmptySubsequences: false)
    guard halves.count == 2, halves.allSatisfy({ $0.utf8.count == 4 }),
      let vendor = UInt16(halves[0], radix: 16), let product = UInt16(halves[1], radix: 16)
    else {
      throw place.notAllowed(
        "usb", "it is vendor and product, four hexadecimal digits each: \"0c45:7403\"")
    }
    return UsbID(vendor, product)
  }

  private func deviceNumber(_ driver: DriverID) throws(BindingsFault) -> UInt16 {
    guard let value = section["device-number"] else { return 0 }
    guard driver.needsNetworkKey, let number = value.int, (1...65_535).contains(number) else {
      throw place.notAllowed(
        "device-number", "it is the number of an ANT+ transmitter, 1 to 65535, without quotes")
    }
    return UInt16(number)
  }

  private func contacts(_ driver: DriverID) throws(BindingsFault) -> [UInt32] {
    guard let value = section["contacts"] else { return [] }
    let rule = "it is a list of key codes or usages of a button, such as [30, 48]"
    guard driver == .button || driver == .hidButton, let array = value.array, !array.isEmpty else {
      throw place.notAllowed("contacts", rule)
    }
    let largest = driver == .button ? 0x2FF : Int(UInt32.max)
    var codes: [UInt32] = []
    for item in array {
      guard let code = item.int, (1...largest).contains(code), !codes.contains(UInt32(code)) else {
        throw place.notAllowed("contacts", rule)
      }
      codes.append(UInt32(code))
    }
    return codes
  }

  private func string(_ key: String) throws(BindingsFault) -> String? {
    guard let value = section[key] else { return nil }
    guard let text = value.string, !text.isEmpty,
      text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
    else { throw place.notAllowed(key, "it is a text in quotes") }
    return text
  }
}

/// Where something stands in the file, for sentences.
private struct BindingPlace {
  let file: String
  let text: StrictTOML
  let role: String

  func notAllowed(_ key: String?, _ rule: String) -> BindingsFault {
    let name = StrictTOML.plain(role)
    let what = key.map { "\(StrictTOML.plain($0)) in [\(name)]" } ?? name
    return BindingsFault(.notAllowed, "\(line(key)): \(what) is not allowed so; \(rule).")
  }

  /// The file, and the line of `key` in the role's section, or of the section.
  func line(_ key: String?) -> String {
    let place = key.flatMap { text.place(of: [role, $0]) } ?? text.place(of: [role])
    return place.map { "\(file), line \($0.line)" } ?? file
  }
}

private func list(_ names: [String]) -> String {
  names.isEmpty ? "nothing yet" : names.joined(separator: ", ")
}
