import Readings

/// What the giving of an end reason brought about.
enum GiveEndReasonAction: Hashable {
  /// The reason, the marks that a changed reason withdraws, and whether it marks severe symptoms.
  case give(EndReason, withdrawn: [MarkEntry], marksSevereAt: MonotonicInstant?)
  case reject(Rejection)

  func walkActions(at instant: MonotonicInstant) -> [WalkAction] {
    switch self {
    case .give(let reason, let withdrawn, let severeAt):
      withdrawn.undoneActions(at: instant)
        + (severeAt.map { [.marked(.severeSymptoms, at: $0)] } ?? [])
        + [.endReasonGiven(reason, at: instant)]
    case .reject(let rejection): [.rejected(rejection, at: instant)]
    }
  }
}

/// What the subject's recovery brought about.
enum RecoveredAction: Hashable {
  case note
  case reject(Rejection)

  func walkActions(at instant: MonotonicInstant) -> [WalkAction] {
    switch self {
    case .note: [.recovered(at: instant)]
    case .reject(let rejection): [.rejected(rejection, at: instant)]
    }
  }
}

/// What `close` brought about.
enum CloseAction: Hashable {
  case close
  case reject(Rejection)

  func walkActions(at instant: MonotonicInstant) -> [WalkAction] {
    switch self {
    case .close: [.entered(.closed, at: instant)]
    case .reject(let rejection): [.rejected(rejection, at: instant)]
    }
  }
}

extension WalkMachine {
  /// Gives the reason of a walk that ended without telling one. Until close it may be changed;
  /// SEVERE_SYMPTOMS marks severe symptoms at END as it does in `end`.
  mutating func giveEndReason(
    _ reason: EndReason, at instant: MonotonicInstant
  ) -> GiveEndReasonAction {
    guard case .ended(var ended) = state else { return .reject(misplaced(.giveEndReason)) }
    guard ended.isReasonFromStaff else {
      return .reject(rejection(.giveEndReason, .endReasonAlreadyGiven))
    }
    if let refusal = refusal(of: reason, .giveEndReason) { return .reject(refusal) }
    guard instant >= ended.endAt else { return .reject(rejection(.giveEndReason, .outOfOrder)) }
    var withdrawn: [MarkEntry] = []
    var severeAt: MonotonicInstant?
    if reason == .severeSymptoms {
      severeAt = takeSevereMark(&ended.walk, at: ended.endAt) ? ended.endAt : nil
    } else if ended.reason == .severeSymptoms {
      withdrawn = ended.walk.withdraw(.endReasonChanged) { $0.mark == .severeSymptoms }
    }
    ended.reason = reason
    state = .ended(ended)
    return .give(reason, withdrawn: withdrawn, marksSevereAt: severeAt)
  }

  /// Notes when the subject's symptoms are back to where they were.
  mutating func recovered(at instant: MonotonicInstant) -> RecoveredAction {
    guard case .ended(var ended) = state else { return .reject(misplaced(.recovered)) }
    guard ended.recovered == nil else { return .reject(rejection(.recovered, .alreadyRecovered)) }
    guard instant >= ended.endAt else { return .reject(rejection(.recovered, .outOfOrder)) }
    ended.recovered = instant
    state = .ended(ended)
    return .note
  }

  /// Closes a walk whose end reason and required answers are all given.
  mutating func close(at instant: MonotonicInstant) -> CloseAction {
    guard case .ended(let ended) = state else { return .reject(misplaced(.close)) }
    guard instant >= ended.endAt else { return .reject(rejection(.close, .outOfOrder)) }
    let questions = unanswered(definition.questionsAfter, ended.answers)
    guard let reason = ended.reason else {
      return .reject(
        rejection(.close, .endReasonMissing, missing: ["end-reason"] + questions))
    }
    guard questions.isEmpty else {
      return .reject(rejection(.close, .answersMissing, missing: questions))
    }
    state = .closed(ended.with(reason: reason))
    return .close
  }
}
