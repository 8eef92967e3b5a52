import Readings

/// What `abandon` brought about.
enum AbandonAction: Hashable {
  case abandon
  case reject(Rejection)

  func walkActions(at instant: MonotonicInstant) -> [WalkAction] {
    switch self {
    case .abandon: [.entered(.abandoned, at: instant)]
    case .reject(let rejection): [.rejected(rejection, at: instant)]
    }
  }
}

/// What an interruption brought about.
enum InterruptAction: Hashable {
  /// Nothing had started.
  case abandon
  /// END is the last instant proven.
  case end(Ending)
  /// END was known and stays as it was.
  case keepEnd
  case reject(Rejection)

  func walkActions(at instant: MonotonicInstant) -> [WalkAction] {
    switch self {
    case .abandon: [.entered(.abandoned, at: instant)]
    case .end(let ending):
      ending.walkActions.dropLast() + [.entered(.interrupted, at: ending.end.at)]
    case .keepEnd: [.entered(.interrupted, at: instant)]
    case .reject(let rejection): [.rejected(rejection, at: instant)]
    }
  }
}

extension WalkMachine {
  /// Staff give the walk up before START.
  mutating func abandon(reason: String, at instant: MonotonicInstant) -> AbandonAction {
    let preparation: Preparation
    switch state {
    case .preparing(let present): preparation = present
    case .armed(let armed): preparation = armed.preparation
    case .idle, .walking, .ended, .closed, .abandoned, .interrupted:
      return .reject(misplaced(.abandon))
    }
    guard ReasonCode.isValid(reason) else {
      return .reject(rejection(.abandon, .reasonCodeMalformed))
    }
    state = .abandoned(AbandonedWalk(preparation: preparation, at: instant, by: .operator))
    return .abandon
  }

  /// Power or process was lost. `instant` is the last one proven; what the machine itself has
  /// heard proves at least `latest`, so END never lies before that.
  mutating func interrupt(at instant: MonotonicInstant) -> InterruptAction {
    switch state {
    case .preparing(let preparation):
      state = .abandoned(AbandonedWalk(preparation: preparation, at: instant, by: .interruption))
      return .abandon
    case .armed(let armed):
      state = .abandoned(
        AbandonedWalk(preparation: armed.preparation, at: instant, by: .interruption))
      return .abandon
    case .walking(let walk):
      let end = max(instant, walk.latest)
      let ending = finish(walk, at: end, reason: .interrupted, by: .interruption)
      if case .ended(let ended) = state { state = .interrupted(ended) }
      return .end(ending)
    case .ended(let ended):
      state = .interrupted(ended)
      return .keepEnd
    case .idle, .closed, .abandoned, .interrupted:
      return .reject(misplaced(.interrupt))
    }
  }
}
