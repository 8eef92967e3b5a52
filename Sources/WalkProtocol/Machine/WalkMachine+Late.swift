import Readings

/// Events that were stamped before END by cap but are heard after it: a press delayed on its way
/// really came first, and the cap must not swallow it.
extension WalkMachine {
  /// True for a press, mark or end stamped strictly before an END that the cap brought.
  func isLateForCap(_ event: WalkEvent, at instant: MonotonicInstant) -> Bool {
    guard case .ended(let ended) = state, ended.by == .cap, instant < ended.endAt else {
      return false
    }
    switch event.kind {
    case .edge, .mark, .end, .emergencyStop: return true
    default: return false
    }
  }

  /// Judges a late event as of its own instant, in the walk as it then was. When it ends the walk,
  /// END moves to it and the revision is kept; when it does not, END by cap stands.
  mutating func reopened(_ event: WalkEvent, at instant: MonotonicInstant) -> [WalkAction] {
    guard case .ended(let before) = state else { return dispatch(event, at: instant) }
    state = .walking(before.walk)
    let actions = dispatch(event, at: instant)
    switch state {
    case .walking(let walk):
      var kept = before
      if actions.contains(where: { $0.rejection == nil }) { kept.walk = walk }
      state = .ended(kept)
      return actions
    case .ended(var revised):
      revised.answers = before.answers
      revised.recovered = before.recovered
      let revision = EndRevision(from: before.end, to: revised.end)
      revised.revisions = before.revisions + [revision]
      state = .ended(revised)
      return actions.filter { !$0.isEntry }.map { action in
        guard case .ended = action else { return action }
        return .endRevised(from: revision.from, to: revision.to, at: revision.to.at)
      }
    default: return actions
    }
  }
}

extension WalkAction {
  fileprivate var isEntry: Bool {
    if case .entered = self { true } else { false }
  }
}
