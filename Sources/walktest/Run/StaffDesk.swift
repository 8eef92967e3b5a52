import ControlSocket
import Readings
import WalkProtocol

/// What stands between a session and its next step, and what is done about it without asking:
/// answers given beforehand are entered as soon as they are needed. Pure.
struct StaffDesk {
  /// What `next` finds.
  enum Step: Equatable {
    /// Commands of the operator, in order.
    case say([WalkEvent])
    /// A question that staff must answer.
    case ask(Question)
    /// A reason that staff must give.
    case askEndReason
    /// Sensors that are waited for.
    case wait([Gate])
    /// Staff may close.
    case mayClose
    /// Nothing to do.
    case nothing
  }

  /// How the session is to be run without a person at the keyboard.
  struct Standing {
    /// Answers given beforehand, by the ids of their questions.
    var answers: [String: Answer] = [:]
    /// The reason coded when missing sensors are waived after the wait; nil waits for ever.
    var waiver: String?
    /// How long missing sensors are waited for before they are waived.
    var patience = Microseconds.seconds(30)
    /// Why a walk ended that ended without telling; nil asks.
    var endReason: EndReason?
    /// Close as soon as nothing is missing.
    var closesByItself = false
  }

  private let standing: Standing
  private let began: MonotonicInstant

  /// The desk of a session opened at `began`.
  init(_ standing: Standing, at began: MonotonicInstant) {
    self.standing = standing
    self.began = began
  }

  /// What comes next where the walk stands as `status` tells; all that was said before has been
  /// heard.
  func next(_ status: WalkStatus) -> Step {
    switch status.phase {
    case .preparing: prepare(status)
    // A sensor that is lost while the walk waits for START must be back, or waived again.
    case .armed: missing(status) ?? .nothing
    case .ended: finish(status)
    default: .nothing
    }
  }

  private func prepare(_ status: WalkStatus) -> Step {
    answer(status.questions) ?? missing(status) ?? .say([.arm])
  }

  private func finish(_ status: WalkStatus) -> Step {
    if status.endReason == nil {
      return standing.endReason.map { .say([.giveEndReason($0)]) } ?? .askEndReason
    }
    return answer(status.questions) ?? .mayClose
  }

  /// What is missing is waited for, and waived when that was asked for and it took too long.
  private func missing(_ status: WalkStatus) -> Step? {
    guard !status.missing.isEmpty else { return nil }
    guard let reason = standing.waiver, status.now - began >= standing.patience,
      status.missing.allSatisfy(\.isWaivable)
    else { return .wait(status.missing) }
    return .say(status.missing.map { .waive($0, reason: reason) })
  }

  /// The answers given beforehand, then the required questions that have none.
  private func answer(_ open: [Question]) -> Step? {
    let given = open.compactMap { question in
      standing.answers[question.id].map { WalkEvent.answer(question: question.id, $0) }
    }
    if !given.isEmpty { return .say(given) }
    return open.first(where: \.isRequired).map(Step.ask)
  }
}
