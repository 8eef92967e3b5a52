import Readings

/// One walk in µs since START, before reactions of staff are added.
struct WalkPlan {
  var firstStep: Int64
  var firstSymptoms: Int64?
  var severeSymptoms: Int64?
  /// Begin and end of each rest, in order, apart from each other.
  var rests: [(begin: Int64, end: Int64)]
  /// When the patient begins to stop for good.
  var stop: Int64
  /// When the symptoms are gone; nil when there were none.
  var recovered: Int64?
}

/// Draws the times of one patient.
struct PatientDraws {
  private static let second: Int64 = 1_000_000
  private let cap: Int64
  private let onset: SymptomCourse.Onset
  private var random: SeededRandom

  init(seed: UInt64, cap: Microseconds, symptoms: SymptomCourse) {
    self.cap = max(Self.second, cap.count)
    random = SeededRandom(seed: seed, stream: 1)
    onset = symptoms.draw(&random)
  }

  /// The times of the walk. Symptoms that would come after the cap do not come: the walk is over.
  mutating func plan(allowsRests: Bool) -> WalkPlan {
    let first = onset.first.flatMap { $0 < cap ? $0 : nil }
    let severe = onset.severe.flatMap { $0 < cap ? $0 : nil }
    let end = severe ?? cap
    let rests = allowsRests ? drawRests(from: first, to: end) : []
    let stop = end &+ patientReaction()
    let recovery = random.draw(from: Self.recoverySeconds) &* Self.second
    return WalkPlan(
      firstStep: patientReaction(), firstSymptoms: first, severeSymptoms: severe, rests: rests,
      stop: stop, recovered: first == nil ? nil : stop &+ recovery)
  }

  /// The acts of the plan in order, each with the reaction of staff.
  mutating func script(of plan: WalkPlan) -> [PatientAct] {
    var acts: [(PatientAct.Kind, Int64)] = []
    if let first = plan.firstSymptoms { acts.append((.firstSymptoms, first)) }
    for rest in plan.rests {
      acts.append((.restBegin, rest.begin))
      acts.append((.restEnd, rest.end))
    }
    if let severe = plan.severeSymptoms { acts.append((.severeSymptoms, severe)) }
    acts.append((.stopsWalking, plan.stop))
    if let recovered = plan.recovered { acts.append((.recovered, recovered)) }
    var lastNotice: Int64 = 0
    return acts.map { kind, at in
      // Staff cannot act on what comes later before what came earlier.
      lastNotice = max(at &+ staffReaction(), lastNotice &+ 1)
      return PatientAct(kind: kind, at: Microseconds(at), noticedAt: Microseconds(lastNotice))
    }
  }

  /// Up to three rests of 15 to 90 s after the first symptoms, each followed by at least 5 s of
  /// walking before `end`.
  private mutating func drawRests(
    from first: Int64?, to end: Int64
  ) -> [(begin: Int64, end: Int64)] {
    guard let first else { return [] }
    var rests: [(begin: Int64, end: Int64)] = []
    var resumed = first
    for _ in 0..<random.uniform(0...3) {
      let begin = resumed &+ random.uniform(20...120) &* Self.second &+ random.uniform(0...999_999)
      let finish = begin &+ random.uniform(15...90) &* Self.second &+ random.uniform(0...999_999)
      guard finish &+ 5 &* Self.second < end else { break }
      rests.append((begin, finish))
      resumed = finish
    }
    return rests
  }

  /// Time of an operator between seeing and pressing: N(0.11 s, 0.07 s), from 20 to 350 ms.
  private mutating func staffReaction() -> Int64 {
    min(350_000, max(20_000, random.normal(mean: 110_000, deviation: 70_000)))
  }

  /// Time of an older adult between a word and the first movement: 250 to 800 ms.
  private mutating func patientReaction() -> Int64 {
    min(800_000, max(250_000, random.normal(mean: 450_000, deviation: 120_000)))
  }

  /// Sitting relieves neurogenic claudication within minutes.
  private static let recoverySeconds: [(share: Int64, value: Int64)] = [
    (0, 30), (250, 90), (500, 160), (750, 260), (1000, 540),
  ]
}
