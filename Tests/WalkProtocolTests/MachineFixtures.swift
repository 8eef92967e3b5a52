import Readings

@testable import WalkProtocol

/// An instant so many milliseconds after the clock's epoch.
func ms(_ count: Int64) -> MonotonicInstant { MonotonicInstant(microseconds: count * 1_000) }

/// Where the walks of these tests start.
let startAt = ms(100_000)

/// An instant so many milliseconds after START.
func since(_ count: Int64) -> MonotonicInstant { startAt + .milliseconds(count) }

extension ButtonEdge {
  static func press(_ button: Int = 1) -> ButtonEdge { ButtonEdge(button: button, isPress: true) }
  static func release(_ button: Int = 1) -> ButtonEdge {
    ButtonEdge(button: button, isPress: false)
  }
}

extension ProtocolDefinition {
  /// Deen's examination: 1.2 mph level, 15 min, first and severe symptoms.
  static func deen(
    buttons: ButtonBinding = .oneButton(holdToEnd: .seconds(2)),
    marks: [Mark] = [.firstSymptoms, .severeSymptoms], severeEnds: Bool = true,
    rests: RestRule = .notAllowed, cap: Microseconds = .seconds(900), prompts: [Prompt] = [],
    endReasons: [EndReason] = [.severeSymptoms, .fatigue, .patientRequestOther, .clinicianSafety],
    questions: Bool = true
  ) -> ProtocolDefinition {
    ProtocolDefinition(
      id: "deen-1.2mph-15min", version: 1, title: "Deen", source: "Deen 1995",
      mode: .treadmillFixed,
      stages: [
        Stage(duration: .seconds(60), speed: MillimetresPerSecond(536), grade: .milliPercent(0)),
        Stage(duration: nil, speed: MillimetresPerSecond(536), grade: .milliPercent(0)),
      ],
      cap: cap, marks: marks, severeSymptomsEndWalk: severeEnds, rests: rests, prompts: prompts,
      trials: TrialRule(count: 2, restBetween: .seconds(60)), endReasons: endReasons,
      questionsBefore: questions
        ? [Question(id: "handrail", text: "Handrail held?", answer: .yesNo, isRequired: true)] : [],
      questionsAfter: questions
        ? [
          Question(
            id: "nature", text: "Nature of symptoms?", answer: .choice(["leg-pain", "back-pain"]),
            isRequired: true),
          Question(
            id: "borg", text: "Borg?", answer: .integer(0...10, unit: ""), isRequired: false),
        ] : [],
      buttons: buttons,
      channels: [
        ChannelRequirement(channel: .speed, isRequired: true, calibration: nil),
        ChannelRequirement(channel: .distance, isRequired: true, calibration: nil),
        ChannelRequirement(channel: .strides, isRequired: false, calibration: nil),
      ],
      sampleRate: 50)
  }

  /// The six-minute walk: 6 min, no marks, rests allowed.
  static let sixMinutes = ProtocolDefinition.deen(
    marks: [], severeEnds: false, rests: .allowed, cap: .seconds(360),
    prompts: [
      Prompt(at: .seconds(60), text: "5 minutes to go"),
      Prompt(at: .seconds(120), text: "4 minutes to go"),
      Prompt(at: .seconds(360), text: "Stop!"),
    ], questions: false)

  /// Two switches: 1 starts and ends, 2 marks.
  static func twoSwitches(severeEnds: Bool = true) -> ProtocolDefinition {
    .deen(buttons: .twoSwitches(startStop: 1, mark: 2), severeEnds: severeEnds)
  }
}

extension WalkMachine {
  /// A machine with everything ready for arming, 10 s before START.
  static func ready(_ definition: ProtocolDefinition) -> WalkMachine {
    var machine = WalkMachine(definition: definition)
    _ = machine.apply(.prepare(trial: 1, previousEnd: nil), at: since(-10_000))
    for gate in Gate.required(by: definition) {
      _ = machine.apply(.gate(gate, .passed), at: since(-9_000))
    }
    for question in definition.questionsBefore {
      _ = machine.apply(.answer(question: question.id, .yesNo(false)), at: since(-8_000))
    }
    return machine
  }

  static func armed(_ definition: ProtocolDefinition) -> WalkMachine {
    var machine = ready(definition)
    _ = machine.apply(.arm, at: since(-1_000))
    return machine
  }

  static func walking(_ definition: ProtocolDefinition) -> WalkMachine {
    var machine = armed(definition)
    _ = machine.apply(.start, at: startAt)
    return machine
  }

  /// Presses and lets go 80 ms later, as a finger does.
  mutating func tap(_ button: Int = 1, at instant: MonotonicInstant) -> [WalkAction] {
    let actions = apply(.edge(.press(button)), at: instant)
    return actions + apply(.edge(.release(button)), at: instant + .milliseconds(80))
  }

  /// The code of the only rejection an event brings; nil when it is accepted.
  mutating func refusal(_ event: WalkEvent, at instant: MonotonicInstant) -> Rejection.Code? {
    apply(event, at: instant).compactMap(\.rejection).first?.code
  }

  /// The outcome with no channel told.
  var outcome: WalkOutcome? {
    WalkOutcome.derive(
      timeline: timeline, definition: definition, travel: TravelTrace(), stridesOriginator: nil)
  }
}
