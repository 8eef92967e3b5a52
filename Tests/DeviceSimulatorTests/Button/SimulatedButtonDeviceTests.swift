import DeviceProtocols
import DeviceSimulator
import Readings
import Testing

/// Simulated buttons under the drivers that read real ones, in virtual time.
@Suite struct SimulatedButtonDeviceTests {
  static func at(_ milliseconds: Int64) -> MonotonicInstant {
    MonotonicInstant(microseconds: 1_000_000_000 + milliseconds * 1_000)
  }

  /// What a driver tells while it runs on a device until `end`, all events at their own instants.
  static func run(
    _ driver: inout some DeviceDriver, on device: inout some SimulatedDevice,
    until end: MonotonicInstant
  ) -> [DriverAction] {
    var now = at(0)
    var told: [DriverAction] = []
    var wanted: [DriverAction] = []
    driver.begin(at: now) { wanted.append($0) }
    while true {
      for case .send(let message) in wanted { device.receive(hostBytes: message.bytes, at: now) }
      told += wanted
      wanted = []
      // Nothing may call for a moment that has passed for ever.
      guard let next = [driver.deadline, device.nextEvent].compactMap({ $0 }).min(),
        now...end ~= next
      else { break }
      now = next
      for chunk in device.advance(to: now) {
        driver.receive(chunk.bytes, at: chunk.at) { wanted.append($0) }
      }
      driver.tick(at: now) { wanted.append($0) }
    }
    return told
  }

  static func edges(_ actions: [DriverAction]) -> [ContactEdge] {
    actions.compactMap { if case .edge(let edge) = $0 { edge } else { nil } }
  }

  static func presses(bouncing: Int64 = 500) -> [ButtonContactEdge] {
    var habits = ButtonHabits.foot
    habits.bouncePerMille = bouncing
    habits.pollInterval = .zero
    var button = SimulatedButton(seed: 7, habits: habits)
    return (0..<20).flatMap { button.press(at: at(Int64($0) * 1_500 + 1_003)) }
  }

  @Test("foot switch as a keyboard, every raw edge read from its own description")
  func footSwitch_everyEdge() {
    let pressed = Self.presses()
    var device = SimulatedFootSwitch()
    device.add(pressed, pedal: 1)
    var driver = HidButtonDriver(descriptor: SimulatedFootSwitch.reportDescriptor)
    let edges = Self.edges(Self.run(&driver, on: &device, until: Self.at(60_000)))
    #expect(edges.map(\.at) == pressed.map(\.at))
    #expect(edges.map(\.isPress) == pressed.map(\.isPress))
    // Key 05 is the second of the keys from 04 on.
    #expect(edges.allSatisfy { $0.contact == 1 })
    #expect(edges.count > 40)
  }

  @Test("more keys than cells, the host is told so and what was pressed stays")
  func sevenKeys_rollOver() {
    var device = SimulatedFootSwitch(keys: Array(0x04...0x0B))
    for pedal in 0..<8 {
      device.add([ButtonContactEdge(at: Self.at(Int64(pedal)), isPress: true)], pedal: pedal)
    }
    for pedal in 0..<8 {
      device.add([ButtonContactEdge(at: Self.at(Int64(100 + pedal)), isPress: false)], pedal: pedal)
    }
    var driver = HidButtonDriver(descriptor: SimulatedFootSwitch.reportDescriptor)
    let edges = Self.edges(Self.run(&driver, on: &device, until: Self.at(1_000)))
    #expect(driver.counts.receiveFailures == 3)
    // The two that nobody could tell show up when there is room again, or not at all.
    #expect(edges.filter(\.isPress).count == edges.filter { !$0.isPress }.count)
    #expect(Set(edges.map(\.contact)).isSuperset(of: 0...5))
  }

