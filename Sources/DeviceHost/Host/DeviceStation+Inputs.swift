import DeviceProtocols
public import Readings

extension DeviceStation {
  /// Takes `input` at `now`; returns what to do, in this order.
  public mutating func receive(_ input: Input, at now: MonotonicInstant) -> [Action] {
    guard state != .stopped else { return input == .opened ? [.close] : [] }
    var actions: [Action] = []
    switch input {
    case .attached(let device): attach([device], at: now, &actions)
    case .attachedTogether(let devices): attach(devices, at: now, &actions)
    case .detached(let path):
      attached.removeAll { $0.path == path }
      reconcile(at: now, isTouched: false, &actions)
    case .opened: opened(at: now, &actions)
    case .openFailed(let fault): openFailed(fault, at: now, &actions)
    case .impossible(let fault): impossible(fault, at: now, &actions)
    case .gaveUp(let fault): gaveUp(StationFault(fault), &actions)
    case .link(let link): linked(link, &actions)
    case .broken(let fault): broke(fault, at: now, &actions)
    case .reopen(let fault): reopen(fault, at: now, &actions)
    case .released: released(&actions)
    case .retry: retryNow(at: now, &actions)
    case .forget:
      known = nil
      if case .open(let plan) = state { known = DeviceSelection.Known(plan.device) }
      reconcile(at: now, isTouched: false, &actions)
    case .stop: stop(at: now, &actions)
    case .tick: tick(at: now, &actions)
    }
    return actions
  }

  // MARK: Ports

  private mutating func opened(at now: MonotonicInstant, _ actions: inout [Action]) {
    guard case .opening(let plan, let isWanted) = state else { return }
    guard isWanted else {
      actions.append(.close)
      return abandonOpening(at: now, &actions)
    }
    state = .open(plan)
    known = known ?? DeviceSelection.Known(plan.device)
    publish(.searching, &actions)
    reconcile(at: now, isTouched: false, &actions)
  }

  private mutating func openFailed(
    _ fault: PortFault, at now: MonotonicInstant, _ actions: inout [Action]
  ) {
    guard case .opening(let plan, let isWanted) = state else { return }
    guard isWanted else { return abandonOpening(at: now, &actions) }
    let until = now + retry.next()
    state = .waiting(plan, until: until)
    // A device that is on its way out is lost, and not a fault to mend.
    let isGone = fault.code == .unplugged || fault.code == .absent
    if isGone, let lostSince { return publish(.lost(since: lostSince), &actions) }
    publish(.failed(StationFault(fault, retryAt: until)), &actions)
  }

  private mutating func abandonOpening(at now: MonotonicInstant, _ actions: inout [Action]) {
    state = .idle
    reconcile(at: now, isTouched: true, &actions)
  }

  private mutating func broke(
    _ fault: PortFault, at now: MonotonicInstant, _ actions: inout [Action]
  ) {
    switch state {
    case .open(let plan):
      actions.append(.close)
      actions.append(.tell(StationFault(fault)))
      state = .waiting(plan, until: now + retry.next())
      lose(at: now, &actions)
    case .releasing: finish(&actions)
    case .idle, .refused, .waiting, .opening, .failed, .stopped: break
    }
  }

  private mutating func reopen(
    _ fault: DriverFault, at now: MonotonicInstant, _ actions: inout [Action]
  ) {
    guard case .open(let plan) = state else { return }
    actions.append(.close)
    actions.append(.tell(StationFault(fault)))
    state = .waiting(plan, until: now + retry.next())
  }

  private mutating func impossible(
    _ fault: StationFault, at now: MonotonicInstant, _ actions: inout [Action]
  ) {
    guard case .opening(let plan, let isWanted) = state else { return }
    guard isWanted else { return abandonOpening(at: now, &actions) }
    state = .failed(plan)
    publish(.failed(fault), &actions)
  }

  private mutating func gaveUp(_ fault: StationFault, _ actions: inout [Action]) {
    switch state {
    case .open(let plan):
      actions.append(.close)
      state = .failed(plan)
      publish(.failed(fault), &actions)
    case .releasing: finish(&actions)
    case .idle, .refused, .waiting, .opening, .failed, .stopped: break
    }
  }

  private mutating func linked(_ link: LinkState, _ actions: inout [Action]) {
    guard case .open = state else { return }
    switch link {
    case .searching: publish(.searching, &actions)
    case .streaming:
      retry.reset()
      lostSince = nil
      publish(.streaming, &actions)
    case .stalled(let since): publish(.stalled(since: since), &actions)
    }
  }

  // MARK: Time and people

  private mutating func tick(at now: MonotonicInstant, _ actions: inout [Action]) {
    switch state {
    case .waiting(let plan, let until) where now >= until: open(plan, &actions)
    case .releasing(_, let until) where now >= until: finish(&actions)
    default: break
    }
  }

  private mutating func retryNow(at now: MonotonicInstant, _ actions: inout [Action]) {
    retry.reset()
    if case .failed = state { state = .idle }
    reconcile(at: now, isTouched: true, &actions)
  }

  private mutating func stop(at now: MonotonicInstant, _ actions: inout [Action]) {
    switch state {
    case .open(let plan):
      state = .releasing(plan, until: now + Self.releaseTime)
      actions.append(.release)
    case .idle, .refused, .waiting, .opening, .failed: state = .stopped
    case .releasing, .stopped: break
    }
  }

  private mutating func released(_ actions: inout [Action]) {
    guard case .releasing = state else { return }
    finish(&actions)
  }

  private mutating func finish(_ actions: inout [Action]) {
    state = .stopped
    actions.append(.close)
  }
}
