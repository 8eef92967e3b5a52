import Readings

/// What an edge of a button or switch brought about.
enum EdgeAction: Hashable {
  /// A release; it matters only to the recognition of a hold.
  case letGo
  case start(StartAction)
  case mark(MarkAction)
  case end(EndAction)
  case reject(Rejection)

  func walkActions(at instant: MonotonicInstant) -> [WalkAction] {
    switch self {
    case .letGo: []
    case .start(let action): action.walkActions(at: instant)
    case .mark(let action): action.walkActions(at: instant)
    case .end(let action): action.walkActions(at: instant)
    case .reject(let rejection): [.rejected(rejection, at: instant)]
    }
  }
}

extension WalkMachine {
  /// One button, whatever its number: the first press is START, each further press sets the next
  /// mark in the protocol's order, a press beyond the marks ends the walk. Two switches: one
  /// starts and ends, the other sets the next mark.
  mutating func edge(_ edge: ButtonEdge, at instant: MonotonicInstant) -> EdgeAction {
    let isBounce = contacts.note(edge, at: instant)
    guard edge.isPress else { return .letGo }
    if isBounce { return .reject(rejection(.edge, .bounce)) }
    switch definition.buttons {
    case .oneButton:
      if case .walking = state { return pressWhileWalking(edge.button, at: instant) }
      return .start(start(.edge, at: instant))
    case .twoSwitches(let startStop, let mark):
      switch edge.button {
      case startStop:
        if case .walking = state { return .end(stop(at: instant)) }
        return .start(start(.edge, at: instant))
      case mark: return markNext(at: instant)
      default: return .reject(rejection(.edge, .buttonNotBound))
      }
    }
  }

  private mutating func pressWhileWalking(
    _ button: Int, at instant: MonotonicInstant
  ) -> EdgeAction {
    guard case .walking(var walk) = state else { return .reject(misplaced(.edge)) }
    let before = state
    let next = nextMark(walk)
    walk.press = CountedPress(button: button, at: instant, mark: next)
    state = .walking(walk)
    if let next {
      let action = mark(next, .edge, by: .button, at: instant)
      if case .reject = action { state = before }
      return .mark(action)
    }
    let action = stop(at: instant)
    if case .reject = action { state = before }
    return .end(action)
  }

  private mutating func markNext(at instant: MonotonicInstant) -> EdgeAction {
    guard case .walking(let walk) = state else { return .reject(misplaced(.edge)) }
    guard let next = nextMark(walk) else {
      return .reject(
        rejection(.edge, definition.marks.isEmpty ? .markNotInProtocol : .markAlreadySet))
    }
    return .mark(mark(next, .edge, by: .button, at: instant))
  }

  /// The first mark of the protocol that does not stand. First symptoms cannot follow severe ones.
  private func nextMark(_ walk: Walk) -> Mark? {
    definition.marks.first { mark in
      walk.standing(mark) == nil
        && !(mark == .firstSymptoms && walk.standing(.severeSymptoms) != nil)
    }
  }

  /// END by press or switch; it tells no reason unless severe symptoms stand.
  private mutating func stop(at instant: MonotonicInstant) -> EndAction {
    guard case .walking(let walk) = state else { return .reject(misplaced(.edge)) }
    guard instant >= walk.start else { return .reject(rejection(.edge, .outOfOrder)) }
    return .end(finish(walk, at: instant, reason: knownReason(walk, at: instant), by: .button))
  }

  /// The reason that the marks tell by themselves at an END, nil when staff must give it.
  func knownReason(_ walk: Walk, at end: MonotonicInstant) -> EndReason? {
    guard let severe = walk.standing(.severeSymptoms), severe.at <= end else { return nil }
    return .severeSymptoms
  }
}
