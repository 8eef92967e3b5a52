import DeviceSimulator
import Readings
import WalkProtocol

/// The nurse: answers what the protocol asks, arms, presses the button when the patient says so,
/// and closes. A plan of instants in, button edges and commands out.
struct VirtualStaff: Sendable {
  /// The pause between arming and the press of start.
  private static let pause = Microseconds.seconds(5)
  /// How long after END the questions are answered.
  private static let answering = Microseconds.seconds(4)

  let operatorCode = "nurse-1"
  private let definition: ProtocolDefinition
  private let patient: VirtualPatient
  private var contact: SimulatedButton
  private var edges: [Edge] = []
  private var acts: ArraySlice<PatientAct>
  private var prepared: MonotonicInstant?
  private var armedAt: MonotonicInstant?
  private var hasAnswered = false
  private(set) var start: MonotonicInstant?
  private(set) var isDone = false

  init(definition: ProtocolDefinition, patient: VirtualPatient, seed: UInt64) {
    self.definition = definition
    self.patient = patient
    contact = SimulatedButton(seed: seed)
    acts = patient.script[...]
  }

  /// An edge with the switch it comes from.
  struct Edge: Sendable {
    var at: MonotonicInstant
    var button: ButtonEdge
  }

  /// The next edge that the button gives at or before `instant`; each is given once.
  mutating func nextEdge(upTo instant: MonotonicInstant) -> Edge? {
    guard let first = edges.first, first.at <= instant else { return nil }
    return edges.removeFirst()
  }

  mutating func walkStarted(at instant: MonotonicInstant) {
    start = instant
    for act in patient.script {
      switch act.kind {
      case .firstSymptoms where definition.marks.contains(.firstSymptoms),
        .severeSymptoms where definition.marks.contains(.severeSymptoms):
        add(contact.press(at: instant + act.noticedAt), markSwitch)
      case .stopsWalking where !stopsBySevereSymptoms && act.noticedAt < definition.cap:
        add(contact.hold(at: instant + act.noticedAt, for: holdToEnd), startSwitch)
      default: break
      }
    }
  }

  /// The commands that staff give at `now`.
  mutating func commands(
    phase: WalkPhase, timeline: WalkTimeline, present: [Channel], at now: MonotonicInstant
  ) -> [WalkEvent] {
    switch phase {
    case .idle:
      prepared = now
      return [.prepare(trial: 1, previousEnd: nil)]
    case .preparing: return preparation(present, at: now)
    case .armed:
      guard armedAt == nil else { return [] }
      armedAt = now
      add(contact.press(at: now + Self.pause), startSwitch)
      return []
    case .walking: return due(at: now, onlyRests: true)
    case .ended: return afterwards(timeline, at: now)
    case .closed, .abandoned, .interrupted: return []
    }
  }

  /// Who gives a command: the host itself checks the gates.
  func code(for command: WalkEvent) -> String {
    if case .gate = command { "host" } else { operatorCode }
  }

  /// True when nothing is left to do but to close.
  var isReadyToClose: Bool { hasAnswered && acts.isEmpty && !isDone }

  mutating func closed() { isDone = true }

  private mutating func add(_ contacts: [ButtonContactEdge], _ button: Int) {
    edges += contacts.map { contact in
      Edge(at: contact.at, button: ButtonEdge(button: button, isPress: contact.isPress))
    }
  }

  private var startSwitch: Int {
    if case .twoSwitches(let startStop, _) = definition.buttons { startStop } else { 1 }
  }

  private var markSwitch: Int {
    if case .twoSwitches(_, let mark) = definition.buttons { mark } else { 1 }
  }

  private var stopsBySevereSymptoms: Bool {
    definition.severeSymptomsEndWalk && patient.script.contains { $0.kind == .severeSymptoms }
  }

  private var holdToEnd: Microseconds {
    guard case .oneButton(let hold) = definition.buttons else { return .seconds(2) }
    return hold + .milliseconds(300)
  }

  /// Gates pass as they come true; a channel that does not come is waived after a while, with a
  /// reason: a button and a timer still make a valid, flagged record.
  private func preparation(_ present: [Channel], at now: MonotonicInstant) -> [WalkEvent] {
    let waited = prepared.map { now - $0 } ?? .zero
    var commands: [WalkEvent] = []
    for gate in Gate.required(by: definition) {
      if case .channel(let channel) = gate, !present.contains(channel) {
        guard waited >= VirtualClinic.patience else { return [] }
        commands.append(.waive(gate, reason: "sensor-not-found"))
      } else {
        commands.append(.gate(gate, .passed))
      }
    }
    let answers = definition.questionsBefore.map { question in
      WalkEvent.answer(question: question.id, VirtualAnswers.answer(to: question))
    }
    return commands + answers + [.arm]
  }

  private mutating func due(at now: MonotonicInstant, onlyRests: Bool) -> [WalkEvent] {
    guard let start else { return [] }
    var commands: [WalkEvent] = []
    while let act = acts.first, start + act.noticedAt <= now {
      acts.removeFirst()
      switch act.kind {
      case .restBegin where onlyRests: commands.append(.restBegin)
      case .restEnd where onlyRests: commands.append(.restEnd)
      case .recovered where !onlyRests: commands.append(.recovered)
      default: break
      }
    }
    return commands
  }

  private mutating func afterwards(
    _ timeline: WalkTimeline, at now: MonotonicInstant
  ) -> [WalkEvent] {
    var commands = due(at: now, onlyRests: false)
    guard !hasAnswered, let end = timeline.end, now - end.at >= Self.answering else {
      return commands
    }
    hasAnswered = true
    if end.reason == nil { commands.append(.giveEndReason(.fatigue)) }
    let walked = patient.position(at: end.at - (start ?? end.at)).count / 1_000_000
    commands += definition.questionsAfter.map { question in
      let answer = VirtualAnswers.answer(
        to: question, endReason: end.reason ?? .fatigue, distance: walked)
      return .answer(question: question.id, answer)
    }
    return commands
  }
}
