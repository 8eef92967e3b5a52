import EmulatedBus
import Testing

/// Opening and closing a bulk port on an emulated bus: what is taken, refused and given back.
@Suite(.serialized, .enabled(if: UsbRig.shallRun, UsbRig.absent))
struct UsbOpeningTests {
  @Test("a free stick, is told by serial and release, and is claimed once")
  func open() throws {
    let rig = try UsbRig()
    try rig.bus.plug(serial: "ANT-0042")
    try rig.tell("open 1 2 mute")
    let opened = try rig.events.next("opened")
    #expect(opened["serial"] == "ANT-0042")
    #expect(opened["release"] == "256")
    let counters = try rig.bus.counters()
    #expect(counters["claims"] == 1)
    #expect(counters["kernel_driver"] == 0)
    #expect(counters["flying"] == 4)
    try rig.finish()
  }

  @Test("closing, lands every transfer, releases, and gives the kernel's driver the stick back")
  func close() throws {
    let rig = try UsbRig()
    try rig.bus.plug()
    try rig.tell("open 1 2 mute")
    try rig.events.next("opened")
    try rig.tell("drop")
    try rig.events.next("dropped")
    let counters = try rig.bus.counters()
    #expect(counters["flying"] == 0)
    #expect(counters["releases"] == 1)
    #expect(counters["claimed"] == 0)
    #expect(counters["kernel_driver"] == 1)
    try rig.finish()
  }

  @Test("closing from within the sink, neither hangs nor leaks, and the stick opens again")
  func closeInSink() throws {
    let rig = try UsbRig()
    try rig.bus.plug()
    for _ in 0..<3 {
      try rig.tell("open 1 2 mute close-in-sink")
      try rig.events.next("opened")
      try rig.bus.command("in ant a4016f00ca")
      try rig.events.next("closed-in-sink")
    }
    try rig.tell("drop")
    try rig.events.next("dropped")
    let counters = try rig.bus.counters()
    #expect(counters["flying"] == 0)
    #expect(counters["claims"] == 3)
    #expect(counters["releases"] == 3)
    try rig.finish()
  }

  @Test("bytes of an earlier session, are discarded before the sink hears anything")
  func staleBytes() throws {
    let rig = try UsbRig()
    try rig.bus.plug()
    for _ in 0..<5 { try rig.bus.command("in ant a4094e00010203040506070810") }
    // Patient, so that a loaded machine does not pass for a quiet stick.
    try rig.tell("open 1 2 mute patient")
    #expect(try rig.events.next("opened")["discarded"] == "65")
    try rig.bus.command("in ant a4016f00ca")
    #expect(try rig.events.next("bytes")["count"] == "5")
    #expect(rig.events.told.count { $0["event"] == "bytes" } == 1)
    try rig.finish()
  }

  @Test("a node of mode 0000, is refused with its remedy, and opens once it is granted")
  func permission() throws {
    let rig = try UsbRig()
    try rig.bus.plug()
    try rig.bus.command("deny ant")
    try rig.tell("open 1 2 mute")
    let refusal = try rig.events.next("refused")
    #expect(refusal["code"] == "port-no-permission")
    #expect(refusal["sentence"]?.contains("walktest doctor") == true)
    try rig.bus.command("grant ant")
    try rig.tell("open 1 2 mute")
    try rig.events.next("opened")
    try rig.finish()
  }

  @Test("a stick that another program holds, is refused as busy, and opens once it is free")
  func busy() throws {
    let rig = try UsbRig()
    try rig.bus.plug()
    try rig.bus.command("hold ant")
    try rig.tell("open 1 2 mute")
    #expect(try rig.events.next("refused")["code"] == "port-busy")
    try rig.bus.command("free ant")
    try rig.tell("open 1 2 mute")
    try rig.events.next("opened")
    try rig.finish()
  }

  @Test(
    "other ids or other endpoints than expected, are refused and never claimed",
    arguments: [
      ("0403:6001", "81,01"), ("0fcf:1008", "81"), ("0fcf:1008", "01"), ("0fcf:1008", "81,82,01"),
    ])
  func otherDevice(id: String, endpoints: String) throws {
    let rig = try UsbRig()
    try rig.bus.plug(id: id, endpoints: endpoints)
    try rig.tell("open 1 2 mute")
    #expect(try rig.events.next("refused")["code"] == "port-not-the-device")
    #expect(try rig.bus.counters()["claims"] == 0)
    try rig.finish()
  }

  @Test("endpoints with other numbers, are found by their direction")
  func otherEndpoints() throws {
    let rig = try UsbRig()
    try rig.bus.plug(endpoints: "02,83")
    try rig.tell("open 1 2 mute")
    try rig.events.next("opened")
    try rig.bus.command("in ant a4016f00ca")
    #expect(try rig.events.next("bytes")["count"] == "5")
    try rig.finish()
  }

  @Test("nothing at the address, is absent")
  func absent() throws {
    let rig = try UsbRig()
    try rig.tell("open 1 2 mute")
    #expect(try rig.events.next("refused")["code"] == "port-absent")
    try rig.bus.plug()
    try rig.tell("open 1 9 mute")
    #expect(try rig.events.next("refused")["code"] == "port-absent")
    try rig.finish()
  }

  @Test("a stick that leaves the bus on a reset, is absent, and opens when it is back")
  func resetLeaves() throws {
    let rig = try UsbRig()
    try rig.bus.plug()
    try rig.bus.command("leave-on-reset ant")
    try rig.tell("open 1 2 mute reset")
    #expect(try rig.events.next("refused")["code"] == "port-absent")
    try rig.bus.unplug()
    try rig.bus.plug(address: 3)
    try rig.tell("open 1 3 mute reset")
    try rig.events.next("opened")
    #expect(try rig.bus.counters()["resets"] == 1)
    try rig.finish()
  }

  @Test("two sticks, are told apart by their addresses")
  func twoSticks() throws {
    let rig = try UsbRig()
    try rig.bus.plug("first", port: "1-1", address: 2, serial: "S-1")
    try rig.bus.plug("second", port: "1-2", address: 3, serial: "S-2")
    try rig.tell("open 1 3 mute")
    #expect(try rig.events.next("opened")["serial"] == "S-2")
    #expect(try rig.bus.counters("first")["opens"] == 0)
    try rig.finish()
  }
}
