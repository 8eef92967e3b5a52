public import Readings

/// How a virtual patient's speed comes about.
public enum WalkingPace: Hashable, Sendable {
  /// A belt runs at this speed; only the slip of each stride shows.
  case treadmill(MillimetresPerSecond)
  /// The patient chooses, drifts, and slows as the symptoms grow.
  case selfPaced
}

/// A patient with lumbar spinal stenosis, drawn from a seed: when symptoms come, how fast the
/// patient walks, when the patient rests and stops, and how long staff take to notice.
///
/// `script` counts from START, the press of the start button. The three functions of
/// `WalkingSubject` count from the first step, which follows `firstStep` after START.
public struct VirtualPatient: WalkingSubject {
  /// What happens and when, in order of time. A test that has run to its cap has neither symptom
  /// that had not come by then, and ends with `stopsWalking`.
  public let script: [PatientAct]
  /// From START to the first step: the patient's reaction to the word.
  public let firstStep: Microseconds
  private let course: PaceCourse

  /// The patient that `seed` gives.
  ///
  /// - `pace`: a belt's speed or the patient's own.
  /// - `cap`: the longest walk, counted from START.
  /// - `allowsRests`: whether the patient may stand and go on.
  /// - `symptoms`: how soon symptoms come.
  public init(
    seed: UInt64, pace: WalkingPace, cap: Microseconds, allowsRests: Bool,
    symptoms: SymptomCourse = .beforeTreatment
  ) {
    var draws = PatientDraws(seed: seed, cap: cap, symptoms: symptoms)
    let plan = draws.plan(allowsRests: allowsRests)
    var builder = PaceBuilder(seed: seed, pace: pace, plan: plan)
    course = builder.build()
    script = draws.script(of: plan)
    firstStep = Microseconds(plan.firstStep)
  }

  /// The distance `elapsed` after the first step began.
  public func position(at elapsed: Microseconds) -> Micrometres {
    Micrometres(course.position(at: elapsed.count))
  }

  /// The speed `elapsed` after the first step began.
  public func speed(at elapsed: Microseconds) -> MillimetresPerSecond {
    MillimetresPerSecond(course.speed(at: elapsed.count) / 1_000)
  }

  /// The strides taken `elapsed` after the first step began.
  public func strides(at elapsed: Microseconds) -> Int64 { course.strides(at: elapsed.count) }
}
