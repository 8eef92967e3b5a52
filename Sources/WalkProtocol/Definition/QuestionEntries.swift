extension QuestionCatalogue {
  /// Asked before the walk.
  static let before = [
    yesNo(
      "contraindications-checked", .before,
      "Has the contraindication checklist been gone through, with nothing that forbids the walk?"),
    yesNo("rest-10-min-done", .before, "Has the subject rested seated for 10 minutes?"),
    yesNo("practice-walk", .before, "Was there a practice walk today?"),
    yesNo("instructions-read", .before, "Were the instructions read out as written?"),
    yesNo("handrail-rule-read", .before, "Was the handrail rule read out?"),
    choice(
      "walking-aid", .before,
      ["none", "one-cane", "two-canes", "crutches", "walker", "rollator", "other"],
      "Which walking aid does the subject use in this walk?"),
    yesNo("usual-footwear", .before, "Does the subject wear the usual walking shoes?"),
    yesNo("medication-taken", .before, "Has the subject taken the usual medication today?"),
    yesNo("opioid-changed", .before, "Has the opioid dose changed since the visit before?"),
    yesNo("oxygen-used", .before, "Does the subject walk with supplemental oxygen?"),
    whole("oxygen-flow", .before, 0...15_000, "mL/min", "Oxygen flow"),
    // A console shows tenths of its own unit; which one is a property of the treadmill.
    whole("belt-speed-tenth-mph", .before, 1...200, "0.1 mph", "Belt speed chosen, tenths of mph"),
    whole(
      "belt-speed-tenth-km-h", .before, 1...300, "0.1 km/h", "Belt speed chosen, tenths of km/h"),
    whole("lap-length", .before, 1...1_000, "m", "Length of one lap"),
  ]

  /// Measured both before and after the walk; each is two questions, `-before` and `-after`.
  static let measured = measurements(.before) + measurements(.after)

  /// Asked after the walk.
  static let after = [
    choice(
      "symptom-site", .after, ["leg", "back", "buttock", "fatigue", "none"],
      "Where were the symptoms?"),
    choice(
      "symptom-nature", .after,
      ["pain", "weakness", "dysaesthesia", "generalised-fatigue", "none"],
      "What were the symptoms?"),
    choice(
      "kept-from-walking-farther", .after,
      [
        "nothing", "leg-symptoms", "back-symptoms", "buttock-symptoms", "fatigue",
        "breathlessness", "chest-pain", "dizziness", "joint-pain", "balance", "other",
      ],
      "What, if anything, kept the subject from walking farther?"),
    yesNo("chest-pain", .after, "Was there chest pain?"),
    yesNo("dizziness", .after, "Was there dizziness?"),
    whole("spo2-lowest", .after, 50...100, "%", "Lowest oxygen saturation during the walk"),
    yesNo("recovered-to-baseline", .after, "Have the symptoms gone back to where they began?"),
    yesNo("handrail-used", .after, "Was the handrail used against the rule?"),
    yesNo("belt-speed-held", .after, "Did the belt keep the protocol's speed?"),
    whole("laps", .after, 0...1_000, "", "Whole laps walked"),
    whole("partial-lap", .after, 0...1_000, "m", "Distance in the last, unfinished lap"),
    yesNo("adverse-event", .after, "Was there an adverse event?"),
    yesNo("physician-notified", .after, "Was a physician notified?"),
    yesNo("repeat-test", .after, "Does this walk have to be repeated?"),
    choice(
      "repeat-reason", .after,
      ["none", "equipment", "interruption", "protocol-deviation", "subject", "other"],
      "Why does it have to be repeated?"),
  ]

  /// Ranges are what an instrument can show, wide enough to take any true value; limits that
  /// forbid a walk are the contraindication checklist's.
  private static func measurements(_ moment: Moment) -> [Entry] {
    let when = moment == .before ? "before the walk" : "after the walk"
    func entry(
      _ name: String, _ range: ClosedRange<Int64>, _ unit: String, _ text: String
    ) -> Entry {
      whole("\(name)-\(moment.rawValue)", moment, range, unit, "\(text) \(when)")
    }
    return [
      entry("heart-rate", 20...250, "/min", "Heart rate"),
      entry("systolic", 40...300, "mm[Hg]", "Systolic blood pressure"),
      entry("diastolic", 20...200, "mm[Hg]", "Diastolic blood pressure"),
      entry("spo2", 50...100, "%", "Oxygen saturation"),
      // The Borg scale's 0.5 cannot be given: answers are whole numbers.
      entry("borg-breathlessness", 0...10, "", "Borg breathlessness, 0 to 10,"),
      entry("borg-leg-fatigue", 0...10, "", "Borg leg fatigue, 0 to 10,"),
      entry("pain-back-nrs", 0...10, "", "Back pain, 0 to 10,"),
      entry("pain-leg-nrs", 0...10, "", "Leg pain, 0 to 10,"),
    ]
  }
}
