import DeviceProtocols
import Foundation
import Testing

@testable import DeviceHost

/// The file of bindings: what it may say, what it may not, and how it is written.
struct DeviceBindingsTests {
  private static func parse(_ text: String) throws(BindingsFault) -> DeviceBindings {
    try DeviceBindings(
      parsing: Array(text.utf8), file: "devices.toml", table: TestDevices.table)
  }

  private static let full = DeviceBindings([
    .stick: DeviceBinding(
      DriverChoice(driver: .antFootPod, antDeviceNumber: 4_711), place: .serial("odd \"\\\u{e9}")),
    .treadmill: DeviceBinding(
      DriverChoice(driver: .trackmaster, variant: "ge-t2100"), place: .port("usb-1-1.2")),
    .button: DeviceBinding(
      DriverChoice(driver: .button, contactCodes: [30, 48]), usb: UsbID(0x05AC, 0x0250)),
  ])

  @Test("every key there is, is read as it was written")
  func roundTrip() throws {
    #expect(try Self.parse(Self.full.text) == Self.full)
    #expect(try Self.parse(DeviceBindings().text) == DeviceBindings())
    #expect(Self.full.text.hasPrefix("# Which device serves which role."))
  }

  @Test("a file as a technician writes it, is read")
  func byHand() throws {
    let text = """
      [treadmill]   # the old one
      driver = "trackmaster"
      variant = "tmx"
      serial = 'TM0001'
      """
    let expected = DeviceBinding(
      DriverChoice(driver: .trackmaster, variant: "tmx"), place: .serial("TM0001"))
    #expect(try Self.parse(text)[.treadmill] == expected)
  }

  struct Refusal: CustomTestStringConvertible {
    let name: String
    let text: String
    let code: BindingsFault.Code
    let parts: [String]
    var testDescription: String { name }

    init(_ name: String, _ text: String, _ code: BindingsFault.Code, _ parts: String...) {
      (self.name, self.text, self.code, self.parts) = (name, text, code, parts)
    }
  }

  static let refusals = [
    Refusal("no TOML", "[stick\ndriver = 1", .notTOML, "line 1"),
    Refusal("key twice", "[stick]\ndriver = \"ant-sdm\"\ndriver = \"ant-fe\"", .notTOML, "line 3"),
    Refusal(
      "role", "\n[pod]\ndriver = \"ant-sdm\"", .notAllowed, "line 2", "stick, treadmill, button"),
    Refusal("role as value", "stick = 1", .notAllowed, "line 1", "[stick]"),
    Refusal(
      "misspelt key", "[stick]\ndriver = \"ant-sdm\"\nserail = \"1\"", .notAllowed, "line 3",
      "serail in [stick]", "driver, variant, serial, port, usb, device-number, contacts"),
    Refusal("no driver", "[stick]\nserial = \"1\"", .missing, "line 1", "ant-sdm, ant-fe"),
    Refusal(
      "driver of another role", "[stick]\ndriver = \"trackmaster\"", .notAllowed, "line 2",
      "a stick is read by ant-sdm, ant-fe"),
    Refusal("driver not text", "[stick]\ndriver = 3", .notAllowed, "line 2", "text in quotes"),
    Refusal(
      "no variant", "[treadmill]\ndriver = \"trackmaster\"\nport = \"usb-1-1\"", .missing,
      "never guessed", "tmx, ge-t2100"),
    Refusal(
      "variant of nothing", "[stick]\ndriver = \"ant-sdm\"\nvariant = \"x\"", .notAllowed,
      "line 3", "has no variants"),
    Refusal(
      "serial line without place", "[treadmill]\ndriver = \"trackmaster\"\nvariant = \"tmx\"",
      .missing, "serial = ", "port = "),
    Refusal(
      "two places", "[stick]\ndriver = \"ant-sdm\"\nserial = \"1\"\nport = \"usb-1-1\"",
      .notAllowed, "not both"),
    Refusal("empty serial", "[stick]\ndriver = \"ant-sdm\"\nserial = \"\"", .notAllowed, "line 3"),
    Refusal(
      "usb id", "[button]\ndriver = \"button\"\nusb = \"c45:7403\"", .notAllowed, "0c45:7403"),
    Refusal(
      "device number", "[stick]\ndriver = \"ant-sdm\"\ndevice-number = 65536", .notAllowed,
      "1 to 65535"),
    Refusal(
      "contacts of a stick", "[stick]\ndriver = \"ant-sdm\"\ncontacts = [1]", .notAllowed,
      "of a button"),
    Refusal(
      "contact twice", "[button]\ndriver = \"button\"\ncontacts = [30, 30]", .notAllowed,
      "[30, 48]"),
    Refusal("nested", "[stick]\n[stick.more]\na = 1", .notAllowed, "more in [stick]"),
    // At these the parser alone would end the process.
    Refusal("no name", "[stick]\n[=]", .notTOML, "line 2", "correct the line"),
    Refusal("brace in a list", "[button]\ncontacts = [}]", .notTOML, "line 2", "correct the line"),
    Refusal("time", "[stick]\n\nserial = 07:32:00", .notTOML, "line 3", "correct the line"),
    Refusal("zero in a text", "[stick]\nserial = \"a\\u0000\"", .notAllowed, "line 2", "U+0000"),
    Refusal("zero", "[stick]\n\0", .notTOML, "line 2", "UTF-8"),
    Refusal("escapes", "[\"\\u001b[2Jb\"]", .notAllowed, "line 1", "\u{FFFD}[2Jb"),
    Refusal(
      "line in a long text",
      "[stick]\ndriver = \"ant-sdm\"\nserial = \"\"\"\nport = 1\"\"\"\nport = 2",
      .notAllowed, "line 5", "port in [stick]"),
  ]

  @Test("any cut and any changed byte of a file, an answer and never a trap")
  func mangled() {
    let text = Array(Self.full.text.utf8)
    for end in 0...text.count { _ = try? DeviceBindings(parsing: Array(text[..<end])) }
    for index in text.indices where index.isMultiple(of: 3) {
      for byte: UInt8 in [0x00, 0x22, 0x3A, 0x3D, 0x5B, 0x5D, 0x7B, 0x7D, 0x80] {
        var mangled = text
        mangled[index] = byte
        _ = try? DeviceBindings(parsing: mangled)
      }
    }
  }

  @Test("what is not allowed, is refused with file, line and what is allowed", arguments: refusals)
  func refuse(_ refusal: Refusal) throws {
    let fault = try #require(throws: BindingsFault.self) { try Self.parse(refusal.text) }
    #expect(fault.code == refusal.code, "\(fault)")
    for part in ["devices.toml"] + refusal.parts {
      #expect(fault.description.contains(part), "\(fault) lacks \(part)")
    }
  }

  @Test("no file, binds nothing; a file is replaced whole and readable by all")
  func files() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/devices.toml"
    #expect(try DeviceBindings.read(path: path, table: TestDevices.table) == DeviceBindings())
    try DeviceBindings().write(path: path)
    try Self.full.write(path: path)
    #expect(try DeviceBindings.read(path: path, table: TestDevices.table) == Self.full)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o644)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["devices.toml"])
  }

  @Test("a directory that is not there, is told and nothing is left behind")
  func noDirectory() throws {
    let directory = try TemporaryDirectory()
    let fault = try #require(throws: BindingsFault.self) {
      try Self.full.write(path: directory.path + "/none/devices.toml")
    }
    #expect(fault.code == .file && fault.description.contains("none/devices.toml"))
  }
}

/// A directory that goes with its owner.
final class TemporaryDirectory {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "walktest-host-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
