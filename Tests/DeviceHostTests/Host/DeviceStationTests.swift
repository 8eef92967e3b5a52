import DeviceProtocols
import Readings
import Testing

@testable import DeviceHost

/// A station's life, told as a person at the cart would.
struct DeviceStationTests {
  typealias Action = DeviceStation.Action

  static func station(_ binding: DeviceBinding? = nil, role: DeviceRole = .stick) -> DeviceStation {
    DeviceStation(role: role, binding: binding, table: TestDevices.table)
  }

  static func plan(_ device: AttachedDevice) -> DevicePlan {
    DevicePlan(
      device: device, attachment: .usbBulk(interface: 0),
      choice: DriverChoice(driver: .antFootPod))
  }

  /// A station whose stick streams since 1 ms.
  static func streaming(_ device: AttachedDevice = TestDevices.stick()) -> DeviceStation {
    var station = station()
    for input: DeviceStation.Input in [.attached(device), .opened, .link(.streaming)] {
      _ = station.receive(input, at: instant(1))
    }
    return station
  }

  @Test("a stick is plugged in, is opened, searches and streams")
  func plugIn() {
    var station = Self.station()
    let stick = TestDevices.stick()
    #expect(
      station.receive(.attached(stick), at: instant(1)) == [
        .publish(.opening), .open(Self.plan(stick), attempt: 1),
      ])
    #expect(station.receive(.opened, at: instant(2)) == [.publish(.searching)])
    #expect(station.receive(.link(.searching), at: instant(3)) == [])
    #expect(station.receive(.link(.streaming), at: instant(4)) == [.publish(.streaming)])
    let stalled = StationState.stalled(since: instant(4))
    #expect(
      station.receive(.link(.stalled(since: instant(4))), at: instant(9)) == [.publish(stalled)])
    #expect(station.deadline == nil)
  }

  @Test("unplugged while it streams, is lost since then, and opened at once when it is back")
  func replug() {
    var station = Self.streaming()
    let gone = PortFault(.unplugged, "gone")
    #expect(
      station.receive(.broken(gone), at: instant(50)) == [
        .close, .tell(StationFault(gone)), .publish(.lost(since: instant(50))),
      ])
    #expect(station.receive(.detached(path: TestDevices.stick().path), at: instant(51)) == [])
    #expect(station.deadline == nil)
    let back = TestDevices.stick(port: "usb-1-2", address: 9)
    #expect(
      station.receive(.attached(back), at: instant(900)) == [
        .publish(.opening), .open(Self.plan(back), attempt: 1),
      ])
  }

  @Test("udev tells the unplugging before the port breaks, the port is closed once")
  func detachedFirst() {
    var station = Self.streaming()
    #expect(
      station.receive(.detached(path: TestDevices.stick().path), at: instant(50)) == [
        .close, .publish(.lost(since: instant(50))),
      ])
    #expect(station.receive(.broken(PortFault(.unplugged, "gone")), at: instant(51)) == [])
  }

  @Test("a reset gives the stick another address, the old port is closed and the new one opened")
  func reenumerated() {
    var station = Self.streaming()
    let again = TestDevices.stick(address: 3)
    #expect(
      station.receive(.attached(again), at: instant(50)) == [
        .close, .publish(.lost(since: instant(50))), .publish(.opening),
        .open(Self.plan(again), attempt: 1),
      ])
  }

  @Test(
    "opening fails again and again, is tried after 0.25 s doubling to 5 s, and once it works anew")
  func backOff() {
    var station = Self.station()
    _ = station.receive(.attached(TestDevices.stick()), at: instant(0))
    var now = instant(0)
    var waits: [Int64] = []
    for attempt in 2...8 {
      let actions = station.receive(.openFailed(PortFault(.busy, "busy")), at: now)
      guard let until = station.deadline else { return #expect(Bool(false), "no deadline") }
      let fault = StationFault(.port(.busy), "busy", retryAt: until)
      #expect(actions == [.publish(.failed(fault))])
      waits.append((until - now).count / 1_000)
      #expect(station.receive(.tick, at: until - Microseconds(1)) == [])
      #expect(
        station.receive(.tick, at: until) == [
          .open(Self.plan(TestDevices.stick()), attempt: attempt)
        ])
      now = until
    }
    #expect(waits == [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000])
    _ = station.receive(.opened, at: now)
    _ = station.receive(.link(.streaming), at: now)
    _ = station.receive(.broken(PortFault(.stalled, "stalled")), at: now)
    #expect(station.deadline == now + .milliseconds(250))
  }

  @Test("permission denied, then granted by a rule, is opened without waiting for the back-off")
  func permissionComesLate() {
    var station = Self.station()
    let denied = TestDevices.stick(permission: .denied)
    _ = station.receive(.attached(denied), at: instant(0))
    _ = station.receive(.openFailed(PortFault(.noPermission, "no")), at: instant(1))
    // The same again is no reason to try: our own opening makes such events.
    var rebound = denied
    rebound.kernelDriver = "usb_serial_simple"
    #expect(station.receive(.attached(rebound), at: instant(2)) == [])
    let granted = TestDevices.stick()
    #expect(
      station.receive(.attached(granted), at: instant(3)) == [
        .publish(.opening), .open(Self.plan(granted), attempt: 1),
      ])
  }

  @Test("two sticks found at one look, neither is opened")
  func twoTogether() {
    var station = Self.station()
    let sticks = [TestDevices.stick(), TestDevices.stick("S-2", port: "usb-1-2", address: 3)]
    let actions = station.receive(.attachedTogether(sticks), at: instant(1))
    guard case .publish(.failed(let fault)) = actions.first else {
      return #expect(Bool(false), "\(actions)")
    }
    #expect(fault.code == .ambiguous && actions.count == 1)
    #expect(fault.description.contains("S-1 at usb-1-1"))
    #expect(fault.description.contains("S-2 at usb-1-2"))
  }

  @Test("two sticks and no binding, is a fault that names both ports and how to bind")
  func ambiguous() throws {
    var station = Self.station()
    let first = TestDevices.stick("S-1")
    _ = station.receive(.attached(first), at: instant(0))
    _ = station.receive(.openFailed(PortFault(.busy, "busy")), at: instant(0))
    let actions = station.receive(
      .attached(TestDevices.stick("S-2", port: "usb-1-2", address: 3)), at: instant(1))
    guard case .publish(.failed(let fault)) = try #require(actions.first) else {
      return #expect(Bool(false), "\(actions)")
    }
    #expect(fault.code == .ambiguous)
    for part in [
      "S-1 at usb-1-1", "S-2 at usb-1-2", "walktest devices bind stick --serial S-1",
      "walktest devices bind stick --serial S-2",
    ] { #expect(fault.description.contains(part), "\(fault)") }
    let path = TestDevices.stick("S-2", port: "usb-1-2", address: 3).path
    #expect(
      station.receive(.detached(path: path), at: instant(2)) == [
        .publish(.opening), .open(Self.plan(first), attempt: 1),
      ])
  }

  @Test("a second stick while one streams, is told and does not disturb it")
  func secondStick() {
    var station = Self.streaming()
    let second = TestDevices.stick("S-2", port: "usb-1-2", address: 3)
    let actions = station.receive(.attached(second), at: instant(5))
    #expect(actions.count == 1)
    #expect(station.advice?.code == .ambiguous)
    #expect(station.published == .streaming)
    #expect(station.receive(.attached(second), at: instant(6)) == [])
    #expect(station.receive(.detached(path: second.path), at: instant(7)) == [])
    #expect(station.advice == nil)
  }

  @Test("the kernel makes a serial line of the stick, that is no second stick")
  func lineOfStick_notSecond() {
    let binding = DeviceBinding(
      DriverChoice(driver: .antFootPod), usb: UsbID(0x0FCF, 0x1008))
    let table = TestDevices.table + [TestDevices.serialStick]
    var station = DeviceStation(role: .stick, binding: binding, table: table)
    _ = station.receive(.attached(TestDevices.lineOfStick()), at: instant(0))
    _ = station.receive(.attached(TestDevices.stick()), at: instant(1))
    #expect(station.advice == nil)
    #expect(station.plan?.device == TestDevices.stick())
    _ = station.receive(.opened, at: instant(2))
    _ = station.receive(.attached(TestDevices.lineOfStick()), at: instant(3))
    #expect(station.advice == nil)
  }

  @Test("the stick comes back with another serial number, is refused with old and new identity")
  func swapped() throws {
    var station = Self.streaming()
    _ = station.receive(.detached(path: TestDevices.stick().path), at: instant(5))
    let other = TestDevices.stick("S-9", port: "usb-1-2", address: 3)
    let actions = station.receive(.attached(other), at: instant(6))
    guard case .publish(.failed(let fault)) = try #require(actions.first), actions.count == 1 else {
      return #expect(Bool(false), "\(actions)")
    }
    #expect(fault.code == .swapped)
    #expect(fault.description.contains("serial S-1 at usb-1-1"))
    #expect(fault.description.contains("serial S-9 at usb-1-2"))
    // The right one beside it is used; after the session the other one would do.
    let back = TestDevices.stick(address: 4)
    #expect(
      station.receive(.attached(back), at: instant(7)).last == .open(Self.plan(back), attempt: 1))
  }

  @Test("the session ended, another stick may serve the next one")
  func forget() {
    var station = Self.streaming()
    _ = station.receive(.detached(path: TestDevices.stick().path), at: instant(5))
    let other = TestDevices.stick("S-9", address: 3)
    _ = station.receive(.attached(other), at: instant(6))
    #expect(
      station.receive(.forget, at: instant(7)).last == .open(Self.plan(other), attempt: 1))
  }

  @Test("bound to a serial number, the other one is refused by name and the bound one is opened")
  func bound() throws {
    let binding = DeviceBinding(DriverChoice(driver: .antFootPod), place: .serial("S-2"))
    var station = Self.station(binding)
    let actions = station.receive(.attached(TestDevices.stick("S-1")), at: instant(0))
    guard case .publish(.failed(let fault)) = try #require(actions.first) else {
      return #expect(Bool(false), "\(actions)")
    }
    #expect(fault.code == .otherThanBound)
    #expect(fault.description.contains("serial S-2") && fault.description.contains("S-1"))
    let right = TestDevices.stick("S-2", port: "usb-1-2", address: 3)
    #expect(
      station.receive(.attached(right), at: instant(1)).last
        == .open(Self.plan(right), attempt: 1))
  }

  @Test("a plain FTDI adapter, is never opened unless it is bound, with the variant's line")
  func genericAdapter() {
    var unbound = Self.station(role: .treadmill)
    let actions = unbound.receive(.attached(TestDevices.adapter()), at: instant(0))
    #expect(unbound.advice?.code == .notBound)
    #expect(actions.count == 1 && unbound.published == .searching && !unbound.holdsPort)

    let choice = DriverChoice(driver: .trackmaster, variant: "ge-t2100")
    var bound = Self.station(DeviceBinding(choice, place: .port("usb-1-3")), role: .treadmill)
    let plan = DevicePlan(
      device: TestDevices.adapter(), attachment: .serial(SerialLine(baud: 9_600)), choice: choice)
    #expect(
      bound.receive(.attached(TestDevices.adapter()), at: instant(0)).last
        == .open(plan, attempt: 1))
    #expect(bound.receive(.attached(TestDevices.adapter(port: "usb-1-9")), at: instant(1)) == [])
  }

  @Test("the driver gives up, nothing is tried until a person or a plug does something")
  func gaveUp() {
    var station = Self.streaming()
    let fault = DriverFault(.noAnswer, "no answer")
    #expect(
      station.receive(.gaveUp(fault), at: instant(2)) == [
        .close, .publish(.failed(StationFault(fault))),
      ])
    #expect(station.deadline == nil)
    #expect(station.receive(.attached(TestDevices.stick()), at: instant(3)) == [])
    var retried = station
    #expect(
      retried.receive(.retry, at: instant(4)).last
        == .open(Self.plan(TestDevices.stick()), attempt: 1))
    #expect(
      station.receive(.detached(path: TestDevices.stick().path), at: instant(5)) == [
        .publish(.lost(since: instant(5)))
      ])
  }

  @Test("stopped while open, the driver says good-bye for a second at most, then the port closes")
  func stop() {
    var polite = Self.streaming()
    #expect(polite.receive(.stop, at: instant(10)) == [.release])
    var rude = polite
    #expect(polite.receive(.released, at: instant(20)) == [.close])
    #expect(polite.isStopped)
    #expect(rude.receive(.tick, at: instant(1_009)) == [])
    #expect(rude.receive(.tick, at: instant(1_010)) == [.close])
    #expect(rude.isStopped)
  }

  @Test("unplugged or stopped while it is being opened, the late port is closed again")
  func lateOpening() {
    var unplugged = Self.station()
    _ = unplugged.receive(.attached(TestDevices.stick()), at: instant(0))
    var stopped = unplugged
    #expect(unplugged.receive(.detached(path: TestDevices.stick().path), at: instant(1)) == [])
    #expect(unplugged.receive(.opened, at: instant(2)) == [.close, .publish(.searching)])
    #expect(stopped.receive(.stop, at: instant(1)) == [])
    #expect(stopped.receive(.opened, at: instant(2)) == [.close])
  }
}
