package import ControlSocket
package import DeviceHost
import DeviceProtocols
package import Readings
package import SessionCapture
import Synchronization
import WalkProtocol

/// What the devices of this machine tell, as input of a session: collected on the host's thread,
/// taken by the walk's.
package final class DeviceFeed: Sendable {
  fileprivate struct Collected {
    var inputs: [(input: SessionInput, at: MonotonicInstant)] = []
    var notices: [String] = []
    /// The last notice of each source: what is tried again every second is told once.
    var told: [DeviceSource: String] = [:]
    /// The last plan of each source: a device that is lost is still named.
    var plans: [DeviceSource: DevicePlan] = [:]
    var hasButton = false
    /// Nobody takes inputs between sessions.
    var isInSession = true
  }

  /// The newest reading of each channel, as it is delivered.
  package let latest: LatestReadings
  private let collected = Mutex(Collected())
  private let host: Mutex<DeviceHost?>
  private let onChange: @Sendable (DeviceLine) -> Void

  /// Starts to look for devices.
  ///
  /// - Parameter onChange: is told, on the host's thread, when a device stands elsewhere than before.
  /// - Throws: what stands in the way of looking, in one sentence; a device that cannot be opened is
  ///   a notice.
  package init(
    _ paths: DevicePaths, latest: LatestReadings = LatestReadings(),
    onChange: @escaping @Sendable (DeviceLine) -> Void = { _ in }
  ) async throws {
    self.latest = latest
    self.onChange = onChange
    host = Mutex(nil)
    let host = try paths.host { [weak self] event in self?.hear(event) }
    self.host.withLock { $0 = host }
    try await host.start()
  }

  /// Releases every device.
  package func stop() async { await host.withLock { $0 }?.stop() }

  /// Collects no input any more; states and notices go on.
  package func closeSession() {
    collected.withLock { collected in
      collected.isInSession = false
      collected.inputs = []
    }
  }

  /// How each role stands; empty before the host has begun.
  package func snapshot() async -> HostSnapshot? { await host.withLock { $0 }?.snapshot() }

  /// Whether a button answers.
  package var hasButton: Bool { collected.withLock { $0.hasButton } }

  /// What came since the last call.
  package func take() -> [(input: SessionInput, at: MonotonicInstant)] {
    collected.withLock { collected in
      defer { collected.inputs = [] }
      return collected.inputs
    }
  }

  /// What staff should know of the devices, since the last call.
  package func takeNotices() -> [String] {
    collected.withLock { collected in
      defer { collected.notices = [] }
      return collected.notices
    }
  }

  private func hear(_ event: HostEvent) {
    switch event {
    case .report(_, .reading(let reading), _): latest.take(reading)
    case .state(let source, .lost, _, _): latest.forget(source)
    default: break
    }
    collected.withLock { $0.hear(event) }
    if case .state(let source, let state, let plan, _) = event {
      onChange(DeviceLine(source, state, plan))
    }
  }
}

extension DeviceFeed.Collected {
  fileprivate mutating func hear(_ event: HostEvent) {
    switch event {
    case .state(let source, let state, let plan, let instant):
      if let plan { plans[source] = plan }
      hear(source, state, at: instant)
    case .frame(let source, let direction, let bytes, let instant):
      let way: DeviceFrame.Direction = direction == .sent ? .sent : .received
      add(.frame(DeviceFrame(source: source, direction: way, bytes: bytes)), instant)
    case .edge(let source, let edge):
      // Contacts count from 0, buttons of a protocol from 1.
      let button = ButtonEdge(button: edge.contact + 1, isPress: edge.isPress)
      add(.edge(source: source, button), edge.at)
    case .fault(let source, let fault, _): tell(fault.description, of: source)
    case .report(let source, .edgesLost, let instant):
      add(.trouble(source, .edgesLost), instant)
      notices.append("Edges of the button may be lost: check the marks.")
    case .report(let source, .contactStuck(let contact), let instant):
      add(.trouble(source, .contactStuck(button: contact + 1)), instant)
      notices.append("The button has been down for long: is something lying on it?")
    // The engine reads the same from the frames.
    case .report: break
    }
  }

  private mutating func tell(_ notice: String, of source: DeviceSource) {
    guard told[source] != notice else { return }
    told[source] = notice
    notices.append(notice)
  }

  private mutating func add(_ input: SessionInput, _ instant: MonotonicInstant) {
    if isInSession { inputs.append((input, instant)) }
  }

  private mutating func hear(
    _ source: DeviceSource, _ state: StationState, at instant: MonotonicInstant
  ) {
    let role = HostSettings.allSources.first { $0.value == source }?.key.rawValue ?? "device"
    if case .failed(let fault) = state {
      tell("\(role): \(fault)", of: source)
    } else if let plan = plans[source] {
      tell("\(role): \(state.name) (\(plan.device.whoAndWhere))", of: source)
    }
    guard let plan = plans[source], let told = DeviceChange.State(rawValue: state.name) else {
      return
    }
    if plan.choice.driver.isButton { hasButton = state == .streaming }
    let change = DeviceChange(
      source: source, driver: plan.choice.driver, variant: plan.choice.variant, state: told,
      serial: plan.device.serial)
    add(.device(change), instant)
  }
}

extension DriverID {
  /// True for the drivers of timer buttons.
  fileprivate var isButton: Bool {
    switch self {
    case .button, .hidButton, .xkeys, .bigRedButton: true
    case .antFootPod, .antTreadmill, .trackmaster, .csafe, .lifespan: false
    }
  }
}
