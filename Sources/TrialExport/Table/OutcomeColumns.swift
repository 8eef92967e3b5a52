import Readings
import WalkProtocol

extension ExportColumn {
  private static let reasons = EndReason.allCases.map(\.rawValue).joined(separator: "|")

  /// Outcomes of the walk. All are empty when the walk had no START or no END.
  static let outcome: [ExportColumn] =
    symptom("tfs", "first symptoms", \.firstSymptoms)
    + symptom("tss", "severe symptoms", \.severeSymptoms)
    + [
      ExportColumn(
        "tat_s", .decimal, unit: "s", "Total ambulation time, END minus START; rests count.",
        from: "walk.outcome.tat_us"
      ) { .seconds(orAbsent: $0.outcome?.totalAmbulation.count) },
      ExportColumn(
        "distance_m", .decimal, unit: "m",
        "Distance counted between START and END. With distance_state partial it is less than was "
          + "walked. Empty when no device counted distance.", from: "walk.outcome.distance_mm"
      ) { .thousandths(orAbsent: $0.outcome?.distanceMm) },
      ExportColumn(
        "distance_state", .text,
        allowed: TravelState.allCases.map(\.rawValue).joined(separator: "|"),
        "How far distance_m covers the walk.", from: "walk.outcome.distance_state"
      ) { .text(orAbsent: $0.outcome?.distanceState.rawValue) },
      ExportColumn(
        "distance_reason", .text,
        allowed: TravelReason.allCases.map(\.rawValue).joined(separator: "|"),
        "Why the distance is not complete; empty when it is.", from: "walk.outcome.distance_reason"
      ) { .text(orAbsent: $0.outcome?.distanceReason?.rawValue) },
      ExportColumn(
        "mean_speed_m_s", .decimal, unit: "m/s",
        "distance_m divided by tat_s; rests count as time.",
        from: "walk.outcome.mean_speed_mm_s"
      ) { .thousandths(orAbsent: $0.outcome?.meanSpeedMmS) },
      ExportColumn(
        "strides", .integer, unit: "{strides}",
        "Strides (two footfalls each) between START and END; empty unless counted completely.",
        from: "walk.outcome.strides"
      ) { .integer(orAbsent: $0.outcome?.strides) },
      ExportColumn(
        "strides_originator", .text, "Who counted the strides.",
        from: "walk.outcome.strides_originator"
      ) { .text(orAbsent: $0.outcome?.stridesOriginator) },
      ExportColumn(
        "steps", .integer, unit: "{steps}", "Steps between START and END.",
        from: "walk.outcome.steps"
      ) { .integer(orAbsent: $0.outcome?.steps) },
      ExportColumn(
        "steps_originator", .text, "How steps were come by.", from: "walk.outcome.steps_originator"
      ) { .text(orAbsent: $0.outcome?.stepsOriginator) },
      ExportColumn(
        "rest_count", .integer, "Rests within the walk.", from: "walk.outcome.rest_count"
      ) { .integer(orAbsent: $0.outcome.map { Int64($0.restCount) }) },
      ExportColumn(
        "rest_total_s", .decimal, unit: "s", "How long the rests lasted together.",
        from: "walk.outcome.rest_total_us"
      ) { .seconds(orAbsent: $0.outcome?.restTotal.count) },
      ExportColumn(
        "recovery_s", .decimal, unit: "s",
        "From END to when the subject was noted as recovered; empty when it was not noted.",
        from: "walk.outcome.recovery_us"
      ) { .seconds(orAbsent: $0.outcome?.recovery?.count) },
      ExportColumn(
        "end_reason", .text, allowed: reasons, "Why the walk ended.", from: "walk.end.reason"
      ) { .text(orAbsent: $0.record.walk?.end?.reason?.rawValue) },
      ExportColumn(
        "end_by", .text, allowed: EndCause.allCases.map(\.rawValue).joined(separator: "|"),
        "What brought END about.", from: "walk.end.by"
      ) { .text(orAbsent: $0.record.walk?.end?.by.rawValue) },
    ]

  private static func symptom(
    _ name: String, _ words: String, _ time: @escaping @Sendable (WalkOutcome) -> SymptomTime
  ) -> [ExportColumn] {
    let source = "walk.outcome.\(name)"
    return [
      ExportColumn(
        "\(name)_s", .decimal, unit: "s",
        "Time from START to \(words); empty when they were not marked, never 0 and never the cap.",
        from: source + "_us"
      ) { .seconds(orAbsent: $0.outcome.map(time)?.time?.count) },
      ExportColumn(
        "\(name)_censored_s", .decimal, unit: "s",
        "When \(words) were not marked: the time from START at which observation ended.",
        from: source + "_censored_us"
      ) { .seconds(orAbsent: $0.outcome.map(time)?.censored?.count) },
      ExportColumn(
        "\(name)_censored_reason", .text, allowed: reasons,
        "When \(words) were not marked: why observation ended.", from: source + "_censored_reason"
      ) { .text(orAbsent: $0.outcome.map(time)?.censoredReason?.rawValue) },
      ExportColumn(
        "\(name)_capped_s", .decimal, unit: "s",
        "The capped convention, a separate value: \(name)_s when marked, the protocol's cap when "
          + "censored by CAP_REACHED, else empty. Not the time of a symptom.",
        from: source + "_capped_us"
      ) { .seconds(orAbsent: $0.outcome.map(time)?.capped?.count) },
    ]
  }
}

extension SessionVersion {
  var outcome: WalkOutcome? { record.walk?.outcome }
}
