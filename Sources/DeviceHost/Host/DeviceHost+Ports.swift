import DeviceProtocols
import Dispatch
import Readings

extension DeviceHost {
  /// Tells `run`'s station what happened, and does what it says.
  func feed(_ input: DeviceStation.Input, to run: RunningStation) {
    for action in run.station.receive(input, at: EventLoop.now) { perform(action, for: run) }
  }

  private func perform(_ action: DeviceStation.Action, for run: RunningStation) {
    let now = EventLoop.now
    switch action {
    case .open(let plan, let attempt): open(plan, attempt: attempt, for: run)
    case .release: drive(run) { driver, body in driver.close(at: now, body) }
    case .close: close(run)
    case .publish(let state):
      emit(.state(run.source, state, run.station.plan, at: now))
    case .tell(let fault): emit(.fault(run.source, fault, at: now))
    }
  }

  // MARK: Opening and closing

  private func open(_ plan: DevicePlan, attempt: Int, for run: RunningStation) {
    if let fault = prepareDriver(plan, for: run) { return feed(.impossible(fault), to: run) }
    openings += 1
    let number = openings
    run.opening = number
    run.early = []
    run.portWork += 1
    let (role, loop, opener) = (run.station.role, loop, opener)
    let processes = settings.processDirectory
    run.queue.async { [weak self] in
      let result = Result { () throws(PortFault) in
        try opener.open(plan, attempt: attempt, loop: loop) { [weak self] event in
          // Never inside the caller, who may hold a driver right now.
          loop.submit { [weak self] in
            self?.assumeIsolated { $0.heard(event, from: role, opening: number) }
          }
        }
      }.mapError { $0.namingHolder(of: plan.device.file, processes: processes) }
      guard let self else { return result.closePort() }
      loop.submit { self.assumeIsolated { $0.opened(result, for: role, opening: number) } }
    }
  }

  /// Makes the driver when there is none for `plan` yet; returns why that cannot be.
  private func prepareDriver(_ plan: DevicePlan, for run: RunningStation) -> StationFault? {
    let material = DriverMaterial(plan)
    if run.driver != nil, run.driverMaterial == material { return nil }
    let key: AntNetworkKey
    switch settings.networkKey {
    case .success(let given): key = given
    case .failure(let fault):
      if plan.choice.driver.needsNetworkKey {
        return StationFault(.device(.networkKeyMissing), fault.description)
      }
      key = .publicNetwork
    }
    guard let driver = material.makeDriver(source: run.source, networkKey: key) else {
      return SelectionFaults.noVariant(run.station.role, plan.choice)
    }
    run.driver = driver
    run.driverMaterial = material
    return nil
  }

  private func opened(
    _ result: Result<any BytePort, PortFault>, for role: DeviceRole, opening number: UInt64
  ) {
    guard let run = stations.first(where: { $0.station.role == role }) else { return }
    run.portWork -= 1
    switch result {
    case .failure(let fault): feed(.openFailed(fault), to: run)
    case .success(let port):
      run.port = port
      feed(.opened, to: run)
      if run.port != nil { begin(run, opening: number) }
    }
    noteReleased()
    rearm()
  }

  private func begin(_ run: RunningStation, opening number: UInt64) {
    let early = run.early
    run.early = []
    let start = early.first.map { min($0.instant, EventLoop.now) } ?? EventLoop.now
    drive(run) { driver, body in driver.begin(at: start, body) }
    for event in early { heard(event, from: run.station.role, opening: number) }
  }

  private func close(_ run: RunningStation) {
    run.opening = 0
    run.early = []
    guard let port = run.port else { return }
    run.port = nil
    if !isStopping { drive(run) { driver, body in driver.lost(at: EventLoop.now, body) } }
    run.portWork += 1
    let (source, loop) = (run.source, loop)
    run.queue.async { [weak self] in
      port.close()
      guard let self else { return }
      loop.submit { self.assumeIsolated { $0.closed(source) } }
    }
  }

  private func closed(_ source: DeviceSource) {
    stations.first { $0.source == source }?.portWork -= 1
    noteReleased()
  }

  private func noteReleased() {
    if isStopping, isReleased { finishStop() }
  }

  // MARK: Bytes and drivers

  private func heard(_ event: PortEvent, from role: DeviceRole, opening number: UInt64) {
    guard let run = stations.first(where: { $0.station.role == role }), run.opening == number
    else { return }
    guard run.port != nil else { return run.early.append(event) }
    switch event {
    case .bytes(let bytes, let instant):
      run.rate.count(at: instant)
      emit(.frame(run.source, .received, bytes, at: instant))
      drive(run) { driver, body in driver.receive(bytes, at: instant, body) }
    case .broken(let fault, _): feed(.broken(fault), to: run)
    }
    rearm()
  }

  /// Calls the driver, tells what it tells, and hands on what it wants.
  func drive(
    _ run: RunningStation, _ call: (inout any DeviceDriver, (DriverAction) -> Void) -> Void
  ) {
    // Taken out meanwhile: the driver alone owns its memory, and nothing else calls it.
    guard var driver = run.driver else { return }
    run.driver = nil
    var inputs: [DeviceStation.Input] = []
    call(&driver) { action in
      switch action {
      case .send(let message): send(message, to: run)
      case .report(let report):
        run.note(report)
        emit(.report(run.source, report, at: EventLoop.now))
      case .edge(let edge): emit(.edge(run.source, edge))
      case .link(let link): inputs.append(.link(link))
      case .reopen(let fault): inputs.append(.reopen(fault))
      case .failed(let fault): inputs.append(.gaveUp(fault))
      case .closed: inputs.append(.released)
      }
    }
    run.driver = driver
    for input in inputs { feed(input, to: run) }
  }

  private func send(_ message: HostMessage, to run: RunningStation) {
    guard let port = run.port else { return }
    // Told first: an answer cannot be stamped before its request.
    emit(.frame(run.source, .sent, message.shown, at: EventLoop.now))
    port.send(message)
  }
}

extension PortEvent {
  var instant: MonotonicInstant {
    switch self {
    case .bytes(_, let instant), .broken(_, let instant): instant
    }
  }
}

extension DriverID {
  /// Whether its device is on an ANT+ network, which has a key.
  var needsNetworkKey: Bool { self == .antFootPod || self == .antTreadmill }
}

extension Result<any BytePort, PortFault> {
  fileprivate func closePort() {
    if case .success(let port) = self { port.close() }
  }
}
