import StrictJSON

@testable import WalkProtocol

extension DefinitionRefusal {
  private static let modes = "treadmill-fixed, treadmill-self-paced, overground-self-paced"
  private static let level: JSONValue = ["speed": "1.2 mph", "grade": "0 %"]
  private static let tenMinutes: JSONValue = [
    "duration": "10 min", "speed": "1.2 mph", "grade": "0 %",
  ]

  static let stages: [DefinitionRefusal] =
    [
      .init(
        .unknownMode, "mode: \"treadmill\" is unknown; allowed: \(modes)",
        deen: ["mode": "treadmill"]),
      .init(
        .stageMissing, "stages: is empty; write at least one stage, {} on the floor",
        deen: ["stages": []]),
      .init(
        .stageEmpty, "stages[0].duration: must be longer than 0; write e.g. \"10 min\"",
        deen: ["stages": [["duration": "0 s", "speed": "1.2 mph", "grade": "0 %"], level]]),
      .init(
        .stageAfterUnbounded,
        "stages[1]: follows a stage without duration, which lasts to the end; "
          + "give that one a duration",
        deen: ["stages": [level, level]]),
      .init(
        .lastStageBounded,
        "stages[0].duration: is not allowed in the last stage, which lasts to the end; leave it out",
        deen: ["stages": [tenMinutes]]),
      .init(
        .stageAfterCap, "stages[2]: begins when the cap is reached or later",
        deen: ["stages": [tenMinutes, tenMinutes, level]]),
      .init(
        .stageAfterCap, "stages[1]: begins when the cap is reached or later",
        deen: ["stages": [tenMinutes, level], "cap": "10 min"]),
      .init(
        .fixedSpeedMissing,
        "stages[0].speed: is missing, but mode treadmill-fixed needs it; write e.g. \"1.2 mph\"",
        deen: ["stages": DefinitionFixture.stage(speed: nil)]),
      .init(
        .selfPacedWithSpeed,
        "stages[0].speed: is not allowed in mode treadmill-self-paced, the subject chooses; "
          + "leave it out",
        deen: ["mode": "treadmill-self-paced"]),
      .init(
        .gradeMissing,
        "stages[0].grade: is missing, but a treadmill needs it; write e.g. \"0 %\" or \"15 deg\"",
        deen: ["stages": DefinitionFixture.stage(grade: nil)]),
      .init(
        .gradeMissing,
        "stages[0].grade: is missing, but a treadmill needs it; write e.g. \"0 %\" or \"15 deg\"",
        deen: ["stages": [[:]], "mode": "treadmill-self-paced"]),
    ]
    + ([["speed": "1.2 mph"], ["grade": "0 %"]] as [JSONValue]).map {
      .init(
        .overgroundWithBelt,
        "stages[0]: has a speed or grade, but mode overground-self-paced has no belt; leave both out",
        six: ["stages": [$0]])
    }

  private static func prompts(_ times: JSONValue...) -> JSONValue {
    .array(times.map { ["at": $0, "text": "Go on."] })
  }

  static let walk: [DefinitionRefusal] =
    ["0 s", "0 min", "-5 s"].map {
      .init(
        .capZero, "cap: must be longer than 0; write e.g. \"15 min\"", deen: ["cap": .string($0)])
    } + [
      .init(
        .unknownMark, "marks[1]: \"pain\" is unknown; allowed: first-symptoms, severe-symptoms",
        deen: ["marks": ["first-symptoms", "pain"]]),
      .init(
        .marksOutOfOrder,
        "marks: are out of order; write first-symptoms before severe-symptoms",
        deen: ["marks": ["severe-symptoms", "first-symptoms"]]),
      .init(
        .severeMarkMissing,
        "marks: lack severe-symptoms, which severe_symptoms_end_walk needs; add it",
        deen: ["marks": ["first-symptoms"]]),
      .init(
        .unknownRestRule, "rests: \"sitting\" is unknown; allowed: not-allowed, allowed",
        deen: ["rests": "sitting"]),
      .init(
        .promptNotAfterStart, "prompts[0].at: must be later than START, above \"0 s\"",
        six: ["prompts": prompts("0 s")]),
      .init(
        .promptNotAfterStart, "prompts[0].at: must be later than START, above \"0 s\"",
        six: ["prompts": prompts("-1 s")]),
      .init(
        .promptsOutOfOrder, "prompts[2].at: is earlier than the prompt before; sort them",
        six: ["prompts": prompts("60 s", "120 s", "119 s")]),
      .init(
        .promptsAtSameTime, "prompts[1].at: is the time of the prompt before; move one",
        six: ["prompts": prompts("1 min", "60 s")]),
      .init(
        .promptAfterCap, "prompts[1].at: is after the cap; the walk is over then",
        six: ["prompts": prompts("360 s", "360.000001 s")]),
      .init(
        .trialCount, "trials.count: is 0, allowed is 1 to 20",
        deen: ["trials": ["count": 0, "rest_between": "0 s"]]),
      .init(
        .trialCount, "trials.count: is 21, allowed is 1 to 20",
        deen: ["trials": ["count": 21, "rest_between": "0 s"]]),
      .init(
        .restNegative, "trials.rest_between: is below zero; write \"0 s\" or more",
        deen: ["trials": ["count": 2, "rest_between": "-1 s"]]),
    ]

