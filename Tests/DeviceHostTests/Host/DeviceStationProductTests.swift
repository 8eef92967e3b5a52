import DeviceProtocols
import Readings
import Testing
import WalktestTesting

@testable import DeviceHost

/// Every input in every state, and random lives: what must hold whatever happens.
struct DeviceStationProductTests {
  static let first = TestDevices.stick("S-1")
  static let second = TestDevices.stick("S-2", port: "usb-1-2", address: 3)

  static let inputs: [DeviceStation.Input] = [
    .attached(first), .attached(second), .attached(TestDevices.stick("S-1", address: 8)),
    .attached(TestDevices.stick("S-1", permission: .denied)), .attached(TestDevices.footSwitch()),
    .attachedTogether([first, second]), .attachedTogether([second]),
    .detached(path: first.path), .detached(path: second.path), .detached(path: "/sys/other"),
    .opened, .openFailed(PortFault(.busy, "busy")), .openFailed(PortFault(.absent, "absent")),
    .impossible(StationFault(.noDriver, "none")), .link(.searching), .link(.streaming),
    .link(.stalled(since: instant(1))), .broken(PortFault(.unplugged, "gone")),
    .reopen(DriverFault(.noAnswer, "silent")), .gaveUp(DriverFault(.refused, "refused")),
    .released, .retry, .forget, .stop, .tick,
  ]

  /// Ways to each state.
  static let ways: [[DeviceStation.Input]] = [
    [],  // idle
    [.attached(first), .openFailed(PortFault(.busy, "busy")), .attached(second)],  // refused
    [.attached(first), .openFailed(PortFault(.busy, "busy"))],  // waiting
    [.attached(first)],  // opening
    [.attached(first), .detached(path: first.path)],  // opening, unwanted
    [.attached(first), .opened],  // open
    [.attached(first), .opened, .link(.streaming)],
    [.attached(first), .opened, .broken(PortFault(.unplugged, "gone"))],  // waiting, lost
    [.attached(first), .opened, .detached(path: first.path)],  // idle, lost
    [.attached(first), .opened, .detached(path: first.path), .attached(second)],  // swapped
    [.attached(first), .opened, .gaveUp(DriverFault(.refused, "refused"))],  // failed
    [.attached(first), .opened, .stop],  // releasing
    [.stop],  // stopped
  ]

  /// The outside world: whether a port is open or being opened, as the actions say.
  struct World {
    var isOpening = false
    var isOpen = false

    mutating func tell(_ input: DeviceStation.Input) {
      if isOpening {
        switch input {
        case .opened: (isOpening, isOpen) = (false, true)
        case .openFailed, .impossible: isOpening = false
        default: break
        }
      }
    }

    mutating func take(_ action: DeviceStation.Action) -> String? {
      switch action {
      case .open:
        defer { isOpening = true }
        return isOpen || isOpening ? "opened twice" : nil
      case .close:
        defer { isOpen = false }
        return isOpen ? nil : "closed what is not open"
      case .release: return isOpen ? nil : "released what is not open"
      case .publish, .tell: return nil
      }
    }
  }

  /// Whether `input` can come in `world`: openings are answered once and when they were asked for.
  private static func isPossible(_ input: DeviceStation.Input, in world: World) -> Bool {
    switch input {
    case .opened, .openFailed, .impossible: world.isOpening
    default: true
    }
  }

  /// Feeds `input` and checks what must hold.
  private static func feed(
    _ input: DeviceStation.Input, to station: inout DeviceStation, in world: inout World,
    at now: MonotonicInstant
  ) -> [String] {
    let before = station.published
    let (wasStopped, deadline) = (station.isStopped, station.deadline)
    world.tell(input)
    let actions = station.receive(input, at: now)
    var faults = actions.compactMap { world.take($0) }
    let published = actions.compactMap { action -> StationState? in
      if case .publish(let state) = action { state } else { nil }
    }
    if published.isEmpty, station.published != before { faults.append("changed in silence") }
    if let last = published.last, last != station.published { faults.append("published another") }
    if zip([before] + published, published).contains(where: ==) { faults.append("told twice") }
    if world.isOpen, !station.holdsPort { faults.append("forgot an open port") }
    if wasStopped, !actions.allSatisfy({ $0 == .close }) { faults.append("acted after stop") }
    if let new = station.deadline, new != deadline, new <= now { faults.append("late deadline") }
    if station.deadline == nil, case .waiting = station.state { faults.append("waits for ever") }
    return faults
  }

  @Test(
    "every input in every state, opens once, closes what it opened, and tells every change once")
  func product() {
    var states: Set<String> = []
    for (number, way) in Self.ways.enumerated() {
      var start = DeviceStationTests.station()
      var world = World()
      for input in way {
        #expect(Self.feed(input, to: &start, in: &world, at: instant(1)) == [], "way \(number)")
      }
      states.insert(String("\(start.state)".prefix { $0 != "(" }))
      for input in Self.inputs where Self.isPossible(input, in: world) {
        var (station, world) = (start, world)
        let faults = Self.feed(input, to: &station, in: &world, at: instant(10_000))
        #expect(faults == [], "\(start.state) and \(input)")
      }
    }
    #expect(
      states == [
        "idle", "refused", "waiting", "opening", "open", "failed", "releasing", "stopped",
      ])
  }

  @Test(
    "inputs nobody asked for, are ignored in every state", arguments: DeviceStationProductTests.ways
  )
  func unasked(way: [DeviceStation.Input]) {
    var station = DeviceStationTests.station()
    for input in way { _ = station.receive(input, at: instant(1)) }
    for input: DeviceStation.Input in [.opened, .openFailed(PortFault(.busy, "busy")), .released] {
      if case .opening = station.state { continue }
      if case .releasing = station.state { continue }
      var copy = station
      let actions = copy.receive(input, at: instant(2))
      #expect(actions == [] || (station.isStopped && actions == [.close]), "\(input)")
    }
  }

  @Test("ten thousand random lives, hold it all", arguments: [1, 2, 3, 4] as [UInt64])
  func randomLives(seed: UInt64) {
    var random = SplitMix(state: seed)
    for _ in 0..<2_500 {
      var station = DeviceStationTests.station()
      var world = World()
      var now = instant(0)
      for _ in 0..<40 {
        guard let input = Self.inputs.randomElement(using: &random) else { return }
        // A stop ends a life: rarely.
        if input == .stop, UInt8.random(in: 0..<8, using: &random) != 0 { continue }
        guard Self.isPossible(input, in: world) else { continue }
        now = now + .milliseconds(Int64.random(in: 0...900, using: &random))
        if let deadline = station.deadline, deadline <= now {
          #expect(Self.feed(.tick, to: &station, in: &world, at: now) == [])
          guard station.deadline.map({ $0 > now }) ?? true else { return }
          guard Self.isPossible(input, in: world) else { continue }
        }
        let faults = Self.feed(input, to: &station, in: &world, at: now)
        #expect(faults == [], "\(input) at \(now)")
        guard faults.isEmpty else { return }
      }
    }
  }
}
