import EmulatedBus
import Testing

/// A stick that is pulled out and plugged back in.
@Suite(.serialized, .enabled(if: UsbRig.shallRun, UsbRig.absent))
struct UsbPlugTests {
  /// Where the driver stands when the stick goes.
  enum Moment: CaseIterable {
    case closed, resetting, settingUp, searching, tracking, closing
  }

  @Test(
    "pulled out at any moment, is told once, and streams when plugged in again",
    arguments: Moment.allCases)
  func unplug(at moment: Moment) throws {
    let rig = try UsbRig()
    try bring(rig, to: moment)
    try rig.bus.unplug()
    if moment != .closed {
      #expect(try rig.events.next("broken")["code"] == "port-unplugged")
    }
    try rig.bus.plug("again", address: 3, stick: .walking())
    try rig.tell("open 1 3")
    try rig.events.next("opened")
    try rig.events.next("link") { $0["state"] == "streaming" }
    try rig.events.next("reading")
    let broken = rig.events.told.count { $0["event"] == "broken" }
    #expect(broken == (moment == .closed ? 0 : 1))
    try rig.tell("close")
    #expect(try rig.events.next("closed")["clean"] == "true")
    #expect(try rig.bus.counters("again")["flying"] == 0)
    try rig.finish()
  }

  /// Each moment lasts until the stick answers, which it will not.
  private func bring(_ rig: UsbRig, to moment: Moment) throws {
    switch moment {
    case .closed: try rig.bus.plug()
    case .resetting:
      try rig.bus.plug()
      try rig.tell("open 1 2")
      try rig.events.next("sent") { $0["id"] == "4a" }
    case .settingUp:
      try rig.bus.plug()
      try rig.tell("open 1 2")
      try rig.events.next("sent") { $0["id"] == "4a" }
      try rig.bus.command("in ant a4016f00ca")
      try rig.events.next("sent") { $0["id"] == "4d" }
    case .searching:
      try rig.bus.plug(stick: .lonely())
      try rig.tell("open 1 2")
      try rig.events.next("link") { $0["state"] == "searching" }
    case .tracking, .closing:
      try rig.bus.plug(stick: .walking())
      try rig.tell("open 1 2")
      try rig.events.next("link") { $0["state"] == "streaming" }
      guard moment == .closing else { break }
      rig.bus.silence()
      try rig.tell("close")
      try rig.events.next("sent") { $0["id"] == "4c" }
    }
  }

  @Test("fifty times pulled out while it is read, leaves no descriptor, thread or transfer behind")
  func fiftyCycles() throws {
    let rig = try UsbRig()
    var first: [String: Int] = [:]
    for cycle in 0..<50 {
      let address = 2 + cycle % 5
      try rig.bus.plug(address: address)
      try rig.tell("open 1 \(address) mute")
      try rig.events.next("opened")
      try rig.bus.unplug()
      #expect(try rig.events.next("broken")["code"] == "port-unplugged")
      if cycle == 4 { first = try rig.report() }
    }
    let last = try rig.report()
    #expect(last["descriptors"] == first["descriptors"])
    // Dispatch keeps idle workers for a while; the port has no thread of its own.
    #expect(last["threads", default: 99] <= first["threads", default: 0] + 4)
    #expect(try rig.bus.counters()["flying"] == 0)
    try rig.finish()
  }

  @Test("pulled out in the moment it is closed, neither hangs nor tells a fault after closing")
  func closedAndPulled() throws {
    let rig = try UsbRig()
    for cycle in 0..<20 {
      try rig.bus.plug(address: 2 + cycle % 2)
      try rig.tell("open 1 \(2 + cycle % 2) mute")
      try rig.events.next("opened")
      try rig.tell("drop")
      try rig.bus.unplug()
      try rig.events.next("dropped")
      #expect(try rig.bus.counters()["flying"] == 0)
    }
    try rig.finish()
  }
}
