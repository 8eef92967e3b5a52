import EmulatedBus
import Foundation
import Testing

/// The whole host on an emulated bus: real libudev, real libusb, a simulated stick with a pod.
@Suite(.serialized, .enabled(if: UsbRig.shallRun, UsbRig.absent))
struct HotPlugTests {
  private func streaming(_ bindings: String = "", serial: String = "S-1") throws -> HostRig {
    let rig = try HostRig(.bus, bindings: bindings, roles: "stick")
    try rig.bus?.plug(serial: serial, stick: .walking())
    try rig.state("opening") { $0["serial"] == serial && $0["port"] == "usb-1-1" }
    try rig.state("streaming")
    try rig.events.next("reading")
    return rig
  }

  @Test(
    "unplugged and plugged back into the same or another port, is lost and streams again",
    arguments: ["1-1", "1-2"])
  func replug(port: String) throws {
    let rig = try streaming()
    try rig.bus?.unplug()
    try rig.state("lost")
    try rig.bus?.plug("again", port: port, address: 3, stick: .walking())
    try rig.state("opening") { $0["port"] == "usb-\(port)" && $0["address"] == "3" }
    try rig.state("streaming")
    try rig.events.next("reading")
    try rig.finish()
  }

  @Test("plugged in twenty times, streams each time and leaks no descriptor or thread")
  func noLeak() throws {
    let rig = try streaming()
    // libudev and libusb keep what they opened the first time.
    try rig.bus?.unplug()
    try rig.state("lost")
    let before = try rig.report()
    for _ in 0..<20 {
      try rig.bus?.plug(stick: .walking())
      try rig.state("streaming")
      try rig.bus?.unplug()
      try rig.state("lost")
    }
    var after = try rig.report()
    // A port is closed beside the host's thread, and may be about it still when `lost` is told.
    for _ in 0..<1_000 where (after["descriptors"] ?? 0) > (before["descriptors"] ?? 0) {
      after = try rig.report()
    }
    #expect(try #require(after["descriptors"]) <= (before["descriptors"] ?? 0))
    #expect(try #require(after["threads"]) <= (before["threads"] ?? 0) + 2)
    try rig.finish()
  }

  @Test("comes back with another serial number, is refused; the first one back streams")
  func swapped() throws {
    let rig = try streaming()
    try rig.bus?.unplug()
    try rig.state("lost")
    try rig.bus?.plug("other", port: "1-2", address: 3, serial: "S-9", stick: .walking())
    let refused = try rig.state("failed")
    #expect(refused["code"] == "device-swapped")
    #expect(refused["sentence"]?.contains("serial S-1 at usb-1-1") == true)
    #expect(refused["sentence"]?.contains("serial S-9 at usb-1-2") == true)
    try rig.bus?.plug("first", address: 4, stick: .walking())
    try rig.state("streaming") { $0["serial"] == "S-1" }
    try rig.finish()
  }

  @Test("two sticks, is an error that names both ports; one of them unplugged, the other streams")
  func ambiguous() throws {
    let rig = try HostRig(.bus, roles: "stick")
    // The first one may not be opened, so that both are there before either is used.
    try rig.bus?.plug("ant", obstacle: "denied", stick: .walking())
    try rig.state("failed") { $0["code"] == "port-no-permission" }
    try rig.bus?.plug("ant2", port: "1-2", address: 3, serial: "S-2", stick: .walking())
    let refused = try rig.state("failed") { $0["code"] == "role-ambiguous" }
    for part in ["S-1 at usb-1-1", "S-2 at usb-1-2", "walktest devices bind stick --serial S-2"] {
      #expect(refused["sentence"]?.contains(part) == true, "\(refused)")
    }
    try rig.bus?.unplug("ant")
    try rig.state("streaming") { $0["serial"] == "S-2" }
    try rig.finish()
  }

  @Test("bound to one of two, streams that one and leaves the other alone")
  func bound() throws {
    let rig = try HostRig(
      .bus, bindings: "[stick]\ndriver = \"ant-sdm\"\nport = \"usb-1-2\"", roles: "stick")
    try rig.bus?.plug("ant", stick: .walking())
    try rig.state("failed") { $0["code"] == "role-other-than-bound" }
    try rig.bus?.plug("ant2", port: "1-2", address: 3, serial: "S-2", stick: .walking())
    try rig.state("streaming") { $0["serial"] == "S-2" }
    #expect(try rig.bus?.counters("ant")["opens"] == 0)
    try rig.finish()
  }

  @Test("may not be opened, says what to do; the permission comes without an event, streams")
  func permission() throws {
    let rig = try HostRig(.bus, roles: "stick")
    try rig.bus?.plug(obstacle: "denied", stick: .walking())
    let refused = try rig.state("failed") { $0["code"] == "port-no-permission" }
    #expect(refused["permission"] == "denied")
    #expect(refused["sentence"]?.contains("walktest doctor") == true, "\(refused)")
    try rig.bus?.command("grant ant")
    try rig.state("streaming")
    try rig.finish()
  }

  @Test("another program holds it, is busy until that lets go, then streams")
  func busy() throws {
    let rig = try HostRig(.bus, roles: "stick")
    try rig.bus?.plug(obstacle: "held", stick: .walking())
    try rig.state("failed") { $0["code"] == "port-busy" }
    try rig.bus?.command("free ant")
    try rig.state("streaming")
    try rig.finish()
  }

  @Test("nothing to do, costs no processor time")
  func idle() throws {
    let rig = try HostRig(.bus, roles: "stick")
    try rig.bus?.plug(stick: .lonely())
    try rig.state("opening")
    try rig.events.next("sent")
    try rig.bus?.unplug()
    try rig.state("lost")
    let before = try #require(try rig.report()["cpu"])
    // Nothing tells that nothing happens: only time shows it.
    let waiting = DispatchSemaphore(value: 0)
    _ = waiting.wait(timeout: .now() + 2)
    let after = try #require(try rig.report()["cpu"])
    #expect(after - before < 40_000, "µs of processor time in 2 s")
    try rig.finish()
  }
}