  private static let staffReasons =
    "SEVERE_SYMPTOMS, FATIGUE, PATIENT_REQUEST_OTHER, CLINICIAN_SAFETY, ESTOP, EQUIPMENT_FAILURE, "
    + "PROTOCOL_DEVIATION"

  private static func ask(_ ids: JSONValue...) -> JSONValue {
    .array(ids.map { ["id": $0, "required": true] })
  }

  static let lists: [DefinitionRefusal] =
    ["CAP_REACHED", "INTERRUPTED", "ABANDONED_BEFORE_START"].map {
      .init(
        .machineOnlyEndReason,
        "end_reasons[1]: \($0) is given by the machine alone; allowed: \(staffReasons)",
        deen: ["end_reasons": ["SEVERE_SYMPTOMS", .string($0)]])
    } + [
      .init(
        .unknownEndReason,
        "end_reasons[0]: \"TIRED\" is unknown; allowed: "
          + EndReason.allCases.map(\.rawValue).joined(separator: ", "),
        deen: ["end_reasons": ["TIRED"]]),
      .init(
        .endReasonMissing, "end_reasons: is empty; name at least one reason",
        six: ["end_reasons": []]),
      .init(
        .severeReasonMissing,
        "end_reasons: lack SEVERE_SYMPTOMS, which severe_symptoms_end_walk needs; add it",
        deen: ["end_reasons": ["FATIGUE"]]),
      .init(
        .duplicateEntry, "end_reasons[1]: \"FATIGUE\" stands twice; name it once",
        six: ["end_reasons": ["FATIGUE", "FATIGUE"]]),
      .init(
        .duplicateEntry, "marks[1]: \"first-symptoms\" stands twice; name it once",
        six: ["marks": ["first-symptoms", "first-symptoms"]]),
      .init(
        .duplicateEntry, "channels[1].channel: \"speed\" stands twice; name it once",
        deen: [
          "channels": [
            ["channel": "speed", "required": true], ["channel": "speed", "required": false],
          ]
        ]),
      .init(
        .unknownChannel,
        "channels[0].channel: \"heart\" is unknown; allowed: speed, distance, strides",
        deen: ["channels": [["channel": "heart", "required": true]]]),
      .init(
        .unknownQuestion,
        "questions_before[0].id: \"name\" is unknown; allowed: "
          + QuestionCatalogue.entries.filter { $0.moment == .before }.map(\.id)
          .joined(separator: ", "),
        deen: ["questions_before": ask("name")]),
      .init(
        .duplicateQuestion,
        "questions_after[2].id: \"laps\" is asked twice; ask it once",
        deen: ["questions_after": ask("laps", "handrail-used", "laps")]),
      .init(
        .misplacedQuestion,
        "questions_after[0].id: \"walking-aid\" belongs in questions_before; move it there",
        deen: ["questions_after": ask("walking-aid")]),
      .init(
        .unknownButtons,
        "buttons.kind: \"pedal\" is unknown; allowed: one-button, two-switches",
        deen: ["buttons": ["kind": "pedal"]]),
      .init(
        .buttonsBoundTwice, "buttons.mark: is switch 2 like start_stop; bind two switches",
        deen: ["buttons": ["kind": "two-switches", "start_stop": 2, "mark": 2]]),
      .init(
        .switchNumber, "buttons.start_stop: is 0, allowed is 1 to 255",
        deen: ["buttons": ["kind": "two-switches", "start_stop": 0, "mark": 2]]),
      .init(
        .switchNumber, "buttons.mark: is 256, allowed is 1 to 255",
        deen: ["buttons": ["kind": "two-switches", "start_stop": 1, "mark": 256]]),
    ]
}