  @Test("lights set by the host, kept and no report")
  func lights_kept() {
    var device = SimulatedFootSwitch()
    device.receive(hostBytes: [0x02], at: Self.at(0))
    #expect(device.lights == 2)
    #expect(device.nextEvent == nil)
    #expect(device.report == [0, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test("X-keys pedal, its own milliseconds are true where the polls are late")
  func xkeys_ownClock() {
    let pressed = Self.presses()
    var device = SimulatedXkeysPedal(powerUp: Self.at(-5_000))
    device.add(pressed, pedal: 2)
    var driver = XkeysDriver(model: .pedal)
    let told = Self.run(&driver, on: &device, until: Self.at(60_000))
    let edges = Self.edges(told)
    #expect(edges.map(\.isPress) == pressed.map(\.isPress))
    #expect(edges.allSatisfy { $0.contact == 2 })
    let trueTimes = pressed.map { UInt32(($0.at - Self.at(-5_000)).count / 1_000) }
    #expect(edges.compactMap(\.deviceMilliseconds) == trueTimes)
    for (edge, press) in zip(edges, pressed) {
      #expect(edge.at >= press.at)
      #expect((edge.at - Self.at(-5_000)).count % 8_000 == 0)
    }
    #expect(told.contains(.link(.streaming)))
    #expect(driver.counts.droppedBytes == 0)
  }

  @Test("X-keys pedal held when it is opened, its state is known and only the release told")
  func xkeysHeld_releaseOnly() {
    var device = SimulatedXkeysPedal(powerUp: Self.at(-5_000))
    device.add(
      [
        ButtonContactEdge(at: Self.at(-100), isPress: true),
        ButtonContactEdge(at: Self.at(400), isPress: false),
      ], pedal: 0)
    _ = device.advance(to: Self.at(-1))
    var driver = XkeysDriver(model: .pedal)
    let edges = Self.edges(Self.run(&driver, on: &device, until: Self.at(1_000)))
    #expect(edges.map(\.isPress) == [false])
    #expect(edges.first?.deviceMilliseconds == 5_400)
  }

  @Test("Big Red Button, edges within one poll after the contact and asked every 50 ms")
  func bigRedButton_withinOnePoll() {
    let pressed = Self.presses(bouncing: 0)
    var device = SimulatedBigRedButton()
    device.add(pressed)
    var driver = BigRedButtonDriver()
    let told = Self.run(&driver, on: &device, until: Self.at(31_000))
    let edges = Self.edges(told)
    #expect(edges.map(\.isPress) == pressed.map(\.isPress))
    for (edge, press) in zip(edges, pressed) {
      #expect(Microseconds.zero...Microseconds.milliseconds(58) ~= edge.at - press.at)
    }
    let asked = told.filter { if case .send = $0 { true } else { false } }.count
    #expect(asked == 621)
    #expect(told.contains(.report(.limit(.edgesPolled))))
    #expect(driver.counts.messages == 620)
  }

  @Test("Big Red Button with its lid closed or down when opened, no press; lid moves are no edges")
  func bigRedButton_lid() {
    var device = SimulatedBigRedButton(isLidOpen: false)
    device.add([ButtonContactEdge(at: Self.at(-50), isPress: true)])
    device.moveLid(open: true, at: Self.at(500))
    device.moveLid(open: false, at: Self.at(900))
    var driver = BigRedButtonDriver()
    let edges = Self.edges(Self.run(&driver, on: &device, until: Self.at(2_000)))
    // Under the open lid the button is down: the device tells it as a press, and so do we.
    #expect(edges.map(\.isPress) == [true, false])
    var down = SimulatedBigRedButton()
    down.add([
      ButtonContactEdge(at: Self.at(-50), isPress: true),
      ButtonContactEdge(at: Self.at(300), isPress: false),
    ])
    var again = BigRedButtonDriver()
    #expect(
      Self.edges(Self.run(&again, on: &down, until: Self.at(2_000))).map(\.isPress) == [false])
  }

  @Test("Big Red Button that does not answer, opened anew and not asked meanwhile")
  func bigRedButtonSilent_reopens() {
    var device = SimulatedBigRedButton()
    device.answers = false
    var driver = BigRedButtonDriver()
    let told = Self.run(&driver, on: &device, until: Self.at(20_000))
    #expect(told.filter { if case .reopen = $0 { true } else { false } }.count == 1)
    #expect(told.contains(.link(.stalled(since: Self.at(0)))))
    #expect(driver.deadline == nil)
    #expect(told.filter { if case .send = $0 { true } else { false } }.count <= 60)
  }

  @Test("event stream with bounces and repeats, raw edges kept and repeats left out")
  func evdevStream_edgesKept() {
    let pressed = Self.presses()
    let edges = pressed.map { ContactEdge(at: $0.at, contact: 0, isPress: $0.isPress) }
    var driver = EvdevButtonDriver(keyCodes: [256])
    var told: [DriverAction] = []
    driver.begin(at: Self.at(0)) { _ in }
    for group in EvdevEventStream(keyCodes: [256]).groups(for: edges) {
      driver.receive(group.bytes, at: group.at + .milliseconds(3)) { told.append($0) }
    }
    #expect(Self.edges(told) == edges)
    // Feet stay on for 288 ms and more: past the delay of 250 ms, with one or two repeats each.
    #expect(driver.counts.repeats >= 20)
  }
}
