import Readings

/// What the begin of a rest brought about.
enum RestBeginAction: Hashable {
  case begin
  case reject(Rejection)

  func walkActions(at instant: MonotonicInstant) -> [WalkAction] {
    switch self {
    case .begin: [.restBegan(at: instant)]
    case .reject(let rejection): [.rejected(rejection, at: instant)]
    }
  }
}

/// What the end of a rest brought about.
enum RestEndAction: Hashable {
  case end
  case reject(Rejection)

  func walkActions(at instant: MonotonicInstant) -> [WalkAction] {
    switch self {
    case .end: [.restEnded(at: instant)]
    case .reject(let rejection): [.rejected(rejection, at: instant)]
    }
  }
}

/// What the confirmation of a stage brought about.
enum StageAction: Hashable {
  case confirm(Int)
  case reject(Rejection)

  func walkActions(at instant: MonotonicInstant) -> [WalkAction] {
    switch self {
    case .confirm(let number): [.stage(number, at: instant)]
    case .reject(let rejection): [.rejected(rejection, at: instant)]
    }
  }
}

extension WalkMachine {
  /// The subject rests; the clock runs on.
  mutating func restBegin(at instant: MonotonicInstant) -> RestBeginAction {
    guard case .walking(var walk) = state else { return .reject(misplaced(.restBegin)) }
    guard definition.rests == .allowed else {
      return .reject(rejection(.restBegin, .restsNotAllowed))
    }
    guard !walk.isResting else { return .reject(rejection(.restBegin, .alreadyResting)) }
    guard instant >= walk.rests.last?.end ?? walk.start else {
      return .reject(rejection(.restBegin, .outOfOrder))
    }
    walk.rests.append(RestEntry(begin: instant))
    state = .walking(walk)
    return .begin
  }

  /// The subject walks on.
  mutating func restEnd(at instant: MonotonicInstant) -> RestEndAction {
    guard case .walking(var walk) = state else { return .reject(misplaced(.restEnd)) }
    guard var rest = walk.rests.popLast(), rest.end == nil else {
      return .reject(rejection(.restEnd, .notResting))
    }
    guard instant >= rest.begin else { return .reject(rejection(.restEnd, .outOfOrder)) }
    rest.end = instant
    walk.rests.append(rest)
    state = .walking(walk)
    return .end
  }

  /// Staff confirm that stage `number`, 1 and up, is set on the treadmill.
  mutating func stage(_ number: Int, at instant: MonotonicInstant) -> StageAction {
    guard case .walking(var walk) = state else { return .reject(misplaced(.stage)) }
    guard number >= 1, number <= definition.stages.count else {
      return .reject(rejection(.stage, .stageNotInProtocol))
    }
    guard walk.confirmedStage != number else {
      return .reject(rejection(.stage, .stageAlreadyConfirmed))
    }
    guard instant >= walk.start else { return .reject(rejection(.stage, .outOfOrder)) }
    walk.confirmedStage = number
    state = .walking(walk)
    return .confirm(number)
  }
}
