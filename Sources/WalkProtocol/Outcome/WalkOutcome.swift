public import Readings

/// The time of a symptom. A symptom that was not marked has no time, but a censoring time and
/// reason; it is never 0 and never the cap.
public struct SymptomTime: Sendable, Hashable {
  /// Mark − START; nil when it was not marked.
  public var time: Microseconds?
  /// END − START when it was not marked, although the protocol asks for it.
  public var censored: Microseconds?
  /// The end reason that censors it; nil when it was marked, or when no reason was ever given.
  public var censoredReason: EndReason?
  /// The capped convention (Deen 1995: a walk free of symptoms counts as 15 min): the time when
  /// marked, the cap when censored by CAP_REACHED, else nil.
  public var capped: Microseconds?

  /// A symptom's time.
  public init(
    time: Microseconds? = nil, censored: Microseconds? = nil, censoredReason: EndReason? = nil,
    capped: Microseconds? = nil
  ) {
    self.time = time
    self.censored = censored
    self.censoredReason = censoredReason
    self.capped = capped
  }
}

/// The outcomes of one walk, all integers: times in µs, distance in mm, speed in mm/s.
public struct WalkOutcome: Sendable, Hashable {
  /// Time to first symptoms (TFS).
  public var firstSymptoms: SymptomTime
  /// Time to severe symptoms (TSS).
  public var severeSymptoms: SymptomTime
  /// Total ambulation time (TAT), END − START; rests count.
  public var totalAmbulation: Microseconds
  /// Distance between START and END in mm, halves away from zero; nil when absent.
  public var distanceMm: Int64?
  /// How far the distance covers the walk.
  public var distanceState: TravelState
  /// Why it is not complete; nil when it is.
  public var distanceReason: TravelReason?
  /// Distance over TAT in mm/s, halves up; nil when the distance is absent or TAT is 0.
  public var meanSpeedMmS: Int64?
  /// Strides between START and END; nil unless they were counted completely, because the record
  /// has no place to say that they were not.
  public var strides: Int64?
  /// Who counted the strides; nil when there are none.
  public var stridesOriginator: String?
  /// How many rests there were.
  public var restCount: Int
  /// How long they lasted together.
  public var restTotal: Microseconds
  /// Recovery − END; nil when recovery was not noted.
  public var recovery: Microseconds?

  /// Steps, two to a stride; nil when strides are.
  public var steps: Int64? { strides.map { $0 &* 2 } }
  /// How steps were come by; nil when there are none.
  public var stepsOriginator: String? { strides == nil ? nil : Self.derivedSteps }
  /// What `stepsOriginator` says.
  public static let derivedSteps = "derived: 2 x strides"

  /// Derives the outcomes; nil when the walk has no START or no END.
  ///
  /// - Parameters:
  ///   - timeline: the walk.
  ///   - definition: the protocol it followed.
  ///   - travel: the session's sample rows.
  ///   - stridesOriginator: the device that counts strides, as the record names it.
  public static func derive(
    timeline: WalkTimeline, definition: ProtocolDefinition, travel: TravelTrace,
    stridesOriginator: String?
  ) -> WalkOutcome? {
    guard let start = timeline.start, let end = timeline.end else { return nil }
    let tat = end.at - start
    let gaps = Dictionary(grouping: timeline.gaps, by: \.channel)
    let distance = CountedTravel(
      travel.distance, gaps: gaps[.distance] ?? [], from: start, to: end.at)
    let strides = CountedTravel(
      travel.strides, gaps: gaps[.strides] ?? [], from: start, to: end.at)
    let counted = strides.state == .complete ? strides.value : nil
    let distanceMm = distance.value.map { Micrometres($0).millimetres }
    let rests = timeline.rests.map { ($0.end ?? end.at) - $0.begin }
    return WalkOutcome(
      firstSymptoms: SymptomTime(.firstSymptoms, timeline, start, end, definition),
      severeSymptoms: SymptomTime(.severeSymptoms, timeline, start, end, definition),
      totalAmbulation: tat, distanceMm: distanceMm, distanceState: distance.state,
      distanceReason: distance.reason, meanSpeedMmS: meanSpeed(distanceMm, over: tat),
      strides: counted, stridesOriginator: counted == nil ? nil : stridesOriginator,
      restCount: rests.count, restTotal: rests.reduce(.zero, +),
      recovery: timeline.recovered.map { $0 - end.at })
  }

  /// mm × 10⁶ ÷ µs, halves up; nil when there is nothing to divide or the product has no place.
  static func meanSpeed(_ distanceMm: Int64?, over tat: Microseconds) -> Int64? {
    guard let distanceMm, distanceMm >= 0, tat.count > 0 else { return nil }
    let (scaled, isTooLarge) = distanceMm.multipliedReportingOverflow(by: 1_000_000)
    if isTooLarge { return nil }
    let (quotient, remainder) = scaled.quotientAndRemainder(dividingBy: tat.count)
    return quotient &+ (remainder >= tat.count &- remainder ? 1 : 0)
  }
}

extension SymptomTime {
  /// The time of `mark` in a walk from `start` to `end`; all nil when the protocol does not ask.
  init(
    _ mark: Mark, _ timeline: WalkTimeline, _ start: MonotonicInstant, _ end: WalkEnd,
    _ definition: ProtocolDefinition
  ) {
    self.init()
    if let standing = timeline.standing(mark) {
      time = standing.at - start
      capped = time
    } else if definition.marks.contains(mark) {
      censored = end.at - start
      censoredReason = end.reason
      capped = end.reason == .capReached ? definition.cap : nil
    }
  }
}
