import DeviceProtocols
import DeviceSimulator
import Readings

/// The real driver of a foot pod on a simulated stick, both in virtual time: the bench moves to the
/// next instant at which either of them has something to do.
struct DriverBench {
  /// A distance and the stride count told with it.
  struct Total: Hashable {
    var at: MonotonicInstant
    var distance: Micrometres
    var strides: Int64
    var isContinuous: Bool
  }

  static let begin = MonotonicInstant(microseconds: 100_000_000)

  var stick: SimulatedStick
  private(set) var driver: FootPodDriver
  private(set) var now = begin
  private(set) var actions: [AntLinkAction] = []
  private(set) var reports: [DeviceReport] = []
  private(set) var totals: [Total] = []
  /// All bytes received, with their instants.
  private(set) var received: [UInt8] = []
  private var wasAttached = true
  private var reopenAt: MonotonicInstant?

  /// A pod on `subject` and a stick with `faults`; the host looks for any foot pod.
  init(
    _ subject: any WalkingSubject, seed: UInt64 = 1, walkBegins: MonotonicInstant? = nil,
    faults: SimulatedFaults = SimulatedFaults(),
    conditions: FootPodConditions = FootPodConditions()
  ) {
    let pod = SimulatedFootPod(
      identity: FootPodIdentity(deviceNumber: 4_711), subject: subject,
      firstMessage: Self.begin - .milliseconds(100), walkBegins: walkBegins,
      counters: FootPodCounters(
        time: .seconds(200), distance: Micrometres(222_000_000), strides: 250),
      conditions: conditions)
    stick = SimulatedStick(seed: seed, pods: [pod], at: Self.begin, faults: faults)
    driver = FootPodDriver(source: DeviceSource(1), plan: .footPod(), key: .publicNetwork)
    act(driver.begin(at: now))
  }

  /// Whether a page of the pod has been read.
  var hasOrigin: Bool { !totals.isEmpty }

  /// Distance and strides since the first page.
  var last: Total? { totals.last }

  /// What the driver had to do or to tell.
  enum Happening: Hashable { case retried, tracking, closedCleanly, closedBadly, broken, bridged }

  /// How often `happening` came.
  func count(_ happening: Happening) -> Int {
    actions.count { Self.happening($0) == happening }
      + reports.count { Self.happening($0) == happening }
  }

  private static func happening(_ action: AntLinkAction) -> Happening? {
    switch action {
    case .retried: .retried
    case .tracking: .tracking
    case .closed(let clean): clean ? .closedCleanly : .closedBadly
    default: nil
    }
  }

  private static func happening(_ report: DeviceReport) -> Happening? {
    switch report {
    case .broken: .broken
    case .bridged: .bridged
    default: nil
    }
  }

  /// Lets time pass until `end`.
  mutating func run(until end: MonotonicInstant) {
    while now < end {
      let next = [stick.nextEvent, driver.deadline, reopenAt].compactMap(\.self).min() ?? end
      now = min(end, max(next, now + Microseconds(1)))
      for chunk in stick.advance(to: now) { hear(chunk.bytes, at: chunk.at) }
      watchPlug()
      if let reopenAt, reopenAt <= now, stick.isAttached {
        self.reopenAt = nil
        act(driver.begin(at: now))
      }
      act(driver.tick(at: now))
    }
  }

  /// Releases the stick.
  mutating func close() { act(driver.close(at: now)) }

  private mutating func hear(_ bytes: [UInt8], at instant: MonotonicInstant) {
    received += bytes
    var outputs: [FootPodDriver.Output] = []
    driver.receive(bytes, at: instant) { outputs.append($0) }
    for output in outputs {
      switch output {
      case .action(let action): act([action])
      case .report(let report):
        reports.append(report)
        note(report)
      }
    }
  }

  private mutating func act(_ new: [AntLinkAction]) {
    for action in new {
      actions.append(action)
      switch action {
      case .send(let message): stick.receive(hostBytes: message.encoded, at: now)
      case .reopenStick: reopenAt = now + .milliseconds(100)
      default: break
      }
    }
  }

  private mutating func note(_ report: DeviceReport) {
    guard case .reading(let reading) = report else { return }
    switch reading.value {
    case .distance(let distance):
      totals.append(
        Total(
          at: reading.instant, distance: distance, strides: totals.last?.strides ?? 0,
          isContinuous: reading.isContinuous))
    case .strides(let strides):
      guard !totals.isEmpty else { return }
      totals[totals.count - 1].strides = strides
    case .speed: break
    }
  }

  /// The host opens a stick 100 ms after it is plugged in, as hot-plug does.
  private mutating func watchPlug() {
    guard stick.isAttached != wasAttached else { return }
    wasAttached = stick.isAttached
    if wasAttached {
      reopenAt = now + .milliseconds(100)
    } else {
      reopenAt = nil
      act(driver.lost())
    }
  }
}
