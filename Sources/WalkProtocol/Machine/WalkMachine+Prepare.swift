import Readings

/// What `prepare` brought about.
enum PrepareAction: Hashable {
  case prepare
  case reject(Rejection)

  func walkActions(at instant: MonotonicInstant) -> [WalkAction] {
    switch self {
    case .prepare: [.entered(.preparing, at: instant)]
    case .reject(let rejection): [.rejected(rejection, at: instant)]
    }
  }
}

/// What an answer brought about.
enum AnswerAction: Hashable {
  case keep(question: String, Answer)
  case reject(Rejection)

  func walkActions(at instant: MonotonicInstant) -> [WalkAction] {
    switch self {
    case .keep(let question, let answer): [.answered(question: question, answer, at: instant)]
    case .reject(let rejection): [.rejected(rejection, at: instant)]
    }
  }
}

extension WalkMachine {
  /// Begins to prepare trial `trial`, 1 to the protocol's count.
  mutating func prepare(
    trial: Int, previousEnd: MonotonicInstant?, at instant: MonotonicInstant
  ) -> PrepareAction {
    guard case .idle = state else { return .reject(misplaced(.prepare)) }
    guard trial >= 1, trial <= definition.trials.count else {
      return .reject(rejection(.prepare, .trialNotInProtocol))
    }
    state = .preparing(Preparation(trial: trial, previousEnd: previousEnd, since: instant))
    return .prepare
  }

  /// Keeps an answer; the last one given to a question counts, the journal keeps them all.
  mutating func answer(_ question: String, _ answer: Answer) -> AnswerAction {
    switch state {
    case .preparing(var preparation):
      if let refusal = refusal(of: answer, to: question, among: definition.questionsBefore) {
        return .reject(refusal)
      }
      preparation.answers[question] = answer
      state = .preparing(preparation)
    case .ended(var ended):
      if let refusal = refusal(of: answer, to: question, among: definition.questionsAfter) {
        return .reject(refusal)
      }
      ended.answers[question] = answer
      state = .ended(ended)
    case .idle, .armed, .walking, .closed, .abandoned, .interrupted:
      return .reject(misplaced(.answer))
    }
    return .keep(question: question, answer)
  }

  private func refusal(
    of answer: Answer, to id: String, among questions: [Question]
  ) -> Rejection? {
    guard let question = questions.first(where: { $0.id == id }) else {
      return rejection(.answer, .questionUnknown)
    }
    return question.answer.allows(answer) ? nil : rejection(.answer, .answerNotAllowed)
  }
}

extension AnswerKind {
  /// True when the answer is of this kind and within its range or list.
  public func allows(_ answer: Answer) -> Bool {
    switch (self, answer) {
    case (.yesNo, .yesNo): true
    case (.integer(let range, _), .integer(let value)): range.contains(value)
    case (.choice(let codes), .choice(let code)): codes.contains(code)
    default: false
    }
  }
}
