import Foundation
import Testing

/// What libudev tells of a cart with adapters, a keyboard and a foot switch.
@Suite(.serialized, .enabled(if: UsbRig.shallRun, UsbRig.absent))
struct UdevEnumerationTests {
  private func rig(_ bindings: String = "") throws -> HostRig {
    try HostRig(
      .description("cart.umockdev", scripts: ["/dev/ttyUSB0": "d 0 /dev/ttyUSB0\n"]),
      bindings: bindings, roles: "treadmill", "button")
  }

  @Test("adapters and foot switches are listed with all that udev tells, keyboards are not")
  func list() throws {
    let rig = try rig()
    let devices = try rig.list().filter { $0["event"] == "device" }
    #expect(
      devices.map { $0["port"] } == ["usb-1-1", "usb-1-2:1.0", "usb-1-2:1.1", "usb-1-4"])
    let adapter = try #require(devices.first)
    let expected = [
      "node": "serial", "serial": "TM0001", "file": "/dev/ttyUSB0", "address": "2",
      "link": "/dev/serial/by-id/usb-FTDI_TM0001-if00-port0", "ignored": "true",
      "product": "Treadmill UART", "kernel": "ftdi_sio", "interface": "0",
      "permission": "granted",
    ]
    for (key, value) in expected { #expect(adapter[key] == value, "\(key)") }
    #expect(adapter["kinds"]?.contains("trackmaster") == true)
    // Of the two nodes of one foot switch, the one it presses with.
    let pedal = try #require(devices.last)
    #expect(pedal["file"] == "/dev/input/event5" && pedal["node"] == "evdev")
    try rig.finish()
  }

  @Test("an adapter that is not bound, is told and never opened")
  func unbound() throws {
    let rig = try rig()
    let stations = try rig.list().filter { $0["event"] == "station" }
    let treadmill = try #require(stations.first { $0["role"] == "treadmill" })
    #expect(treadmill["state"] == "searching")
    #expect(treadmill["advice"]?.contains("walktest devices bind treadmill") == true)
    try rig.finish()
    let opened = rig.events.told.contains {
      $0["event"] == "state" && $0["source"] == "3"
        && $0["state"] != "searching"
    }
    #expect(!opened)
  }

  @Test(
    "bound by serial number or port, is opened with its driver and asked for its state",
    arguments: ["serial = \"TM0001\"", "port = \"usb-1-1\""])
  func bound(place: String) throws {
    let rig = try rig(
      "[treadmill]\ndriver = \"trackmaster\"\nvariant = \"trackmaster-tmx\"\n\(place)")
    try rig.events.next("sent")
    let stations = try rig.list().filter { $0["event"] == "station" }
    let treadmill = try #require(stations.first { $0["role"] == "treadmill" })
    #expect(treadmill["driver"] == "trackmaster" && treadmill["advice"] == nil)
    try rig.finish()
  }

  @Test("a keyboard that is bound as the button, is listed and no other one")
  func keyboard() throws {
    let rig = try rig("[button]\ndriver = \"button\"\nport = \"usb-1-3\"")
    let devices = try rig.list().filter { $0["event"] == "device" && $0["node"] == "evdev" }
    #expect(devices.map { $0["file"] } == ["/dev/input/event4", "/dev/input/event5"])
    try rig.finish()
  }
}
