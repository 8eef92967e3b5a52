import Readings
import WalkProtocol

/// The outcome of a walk as a table for people.
enum OutcomeTable {
  /// The table; a symptom that was not marked is told as censored and never as a time.
  static func text(_ summary: WalkSummary) -> String {
    guard let outcome = summary.outcome, let end = summary.end else {
      return summary.start == nil
        ? "The walk never started." : "The walk was under way; there is no END and no outcome yet."
    }
    var table = TextTable(header: ["OUTCOME", "", ""])
    table.add(["TFS  time to first symptoms"] + symptom(outcome.firstSymptoms))
    table.add(["TSS  time to severe symptoms"] + symptom(outcome.severeSymptoms))
    table.add([
      "TAT  total ambulation time", Clock.text(outcome.totalAmbulation),
      "ended: \(end.reason?.rawValue ?? "reason missing") by \(end.by.rawValue)",
    ])
    table.add([
      "Distance", outcome.distanceMm.map { Clock.decimals($0, 1) + " m" } ?? "absent",
      outcome.distanceState.rawValue + (outcome.distanceReason.map { ", \($0.rawValue)" } ?? ""),
    ])
    table.add([
      "Mean speed", outcome.meanSpeedMmS.map { Clock.decimals($0, 3) + " m/s" } ?? "absent", "",
    ])
    table.add([
      "Strides", outcome.strides.map(String.init) ?? "absent", outcome.stridesOriginator ?? "",
    ])
    table.add([
      "Steps", outcome.steps.map(String.init) ?? "absent", outcome.stepsOriginator ?? "",
    ])
    table.add([
      "Rests", String(outcome.restCount),
      outcome.restCount > 0 ? "together \(Clock.text(outcome.restTotal))" : "",
    ])
    table.add(["Gaps", String(summary.gaps.count), gaps(summary)])
    table.add([
      "Recovery", outcome.recovery.map { Clock.text($0) } ?? "not noted",
      outcome.recovery == nil ? "" : "after END",
    ])
    return table.text
  }

  /// Which channels were silent and whether their counters bridged it.
  private static func gaps(_ summary: WalkSummary) -> String {
    guard !summary.gaps.isEmpty else { return "" }
    let exact = summary.gaps.count { $0.resumed == .exact }
    let channels = Channel.allCases.filter { channel in
      summary.gaps.contains { $0.channel == channel }
    }
    return channels.map(\.rawValue).joined(separator: ", ") + "; \(exact) bridged exactly"
  }

  private static func symptom(_ time: SymptomTime) -> [String] {
    if let marked = time.time { return [Clock.text(marked), "marked"] }
    guard let censored = time.censored else { return ["not asked", ""] }
    let capped = time.capped.map { ", capped value \(Clock.text($0))" } ?? ""
    return [
      "not reached",
      "censored at \(Clock.text(censored)) (\(time.censoredReason?.rawValue ?? "no reason"))"
        + capped,
    ]
  }
}
