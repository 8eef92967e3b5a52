import Readings
import WalkProtocol

/// What happened, in order of time: START, marks, rests, gaps, END.
enum EventSection {
  /// More rows than this are counted instead of listed; the record has them all.
  static let mostGaps = 60

  private struct Event {
    var at: MonotonicInstant
    var rank: Int
    var name: String
    var detail: String
  }

  static func markup(_ input: ReportInput) -> Markup {
    guard let walk = input.version.record.walk, let start = walk.start else { return .empty }
    var events = [Event(at: start, rank: 0, name: "START", detail: "")]
    events += marks(walk) + rests(walk) + gaps(walk)
    if let end = walk.end {
      let detail = "\(ReportWords.cause(end.by)); \(ReportWords.reason(end.reason))"
      events.append(Event(at: end.at, rank: 4, name: "END", detail: detail))
    }
    events.sort { ($0.at, $0.rank) < ($1.at, $1.rank) }
    let rows = events.map { event -> Markup in
      let time = DurationText.minutes(microseconds: (event.at - start).count)
      return
        "<tr><td class=\"time\">\(time)</td><td>\(event.name)</td><td>\(event.detail)</td></tr>"
    }
    let more = walk.gaps.count - mostGaps
    let note: Markup =
      more > 0 ? "<p>\(more) further gaps are in the record and not listed here.</p>" : .empty
    return """
      <section><h2>Marks, rests and gaps</h2><table><thead><tr><th class="time">Since START</th>\
      <th>Event</th><th>Detail</th></tr></thead><tbody>\(.joined(rows))</tbody></table>\(note)\
      </section>

      """
  }

  private static func marks(_ walk: WalkSummary) -> [Event] {
    walk.marks.map { mark in
      let taken = mark.undone.map {
        "taken back (\(ReportWords.code($0.rawValue))); does not count"
      }
      return Event(
        at: mark.at, rank: 3, name: ReportWords.symptom(mark.mark), detail: taken ?? "marked")
    }
  }

  private static func rests(_ walk: WalkSummary) -> [Event] {
    walk.rests.enumerated().map { index, rest in
      Event(
        at: rest.begin, rank: 2, name: "Rest R\(index + 1)",
        detail: length(rest.end.map { $0 - rest.begin }) ?? "still resting at END")
    }
  }

  /// Channels of one device fall silent together; then they share a row.
  private static func gaps(_ walk: WalkSummary) -> [Event] {
    var listed: [(gap: GapEntry, channels: [Channel])] = []
    for gap in walk.gaps.prefix(mostGaps) {
      let same = listed.lastIndex {
        ($0.gap.begin, $0.gap.end, $0.gap.resumed) == (gap.begin, gap.end, gap.resumed)
      }
      if let same {
        listed[same].channels.append(gap.channel)
      } else {
        listed.append((gap, [gap.channel]))
      }
    }
    return listed.map { gap, channels in
      let how = ReportWords.resumption(gap.resumed)
      let detail = length(gap.end.map { $0 - gap.begin }).map { "\($0); \(how)" } ?? how
      return Event(
        at: gap.begin, rank: 1,
        name: "No data: \(channels.map(ReportWords.channel).joined(separator: ", "))",
        detail: detail)
    }
  }

  private static func length(_ span: Microseconds?) -> String? {
    span.map { "lasted \(DurationText.minutes(microseconds: $0.count)) min:s" }
  }
}
