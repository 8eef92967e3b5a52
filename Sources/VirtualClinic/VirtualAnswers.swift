import WalkProtocol

/// What the virtual nurse enters: the answers of an ordinary visit, made to fit how the walk went.
enum VirtualAnswers {
  /// An answer that the question allows.
  ///
  /// - Parameters:
  ///   - endReason: why the walk ended; nil before it.
  ///   - distance: metres walked, for laps; nil when not known.
  static func answer(
    to question: Question, endReason: EndReason? = nil, distance: Int64? = nil
  ) -> Answer {
    switch question.answer {
    case .yesNo: return .yesNo(yes.contains(question.id))
    case .integer(let range, _):
      let usual = lap(question.id, distance) ?? usual[question.id] ?? range.lowerBound
      return .integer(min(max(usual, range.lowerBound), range.upperBound))
    case .choice(let codes):
      let usual = code(question.id, endReason)
      return .choice(codes.contains(usual) ? usual : codes.first ?? usual)
    }
  }

  /// The hallway's length in metres (ATS 2002 as restated: a flat corridor of 30 m, walked both
  /// ways).
  private static let lapLength: Int64 = 60

  private static let yes: Set<String> = [
    "contraindications-checked", "rest-10-min-done", "practice-walk", "instructions-read",
    "handrail-rule-read", "usual-footwear", "medication-taken", "belt-speed-held",
    "recovered-to-baseline",
  ]

  private static let usual: [String: Int64] = [
    "oxygen-flow": 0, "belt-speed-tenth-mph": 20, "belt-speed-tenth-km-h": 32,
    "lap-length": lapLength, "heart-rate-before": 78, "heart-rate-after": 96,
    "systolic-before": 136, "systolic-after": 148, "diastolic-before": 82,
    "diastolic-after": 84, "spo2-before": 97, "spo2-after": 96, "spo2-lowest": 95,
    "borg-breathlessness-before": 0, "borg-breathlessness-after": 2,
    "borg-leg-fatigue-before": 1, "borg-leg-fatigue-after": 5, "pain-back-nrs-before": 3,
    "pain-back-nrs-after": 5, "pain-leg-nrs-before": 2, "pain-leg-nrs-after": 7,
  ]

  private static func lap(_ id: String, _ distance: Int64?) -> Int64? {
    guard let distance else { return nil }
    switch id {
    case "laps": return distance / lapLength
    case "partial-lap": return distance % lapLength
    default: return nil
    }
  }

  private static func code(_ id: String, _ endReason: EndReason?) -> String {
    let hadSymptoms = endReason == .severeSymptoms
    switch id {
    case "symptom-site": return hadSymptoms ? "leg" : "none"
    case "symptom-nature": return hadSymptoms ? "pain" : "none"
    case "kept-from-walking-farther": return hadSymptoms ? "leg-symptoms" : "nothing"
    default: return "none"
    }
  }
}
