import Readings

/// An END with what it carries along.
struct Ending: Hashable {
  /// Prompts that were still due when the cap came.
  var prompts: [Prompt] = []
  /// Marks that END leaves behind, as they now are.
  var withdrawn: [MarkEntry] = []
  /// True when a rest was running.
  var closesRest = false
  /// True when the reason itself marks severe symptoms at END.
  var marksSevere = false
  var end: WalkEnd

  var walkActions: [WalkAction] {
    prompts.map { .prompt($0, at: end.at) }
      + withdrawn.undoneActions(at: end.at)
      + (closesRest ? [.restEnded(at: end.at)] : [])
      + (marksSevere ? [.marked(.severeSymptoms, at: end.at)] : [])
      + [.ended(end.reason, by: end.by, at: end.at), .entered(.ended, at: end.at)]
  }
}

extension [MarkEntry] {
  /// The actions that tell of marks withdrawn.
  func undoneActions(at instant: MonotonicInstant) -> [WalkAction] {
    compactMap { entry in
      entry.undone.map {
        .markUndone(entry.mark, reason: $0, markedAt: entry.at, at: instant)
      }
    }
  }
}

/// What an end brought about.
enum EndAction: Hashable {
  case end(Ending)
  case reject(Rejection)

  func walkActions(at instant: MonotonicInstant) -> [WalkAction] {
    switch self {
    case .end(let ending): ending.walkActions
    case .reject(let rejection): [.rejected(rejection, at: instant)]
    }
  }
}

/// What the emergency stop brought about.
enum EmergencyStopAction: Hashable {
  case end(Ending)
  case reject(Rejection)

  func walkActions(at instant: MonotonicInstant) -> [WalkAction] {
    switch self {
    case .end(let ending): ending.walkActions
    case .reject(let rejection): [.rejected(rejection, at: instant)]
    }
  }
}

extension WalkMachine {
  /// Staff end the walk with a reason of the protocol's list.
  mutating func end(_ reason: EndReason, at instant: MonotonicInstant) -> EndAction {
    guard case .walking(let walk) = state else { return .reject(misplaced(.end)) }
    if let refusal = refusal(of: reason, .end) { return .reject(refusal) }
    guard instant >= walk.start else { return .reject(rejection(.end, .outOfOrder)) }
    return .end(finish(walk, at: instant, reason: reason, by: .operator))
  }

  /// The emergency stop ends the walk now, whatever the protocol lists.
  mutating func emergencyStop(at instant: MonotonicInstant) -> EmergencyStopAction {
    guard case .walking(let walk) = state else { return .reject(misplaced(.emergencyStop)) }
    guard instant >= walk.start else { return .reject(rejection(.emergencyStop, .outOfOrder)) }
    return .end(finish(walk, at: instant, reason: .emergencyStop, by: .emergencyStop))
  }

  /// Refuses reasons that are not staff's to give or not in the protocol.
  func refusal(of reason: EndReason, _ event: EventKind) -> Rejection? {
    switch reason {
    case .capReached, .interrupted, .abandonedBeforeStart:
      rejection(event, .endReasonNotForStaff)
    case .severeSymptoms, .fatigue, .patientRequestOther, .clinicianSafety, .emergencyStop,
      .equipmentFailure, .protocolDeviation:
      definition.endReasons.contains(reason) ? nil : rejection(event, .endReasonNotInProtocol)
    }
  }

  /// Enters `ended`. Marks stamped after END are withdrawn. SEVERE_SYMPTOMS as a reason is itself
  /// the mark, at END, when the protocol takes it and it does not stand: a walk that ended for
  /// severe symptoms must not count as censored for them.
  mutating func finish(
    _ walking: Walk, at end: MonotonicInstant, reason: EndReason?, by cause: EndCause
  ) -> Ending {
    var walk = walking
    var ending = Ending(end: WalkEnd(at: end, reason: reason, by: cause))
    ending.closesRest = walk.isResting && walk.rests.last.map { $0.begin < end } ?? false
    ending.withdrawn = walk.withdraw(.afterEnd) { $0.at > end }
    ending.marksSevere = reason == .severeSymptoms && takeSevereMark(&walk, at: end)
    if cause == .cap { ending.prompts = duePrompts(&walk, through: definition.cap) }
    state = .ended(
      EndedWalk(
        walk: walk, endAt: end, reason: reason, by: cause, isReasonFromStaff: reason == nil))
    return ending
  }

  /// Marks severe symptoms at END when the protocol takes the mark and it does not stand.
  func takeSevereMark(_ walk: inout Walk, at end: MonotonicInstant) -> Bool {
    guard definition.marks.contains(.severeSymptoms), walk.standing(.severeSymptoms) == nil else {
      return false
    }
    walk.marks.append(MarkEntry(mark: .severeSymptoms, at: end))
    return true
  }
}
