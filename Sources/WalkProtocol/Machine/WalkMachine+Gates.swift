import Readings

/// What a gate's check brought about.
enum CheckAction: Hashable {
  case note(Gate, GateResult)
  case reject(Rejection)

  func walkActions(at instant: MonotonicInstant) -> [WalkAction] {
    switch self {
    case .note(let gate, let result): [.gateChecked(gate, result, at: instant)]
    case .reject(let rejection): [.rejected(rejection, at: instant)]
    }
  }
}

/// What a waiver brought about.
enum WaiveAction: Hashable {
  case waive(Gate, reason: String)
  case reject(Rejection)

  func walkActions(at instant: MonotonicInstant) -> [WalkAction] {
    switch self {
    case .waive(let gate, let reason): [.waived(gate, reason: reason, at: instant)]
    case .reject(let rejection): [.rejected(rejection, at: instant)]
    }
  }
}

extension WalkMachine {
  /// Notes a gate's check while preparing or armed: a gate that fails after arming refuses START
  /// until it passes or is waived. A waived gate that then passes needs its waiver no longer.
  mutating func check(_ gate: Gate, _ result: GateResult) -> CheckAction {
    guard var preparation = preparationBeforeStart else { return .reject(misplaced(.gate)) }
    guard isKnown(gate) else { return .reject(rejection(.gate, .gateNotInProtocol)) }
    switch result {
    case .passed: preparation.gates[gate] = .passed
    case .failed(let code):
      guard ReasonCode.isValid(code) else {
        return .reject(rejection(.gate, .reasonCodeMalformed))
      }
      // A waiver stands: staff go on without the gate, so its failing changes nothing.
      if case .waived = preparation.gates[gate] { return .note(gate, result) }
      preparation.gates[gate] = .failed(code)
    }
    replacePreparation(with: preparation)
    return .note(gate, result)
  }

  /// Goes on without a gate that may be waived: a channel, or the button when the screen is used.
  mutating func waive(_ gate: Gate, reason: String) -> WaiveAction {
    guard var preparation = preparationBeforeStart else { return .reject(misplaced(.waive)) }
    guard isKnown(gate) else { return .reject(rejection(.waive, .gateNotInProtocol)) }
    guard gate.isWaivable else { return .reject(rejection(.waive, .gateNotWaivable)) }
    guard ReasonCode.isValid(reason) else {
      return .reject(rejection(.waive, .reasonCodeMalformed))
    }
    guard preparation.gates[gate] != .passed else {
      return .reject(rejection(.waive, .gateAlreadyPassed))
    }
    preparation.gates[gate] = .waived(reason)
    replacePreparation(with: preparation)
    return .waive(gate, reason: reason)
  }

  /// The required gates that neither passed nor were waived, as a rejection names them.
  func openGates(_ preparation: Preparation) -> [String] {
    Gate.required(by: definition).filter { gate in
      switch preparation.gates[gate] {
      case .passed, .waived: false
      case .failed, nil: true
      }
    }.map { "gate:" + $0.rawValue }
  }

  private func isKnown(_ gate: Gate) -> Bool {
    guard case .channel(let channel) = gate else { return true }
    return definition.channels.contains { $0.channel == channel }
  }

  private var preparationBeforeStart: Preparation? {
    switch state {
    case .preparing(let preparation): preparation
    case .armed(let armed): armed.preparation
    case .idle, .walking, .ended, .closed, .abandoned, .interrupted: nil
    }
  }

  private mutating func replacePreparation(with preparation: Preparation) {
    switch state {
    case .preparing: state = .preparing(preparation)
    case .armed(let armed): state = .armed(ArmedWalk(preparation: preparation, since: armed.since))
    case .idle, .walking, .ended, .closed, .abandoned, .interrupted: break
    }
  }
}
