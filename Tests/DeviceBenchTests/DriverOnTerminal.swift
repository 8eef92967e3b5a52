import DeviceBench
import DeviceProtocols
import Readings
import Testing

/// The foot pod driver behind an open terminal, as the host runs it: reads until the driver's
/// deadline, and does what the driver wants.
struct DriverOnTerminal {
  private var end: HostEnd
  private var driver = FootPodDriver(
    source: DeviceSource(1), plan: .footPod(), key: .publicNetwork)
  private(set) var links: [LinkState] = []
  private(set) var faults: [DriverFault] = []
  /// Distances in µm, in order.
  private(set) var distances: [Int64] = []
  private(set) var hasHungUp = false
  private(set) var isClosed = false

  /// A driver that begins at once.
  init(_ end: HostEnd) {
    self.end = end
    tell { driver, now, body in driver.begin(at: now, body) }
  }

  /// Goes on at a port that was opened anew.
  mutating func reopen(_ end: HostEnd) {
    self.end = end
    hasHungUp = false
    tell { driver, now, body in driver.begin(at: now, body) }
  }

  /// Runs until `isDone`, at most twenty seconds.
  mutating func run(
    sourceLocation: SourceLocation = #_sourceLocation, until isDone: (Self) -> Bool
  ) throws {
    let last = BenchClock.now + .seconds(20)
    while !isDone(self) {
      try #require(BenchClock.now < last, "\(links) \(faults)", sourceLocation: sourceLocation)
      switch end.hear(until: min(last, driver.deadline ?? last)) {
      case nil: tell { driver, now, body in driver.tick(at: now, body) }
      case []?:
        hasHungUp = true
        tell { driver, now, body in driver.lost(at: now, body) }
      case let bytes?: tell { driver, now, body in driver.receive(bytes, at: now, body) }
      }
    }
  }

  /// Releases the stick, which must confirm it.
  mutating func close() throws {
    tell { driver, now, body in driver.close(at: now, body) }
    try run { $0.isClosed }
  }

  private mutating func tell(
    _ event: (inout any DeviceDriver, MonotonicInstant, (DriverAction) -> Void) -> Void
  ) {
    var actions: [DriverAction] = []
    var any: any DeviceDriver = driver
    event(&any, BenchClock.now) { actions.append($0) }
    if let changed = any as? FootPodDriver { driver = changed }
    for action in actions { act(action) }
  }

  private mutating func act(_ action: DriverAction) {
    switch action {
    case .send(let message): end.say(message.bytes)
    case .link(let state): links.append(state)
    case .report(.reading(let reading)):
      if case .distance(let distance) = reading.value { distances.append(distance.count) }
    case .reopen(let fault), .failed(let fault): faults.append(fault)
    case .closed(let clean): isClosed = clean
    case .report, .edge: break
    }
  }
}
