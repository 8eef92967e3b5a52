import Readings
import SessionHost
import WalkProtocol

/// What stands between a session and its next step, and what the host does about it by itself:
/// gates are checked and answers given beforehand are entered as soon as they are needed. Pure.
struct StaffDesk {
  /// What `next` finds.
  enum Step: Equatable {
    /// Commands of the host (`isHost`) or of the operator, in order.
    case say([WalkEvent], isHost: Bool)
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
    /// Answers given beforehand.
    var answers = AnswerSheet()
    /// The reason coded when missing sensors are waived after the wait; nil waits for ever.
    var waiver: String?
    /// How long missing sensors are waited for before they are waived.
    var patience = Microseconds.seconds(30)
    /// Why a walk ended that ended without telling; nil asks.
    var endReason: EndReason?
    /// Close as soon as nothing is missing.
    var closesByItself = false
  }

  private let definition: ProtocolDefinition
  private let standing: Standing
  private let began: MonotonicInstant
  private var gates: GateWatch
  private var waived: Set<Gate> = []
  private var answered: Set<String> = []
  private var hasGivenReason = false

  /// The desk of a session opened at `began`.
  init(_ definition: ProtocolDefinition, _ standing: Standing, at began: MonotonicInstant) {
    self.definition = definition
    self.standing = standing
    self.began = began
    gates = GateWatch(definition)
  }

  /// Notes that staff answered a question.
  mutating func note(answered question: Question) { answered.insert(question.id) }

  /// Notes that staff gave the end reason.
  mutating func noteEndReason() { hasGivenReason = true }

  /// What comes next at `now`, where `sight` is what the host sees of the gates.
  mutating func next(
    _ machine: WalkMachine, _ sight: GateWatch.Sight, at now: MonotonicInstant
  ) -> Step {
    switch machine.phase {
    case .preparing: prepare(sight, at: now)
    case .armed: watch(sight)
    case .ended: finish(machine)
    default: .nothing
    }
  }

  private mutating func prepare(
    _ sight: GateWatch.Sight, at now: MonotonicInstant
  ) -> Step {
    if let news = news(sight) { return news }
    if let step = answer(definition.questionsBefore) { return step }
    let missing = gates.missing.filter { !waived.contains($0) }
    guard !missing.isEmpty else { return .say([.arm], isHost: false) }
    guard let waiver = standing.waiver, now - began >= standing.patience else {
      return .wait(missing)
    }
    return waive(missing, waiver)
  }

  /// A sensor that is lost while the walk waits for START must be back, or waived again.
  private mutating func watch(_ sight: GateWatch.Sight) -> Step {
    if let news = news(sight) { return news }
    let missing = gates.missing.filter { !waived.contains($0) }
    guard !missing.isEmpty else { return .nothing }
    return standing.waiver.map { waive(missing, $0) } ?? .wait(missing)
  }

  private mutating func news(_ sight: GateWatch.Sight) -> Step? {
    let changes = gates.changes(to: sight)
    // What passed after its waiver is watched like the others.
    for case .gate(let gate, .passed) in changes { waived.remove(gate) }
    return changes.isEmpty ? nil : .say(changes, isHost: true)
  }

  private mutating func waive(_ missing: [Gate], _ reason: String) -> Step {
    waived.formUnion(missing)
    return .say(missing.map { .waive($0, reason: reason) }, isHost: false)
  }

  private mutating func finish(_ machine: WalkMachine) -> Step {
    if machine.timeline.end?.reason == nil, !hasGivenReason {
      guard let reason = standing.endReason else { return .askEndReason }
      hasGivenReason = true
      return .say([.giveEndReason(reason)], isHost: false)
    }
    if let step = answer(definition.questionsAfter) { return step }
    return .mayClose
  }

  /// The answers that the sheet has, then the required questions it has not.
  private mutating func answer(_ questions: [Question]) -> Step? {
    let open = questions.filter { !answered.contains($0.id) }
    let given = open.compactMap { question in
      standing.answers[question].map { (question, $0) }
    }
    if !given.isEmpty {
      answered.formUnion(given.map(\.0.id))
      return .say(given.map { .answer(question: $0.0.id, $0.1) }, isHost: false)
    }
    return open.first(where: \.isRequired).map(Step.ask)
  }
}
