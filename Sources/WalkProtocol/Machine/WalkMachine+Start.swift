import Readings

/// What `arm` brought about.
enum ArmAction: Hashable {
  case arm
  case reject(Rejection)

  func walkActions(at instant: MonotonicInstant) -> [WalkAction] {
    switch self {
    case .arm: [.entered(.armed, at: instant)]
    case .reject(let rejection): [.rejected(rejection, at: instant)]
    }
  }
}

/// What `start` brought about.
enum StartAction: Hashable {
  case start
  case reject(Rejection)

  func walkActions(at instant: MonotonicInstant) -> [WalkAction] {
    switch self {
    case .start: [.entered(.walking, at: instant)]
    case .reject(let rejection): [.rejected(rejection, at: instant)]
    }
  }
}

extension WalkMachine {
  /// Arms when every required gate passed or is waived, every required question before the walk
  /// is answered and the rest since the trial before is over.
  mutating func arm(at instant: MonotonicInstant) -> ArmAction {
    guard case .preparing(let preparation) = state else { return .reject(misplaced(.arm)) }
    guard instant >= preparation.since else { return .reject(rejection(.arm, .outOfOrder)) }
    if let obstacle = obstacle(preparation, .arm, at: instant) { return .reject(obstacle) }
    state = .armed(ArmedWalk(preparation: preparation, since: instant))
    return .arm
  }

  /// START, by screen or button; zero of every time. The conditions of arming are checked again,
  /// because a gate may have failed since.
  mutating func start(_ event: EventKind, at instant: MonotonicInstant) -> StartAction {
    guard case .armed(let armed) = state else { return .reject(misplaced(event)) }
    guard instant >= armed.since else { return .reject(rejection(event, .outOfOrder)) }
    if let obstacle = obstacle(armed.preparation, event, at: instant) { return .reject(obstacle) }
    state = .walking(Walk(preparation: armed.preparation, start: instant))
    return .start
  }

  /// What stands between a prepared walk and START. The code is that of the first kind of
  /// obstacle; `missing` names all of them.
  private func obstacle(
    _ preparation: Preparation, _ event: EventKind, at instant: MonotonicInstant
  ) -> Rejection? {
    let gates = openGates(preparation)
    let questions = unanswered(definition.questionsBefore, preparation.answers)
    if !gates.isEmpty { return rejection(event, .gatesNotPassed, missing: gates + questions) }
    if !questions.isEmpty { return rejection(event, .answersMissing, missing: questions) }
    guard let previousEnd = preparation.previousEnd else { return nil }
    let rested = previousEnd + definition.trials.restBetween
    guard instant < rested else { return nil }
    return rejection(event, .restNotElapsed, remaining: rested - instant)
  }

  /// The required questions without an answer, as a rejection names them.
  func unanswered(_ questions: [Question], _ answers: [String: Answer]) -> [String] {
    questions.filter { $0.isRequired && answers[$0.id] == nil }.map { "question:" + $0.id }
  }
}
