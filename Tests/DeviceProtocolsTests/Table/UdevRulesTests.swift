import DeviceProtocols
import Foundation
import Testing

@Suite("The udev rules")
struct UdevRulesTests {
  /// Rules with their continuation lines joined.
  private func rules(_ text: String) -> [String] {
    text.replacingOccurrences(of: "\\\n", with: "").split(separator: "\n").map(String.init)
      .filter { !$0.hasPrefix("#") && !$0.isEmpty }
  }

  private func device(_ id: String) throws -> DeviceDescription {
    try #require(DriverTable.description(id: id))
  }

  @Test("the committed file, what the table makes")
  func committed() throws {
    let file = Repository.root.appending(path: "udev-rules/" + UdevRules.fileName)
    #expect(
      try String(contentsOf: file, encoding: .utf8) == UdevRules.table,
      "run `walktest udev-rules --output udev-rules/70-walktest.rules`")
  }

  @Test("every rule that gives a device away, to the group alone and with its ids")
  func access() {
    let giving = rules(UdevRules.table).filter { $0.contains("GROUP=") }
    #expect(
      giving.count == DriverTable.all.filter { $0.identification == .byIDs }.flatMap(\.usb).count)
    for rule in giving {
      #expect(rule.contains("GROUP=\"walktest\""))
      #expect(rule.contains("MODE=\"0660\""))
      #expect(rule.contains("SYMLINK+=\"walktest/"))
      #expect(rule.contains("TAG+=\"systemd\""))
      #expect(rule.contains("ENV{SYSTEMD_WANTS}+=\"walktestd.service\""))
      #expect(rule.contains("{idVendor}==\"") && rule.contains("{idProduct}==\""), "\(rule)")
      for usb in DriverTable.adapterIDs {
        let names = usb.description.split(separator: ":")
        #expect(
          !(rule.contains("\"\(names[0])\"") && rule.contains("\"\(names[1])\"")),
          "an adapter is given away: \(rule)")
      }
    }
  }

  @Test("actions, all but removal: added, bound and changed")
  func actions() throws {
    let all = rules(UdevRules.table)
    #expect(all.first == "ACTION==\"remove\", GOTO=\"walktest_end\"")
    #expect(all.last == "LABEL=\"walktest_end\"")
    #expect(!UdevRules.table.contains("ACTION==\"add\""))
    #expect(!UdevRules.table.contains("0666") && !UdevRules.table.contains("uaccess"))
  }

  @Test("every adapter, kept from ModemManager on device and port, and nothing else")
  func adapters() {
    for usb in DriverTable.adapterIDs {
      let product = usb.description.split(separator: ":")[1]
      let about = rules(UdevRules.table).filter { $0.contains("{idProduct}==\"\(product)\"") }
      #expect(about.count == 2, "\(usb)")
      #expect(about.allSatisfy { $0.contains("ENV{ID_MM_DEVICE_IGNORE}=\"1\"") })
      #expect(about.allSatisfy { !$0.contains("GROUP") && !$0.contains("MODE") })
    }
  }

  @Test("a treadmill bound by serial number, its port, its modem mark and its latency timer")
  func boundTreadmill() throws {
    let binding = UdevBinding(
      role: .treadmill, device: try device("trackmaster"), usb: UsbID(0x0403, 0x6001),
      serial: "TM0001", port: nil)
    let site = rules(try #require(UdevRules.site([binding])))
    let marks =
      "ATTRS{idVendor}==\"0403\",   ATTRS{idProduct}==\"6001\",   ATTRS{serial}==\"TM0001\""
    let node = try #require(site.first { $0.contains("GROUP=") })
    #expect(node.contains("SUBSYSTEM==\"tty\""))
    #expect(node.contains(marks))
    #expect(node.contains("SYMLINK+=\"walktest/treadmill\""))
    let timer = try #require(site.first { $0.contains("latency_timer}=\"1\"") })
    #expect(timer.contains("SUBSYSTEM==\"usb-serial\",   TEST==\"latency_timer\""))
    #expect(timer.contains(marks))
    #expect(site.filter { $0.contains("ID_MM_DEVICE_IGNORE") }.count == 2)
  }

  @Test("a button bound by its port, that port's input node alone")
  func boundButton() throws {
    let binding = UdevBinding(
      role: .button, device: try device("any-key"), usb: UsbID(0x046D, 0xC31C), serial: nil,
      port: "usb-1-2.4")
    let site = rules(try #require(UdevRules.site([binding])))
    #expect(site.count == 3)
    #expect(site[1].contains("KERNELS==\"1-2.4\""))
    #expect(site[1].contains("KERNEL==\"event*\""))
  }

  @Test("a treadmill bound by its port: one line of an adapter, or a line of the machine itself")
  func boundPorts() throws {
    var binding = UdevBinding(
      role: .treadmill, device: try device("lifespan"), usb: nil, serial: nil, port: "usb-1-2:1.1")
    let adapter = rules(try #require(UdevRules.site([binding])))
    #expect(adapter.filter { $0.contains("KERNELS==\"1-2:1.1\"") }.count == 3)
    #expect(adapter.filter { $0.contains("KERNEL==\"1-2\"") }.count == 1)
    binding.port = "ttyS0"
    let line = rules(try #require(UdevRules.site([binding])))
    #expect(line.count == 3)
    #expect(line[1].hasPrefix("SUBSYSTEM==\"tty\",   KERNEL==\"ttyS0\",   GROUP="))
  }

  @Test("a keyboard or adapter with neither serial number nor port, no rules")
  func unmarked() throws {
    for id in ["any-key", "trackmaster", "hid-button"] {
      let binding = UdevBinding(
        role: .button, device: try device(id), usb: UsbID(0x0403, 0x6001), serial: nil, port: nil)
      #expect(UdevRules.site([binding]) == nil)
    }
    let own = UdevBinding(
      role: .stick, device: try device("antusb2"), usb: UsbID(0x0FCF, 0x1008), serial: nil,
      port: nil)
    #expect(UdevRules.site([own])?.contains("walktest/stick") == true)
  }

  @Test(
    "a serial number that would write rules of its own, refused",
    arguments: [
      "x\", MODE=\"0666", "a\nKERNEL==\"*\", MODE=\"0666\"", "*", "?", "[a-z]", "$env{HOME}", "%k",
      "a|b", "a\\", "", "ü", String(repeating: "a", count: 127), "a\u{0}",
    ])
  func hostileSerial(serial: String) throws {
    let binding = UdevBinding(
      role: .treadmill, device: try device("csafe"), usb: UsbID(0x0403, 0x6001), serial: serial,
      port: nil)
    #expect(UdevRules.site([binding]) == nil)
    #expect(!UdevText.isSafe(serial))
  }
}
