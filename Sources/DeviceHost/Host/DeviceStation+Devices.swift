import DeviceProtocols
import Readings

extension DeviceStation {
  /// Devices are there, for the first time or again. Those that come together are looked at together:
  /// the first of two is no better than the second.
  mutating func attach(
    _ devices: [AttachedDevice], at now: MonotonicInstant, _ actions: inout [Action]
  ) {
    var isTouched = false
    for device in devices {
      let before = attached.first { $0.path == device.path }
      attached.removeAll { $0.path == device.path }
      attached.append(device)
      // The kernel's driver changes by our own opening and closing: that is no reason to try again.
      let isSame = before.map { old in
        old.isSameAttachment(as: device) && old.permission == device.permission
      }
      isTouched = isTouched || isSame != true
    }
    attached.sort { ($0.port, $0.path) < ($1.port, $1.path) }
    reconcile(at: now, isTouched: isTouched, &actions)
  }

  /// Brings the state in line with what is attached. `isTouched`: a device came or its permissions
  /// did, so one that could not be opened is tried at once.
  mutating func reconcile(
    at now: MonotonicInstant, isTouched: Bool, _ actions: inout [Action]
  ) {
    switch state {
    case .open(let plan) where isThere(plan): warnOfSecond(beside: plan.device, &actions)
    case .open:
      actions.append(.close)
      state = .idle
      lose(at: now, &actions)
      adopt(isTouched: true, &actions)
    case .opening(let plan, _): state = .opening(plan, isWanted: isThere(plan))
    case .failed(let plan) where isThere(plan): break
    case .waiting(let plan, let until) where isThere(plan) && !isTouched:
      adopt(isTouched: false, keeping: plan, until: until, &actions)
    case .waiting, .failed, .idle, .refused:
      if case .failed = state, known != nil { lostSince = lostSince ?? now }
      if isTouched || plan.map(isThere) == false { retry.reset() }
      adopt(isTouched: isTouched, &actions)
    case .releasing, .stopped: break
    }
  }

  /// Begins to open `plan`.
  mutating func open(_ plan: DevicePlan, _ actions: inout [Action]) {
    state = .opening(plan, isWanted: true)
    // A retry is no news: the state stays failed until it works.
    if retry.failures == 0 || !published.isFailed { publish(.opening, &actions) }
    actions.append(.open(plan, attempt: retry.failures + 1))
  }

  /// The device that was open is gone.
  mutating func lose(at now: MonotonicInstant, _ actions: inout [Action]) {
    let since = lostSince ?? now
    lostSince = since
    publish(.lost(since: since), &actions)
  }

  /// Tells a new state; the same one again is no news.
  mutating func publish(_ state: StationState, _ actions: inout [Action]) {
    guard state != published else { return }
    published = state
    actions.append(.publish(state))
  }

  // MARK: Choosing

  private func isThere(_ plan: DevicePlan) -> Bool {
    attached.contains { $0.isSameAttachment(as: plan.device) }
  }

  private mutating func adopt(
    isTouched: Bool, keeping plan: DevicePlan? = nil, until: MonotonicInstant? = nil,
    _ actions: inout [Action]
  ) {
    switch selection.choose(among: attached, known: known) {
    case .nothing(let advice):
      state = .idle
      advise(advice, &actions)
      publish(lostSince.map { .lost(since: $0) } ?? .searching, &actions)
    case .device(let chosen):
      advise(nil, &actions)
      if let plan, let until, chosen.device.isSameAttachment(as: plan.device) {
        state = .waiting(chosen, until: until)
      } else {
        open(chosen, &actions)
      }
    case .refused(let fault):
      state = .refused(fault)
      advise(nil, &actions)
      publish(.failed(fault), &actions)
    }
  }

  private mutating func warnOfSecond(beside used: AttachedDevice, _ actions: inout [Action]) {
    let second = attached.first { !$0.isSameAttachment(as: used) && selection.isEligible($0) }
    advise(second.map { SelectionFaults.second(role, $0, beside: used) }, &actions)
  }

  private mutating func advise(_ fault: StationFault?, _ actions: inout [Action]) {
    guard fault != advice else { return }
    advice = fault
    if let fault { actions.append(.tell(fault)) }
  }
}

extension StationState {
  var isFailed: Bool {
    if case .failed = self { true } else { false }
  }
}
