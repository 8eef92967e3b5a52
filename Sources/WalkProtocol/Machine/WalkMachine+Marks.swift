import Readings

/// What a mark brought about.
enum MarkAction: Hashable {
  case mark(Mark)
  /// Severe symptoms that end the walk.
  case markAndEnd(Mark, Ending)
  case reject(Rejection)

  func walkActions(at instant: MonotonicInstant) -> [WalkAction] {
    switch self {
    case .mark(let mark): [.marked(mark, at: instant)]
    case .markAndEnd(let mark, let ending): [.marked(mark, at: instant)] + ending.walkActions
    case .reject(let rejection): [.rejected(rejection, at: instant)]
    }
  }
}

/// What the undoing of a mark brought about.
enum UndoMarkAction: Hashable {
  case undo(MarkEntry, UndoReason)
  case reject(Rejection)

  func walkActions(at instant: MonotonicInstant) -> [WalkAction] {
    switch self {
    case .undo(let entry, let reason):
      [.markUndone(entry.mark, reason: reason, markedAt: entry.at, at: instant)]
    case .reject(let rejection): [.rejected(rejection, at: instant)]
    }
  }
}

extension WalkMachine {
  /// Sets a mark with the event's own instant, which may lie before the latest tick. Severe
  /// symptoms may be marked without first ones (TFS is then censored at END); first symptoms
  /// stamped after standing severe ones, or severe ones that do not end the walk stamped before
  /// standing first ones, are out of order.
  mutating func mark(
    _ mark: Mark, _ event: EventKind, by cause: EndCause, at instant: MonotonicInstant
  ) -> MarkAction {
    guard case .walking(var walk) = state else { return .reject(misplaced(event)) }
    guard definition.marks.contains(mark) else {
      return .reject(rejection(event, .markNotInProtocol))
    }
    guard walk.standing(mark) == nil else { return .reject(rejection(event, .markAlreadySet)) }
    let ends = mark == .severeSymptoms && definition.severeSymptomsEndWalk
    guard instant >= walk.start, ends || isInOrder(mark, at: instant, walk) else {
      return .reject(rejection(event, .outOfOrder))
    }
    walk.marks.append(MarkEntry(mark: mark, at: instant))
    state = .walking(walk)
    guard ends else { return .mark(mark) }
    return .markAndEnd(mark, finish(walk, at: instant, reason: .severeSymptoms, by: cause))
  }

  private func isInOrder(_ mark: Mark, at instant: MonotonicInstant, _ walk: Walk) -> Bool {
    switch mark {
    case .firstSymptoms: walk.standing(.severeSymptoms).map { instant <= $0.at } ?? true
    case .severeSymptoms: walk.standing(.firstSymptoms).map { instant >= $0.at } ?? true
    }
  }

  /// Takes a standing mark back while walking; it stays in the list and may be set again.
  mutating func undoMark(
    _ mark: Mark, reason: UndoReason, at instant: MonotonicInstant
  ) -> UndoMarkAction {
    guard case .walking(var walk) = state else { return .reject(misplaced(.undoMark)) }
    guard reason.isForStaff else { return .reject(rejection(.undoMark, .undoReasonNotForStaff)) }
    guard let standing = walk.standing(mark) else {
      return .reject(rejection(.undoMark, .markNotSet))
    }
    guard instant >= standing.at else { return .reject(rejection(.undoMark, .outOfOrder)) }
    _ = walk.withdraw(reason) { $0.mark == mark }
    state = .walking(walk)
    return .undo(standing, reason)
  }
}
