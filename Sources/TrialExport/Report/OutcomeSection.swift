import Readings
import WalkProtocol

/// The outcomes, as times a clinician reads and seconds a statistician checks.
enum OutcomeSection {
  static func markup(_ input: ReportInput) -> Markup {
    guard let walk = input.version.record.walk, let outcome = walk.outcome else {
      return """
        <section><h2>Outcomes</h2><p>The walk has no START or no END: there are no outcomes.</p>
        </section>

        """
    }
    let rows =
      [
        symptom("Time to first symptoms (TFS)", outcome.firstSymptoms),
        symptom("Time to severe symptoms (TSS)", outcome.severeSymptoms),
        row(
          "Total ambulation time (TAT)", span(outcome.totalAmbulation),
          "END minus START; rests count"),
        row("End", "<b>\(ReportWords.reason(walk.end?.reason))</b>", cause(walk.end)),
      ] + travel(outcome, input)
      + [
        row("Rests", rests(outcome), ""), row("Recovery", recovery(outcome), ""),
      ]
    return """
      <section><h2>Outcomes</h2><table class="outcomes"><tbody>\(.joined(rows))</tbody></table>
      </section>

      """
  }

  private static func row(_ name: String, _ result: Markup, _ note: String) -> Markup {
    "<tr><th scope=\"row\">\(name)</th><td>\(result)</td><td>\(note)</td></tr>"
  }

  private static func span(_ time: Microseconds) -> Markup {
    """
    <b>\(DurationText.minutes(microseconds: time.count))</b> <small>min:s</small> \
    <span class="also">\(FixedDecimal.seconds(microseconds: time.count)) s</span>
    """
  }

  private static func symptom(_ name: String, _ symptom: SymptomTime) -> Markup {
    if let time = symptom.time { return row(name, span(time), "") }
    guard let censored = symptom.censored else {
      return row(name, "not asked by this protocol", "")
    }
    let at = DurationText.minutes(microseconds: censored.count)
    let seconds = FixedDecimal.seconds(microseconds: censored.count)
    let result: Markup = """
      <b>not reached</b>; censored at \(at) (\(ReportWords.reason(symptom.censoredReason))) \
      <span class="also">\(seconds) s</span>
      """
    let capped = symptom.capped.map {
      "Capped value by convention: \(DurationText.minutes(microseconds: $0.count)) "
        + "(\(FixedDecimal.seconds(microseconds: $0.count)) s). Not the time of a symptom."
    }
    return row(name, result, capped ?? "No capped value: the cap was not reached.")
  }

  private static func travel(_ outcome: WalkOutcome, _ input: ReportInput) -> [Markup] {
    [
      row("Distance", distance(outcome), outcome.distanceMm == nil ? "" : state(outcome)),
      row("Mean speed", speed(outcome, mode: input.version.record.mode), meanNote(outcome)),
      row(
        "Strides", count(outcome.strides),
        outcome.stridesOriginator.map { "counted by \($0)" } ?? ""
      ),
      row("Steps", count(outcome.steps), outcome.stepsOriginator ?? ""),
    ]
  }

  private static func meanNote(_ outcome: WalkOutcome) -> String {
    guard outcome.meanSpeedMmS != nil else { return "" }
    return "distance over TAT, rests included"
      + (outcome.distanceState == .partial ? "; from a partial distance, so at least this" : "")
  }

  private static func state(_ outcome: WalkOutcome) -> String {
    ReportWords.travel(outcome.distanceReason)
      + (outcome.distanceState == .partial ? "; at least this far" : "")
  }

  private static func distance(_ outcome: WalkOutcome) -> Markup {
    guard let distance = outcome.distanceMm else {
      return
        "not recorded <span class=\"also\">\(ReportWords.travel(outcome.distanceReason))</span>"
    }
    return "<b>\(FixedDecimal.text(distance, scale: 3, places: 1))</b> m"
      + " <span class=\"also\">\(FixedDecimal.thousandths(distance)) m</span>"
  }

  private static func speed(_ outcome: WalkOutcome, mode: String) -> Markup {
    guard let speed = outcome.meanSpeedMmS else { return "not recorded" }
    let isTreadmill = mode.hasPrefix("treadmill")
    let miles = isTreadmill ? FixedDecimal.milesPerHour(millimetresPerSecond: speed) : nil
    return "<b>\(FixedDecimal.thousandths(speed))</b> m/s"
      + (miles.map { " <span class=\"also\">(\($0) mph)</span>" } ?? .empty)
  }

  private static func count(_ value: Int64?) -> Markup {
    value.map { "<b>\($0)</b>" } ?? "no complete count"
  }

  private static func rests(_ outcome: WalkOutcome) -> Markup {
    guard outcome.restCount > 0 else { return "none" }
    let total = DurationText.minutes(microseconds: outcome.restTotal.count)
    return "<b>\(outcome.restCount)</b>, together \(total) <small>min:s</small>"
  }

  private static func recovery(_ outcome: WalkOutcome) -> Markup {
    outcome.recovery.map { "\(span($0)) <span class=\"also\">after END</span>" } ?? "not noted"
  }

  private static func cause(_ end: WalkEnd?) -> String {
    end.map { "ended \(ReportWords.cause($0.by))" } ?? ""
  }
}
