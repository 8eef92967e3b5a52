public import Readings

/// What the passing of time brought about, in order.
struct ElapseAction: Hashable {
  /// END by cap or hold.
  var ending: Ending?
  /// A press that is now known to be a hold, after END.
  var revision: HoldRevision?

  var walkActions: [WalkAction] {
    (ending?.walkActions ?? []) + (revision?.walkActions ?? [])
  }
}

/// END as a hold that was recognised after it changes it.
struct HoldRevision: Hashable {
  var withdrawn: [MarkEntry]
  var revision: EndRevision

  var walkActions: [WalkAction] {
    withdrawn.undoneActions(at: revision.to.at)
      + [.endRevised(from: revision.from, to: revision.to, at: revision.to.at)]
  }
}

/// What a tick brought about.
enum TickAction: Hashable {
  case nothing
  case prompt([Prompt])

  func walkActions(at instant: MonotonicInstant) -> [WalkAction] {
    switch self {
    case .nothing: []
    case .prompt(let prompts): prompts.map { .prompt($0, at: instant) }
    }
  }
}

extension WalkMachine {
  /// When the passing of time alone brings about what staff or subject see: the next prompt, or the
  /// cap; nil when the walk is not under way.
  public var nextDue: MonotonicInstant? {
    guard case .walking(let walk) = state else { return nil }
    let prompt = definition.prompts.dropFirst(walk.promptsShown).first
    return walk.start + min(definition.cap, prompt?.at ?? definition.cap)
  }

  /// Lets time pass to `instant` before an event is heard: recognises a hold, then the cap, in the
  /// order in which they fell due, so that the outcome does not depend on how often ticks come.
  mutating func elapse(to instant: MonotonicInstant) -> ElapseAction {
    var action = ElapseAction()
    if case .walking(let walk) = state {
      let capAt = walk.start + definition.cap
      if let press = dueHold(walk, at: instant), press.holdAt <= capAt {
        action.ending = finishByHold(walk, press.press)
      } else if instant >= capAt {
        action.ending = finish(walk, at: capAt, reason: .capReached, by: .cap)
      }
    }
    if case .ended(let ended) = state { action.revision = reviseByHold(ended, at: instant) }
    return action
  }

  /// Shows the prompts that are due, once each and in order. Ticks are heard in every phase.
  mutating func tick(at instant: MonotonicInstant) -> TickAction {
    guard case .walking(var walk) = state, instant >= walk.start else { return .nothing }
    let prompts = duePrompts(&walk, through: instant - walk.start)
    state = .walking(walk)
    return prompts.isEmpty ? .nothing : .prompt(prompts)
  }

  /// Takes the prompts up to `elapsed` after START that were not shown yet.
  func duePrompts(_ walk: inout Walk, through elapsed: Microseconds) -> [Prompt] {
    let due = definition.prompts.dropFirst(walk.promptsShown).prefix { $0.at <= elapsed }
    walk.promptsShown += due.count
    return Array(due)
  }

  /// The counted press that has been held long enough at `instant`.
  private func dueHold(
    _ walk: Walk, at instant: MonotonicInstant
  ) -> (press: CountedPress, holdAt: MonotonicInstant)? {
    guard case .oneButton(let holdToEnd) = definition.buttons, let press = walk.press,
      contacts.isHeld(press.button, since: press.at)
    else { return nil }
    let holdAt = press.at + holdToEnd
    return instant >= holdAt ? (press, holdAt) : nil
  }

  /// A hold means END at its press: the mark that the press set is withdrawn.
  private mutating func finishByHold(_ walking: Walk, _ press: CountedPress) -> Ending {
    var walk = walking
    let withdrawn = withdrawMark(of: press, &walk)
    walk.press = nil
    var ending = finish(walk, at: press.at, reason: knownReason(walk, at: press.at), by: .button)
    ending.withdrawn = withdrawn + ending.withdrawn
    return ending
  }

  private func withdrawMark(of press: CountedPress, _ walk: inout Walk) -> [MarkEntry] {
    guard let mark = press.mark else { return [] }
    return walk.withdraw(.becameHold) { $0.mark == mark && $0.at == press.at }
  }

  /// A hold recognised after END: its press came before the cap, so END moves to the press; or its
  /// press marked severe symptoms and ended the walk, which then ended without a known reason.
  private mutating func reviseByHold(
    _ ended: EndedWalk, at instant: MonotonicInstant
  ) -> HoldRevision? {
    guard let (press, _) = dueHold(ended.walk, at: instant) else { return nil }
    var walk = ended.walk
    walk.press = nil
    let endedByPress = ended.by == .button && ended.endAt == press.at && press.mark != nil
    guard ended.by == .cap || endedByPress else { return nil }
    var withdrawn = withdrawMark(of: press, &walk)
    withdrawn += walk.withdraw(.afterEnd) { $0.at > press.at }
    let reason = knownReason(walk, at: press.at)
    var revised = ended
    revised.walk = walk
    (revised.endAt, revised.reason, revised.by) = (press.at, reason, .button)
    revised.isReasonFromStaff = reason == nil
    let revision = EndRevision(from: ended.end, to: revised.end)
    revised.revisions.append(revision)
    state = .ended(revised)
    return HoldRevision(withdrawn: withdrawn, revision: revision)
  }
}
