import Readings

/// Turns a plan into ramps of speed, about one per stride.
struct PaceBuilder {
  private static let second: Int64 = 1_000_000
  /// How long a belt or a patient takes to reach walking speed, and to stand.
  private static let transition: Int64 = 2_000_000

  private let pace: WalkingPace
  private let plan: WalkPlan
  private var random: SeededRandom
  private var course: PaceCourse
  /// The speed without symptoms, µm/s.
  private let chosen: Int64
  /// The self-chosen speed's slow drift, per mille of `chosen`.
  private var drift: Int64 = 0

  init(seed: UInt64, pace: WalkingPace, plan: WalkPlan) {
    self.pace = pace
    self.plan = plan
    random = SeededRandom(seed: seed, stream: 2)
    // 48 strides/min at 1.2 m/s, as the recorded walk fr55-walk-588s shows; people differ by 8 %.
    course = PaceCourse(cadenceAtPace: random.uniform(44_200...51_800))
    let own = random.uniform(600_000...1_250_000)
    switch pace {
    case .treadmill(let belt): chosen = min(10_000, max(0, belt.count)) &* 1_000
    case .selfPaced: chosen = own
    }
  }

  mutating func build() -> PaceCourse {
    for rest in plan.rests {
      walk(until: rest.begin &- plan.firstStep)
      stand(until: rest.end &- plan.firstStep)
    }
    walk(until: plan.stop &- plan.firstStep)
    course.change(to: 0, over: Self.transition)
    return course
  }

  /// Reaches walking speed, then changes it a little about once per stride.
  private mutating func walk(until end: Int64) {
    course.change(to: chosen, over: min(Self.transition, end &- course.length))
    while course.length < end {
      let next = min(end &- course.length, random.uniform(900_000...1_300_000))
      course.change(to: target(at: course.length), over: next)
    }
  }

  private mutating func stand(until end: Int64) {
    course.change(to: 0, over: min(Self.transition, end &- course.length))
    course.change(to: 0, over: end &- course.length)
  }

  private mutating func target(at elapsed: Int64) -> Int64 {
    switch pace {
    case .treadmill:
      // A belt under load slips by about one per cent as the foot lands.
      return chosen &+ chosen &* random.uniform(-10...10) / 1_000
    case .selfPaced:
      drift = min(80, max(-80, drift &+ random.uniform(-6...6)))
      let perMille = 1_000 &+ drift &+ random.uniform(-15...15) &- slowing(at: elapsed)
      return chosen &* perMille / 1_000
    }
  }

  /// Per mille of speed lost to symptoms: none before the first, 300 at severe symptoms.
  private func slowing(at elapsed: Int64) -> Int64 {
    guard let first = plan.firstSymptoms else { return 0 }
    let since = elapsed &+ plan.firstStep &- first
    let span = (plan.severeSymptoms ?? first &+ 900 &* Self.second) &- first
    guard since > 0, span > 0 else { return 0 }
    return min(300, 300 &* since / span)
  }
}
