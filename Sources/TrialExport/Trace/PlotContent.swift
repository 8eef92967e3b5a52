import Readings
import WalkProtocol

/// What the plot shows, in µs since START.
struct PlotContent {
  /// A labelled vertical line.
  struct Line: Hashable {
    enum Style: String { case first, severe, end, cap }
    var time: Int64
    var text: String
    var style: Style
  }

  /// END since START.
  let length: Int64
  /// The time at the right edge.
  let axis: Int64
  let lines: [Line]
  let rests: [TraceSpan]
  let speed: TraceRuns
  let distance: TraceRuns
  /// Where the channels told nothing: holes in the samples and gaps of the record.
  let speedHoles: [TraceSpan]
  let distanceHoles: [TraceSpan]
  let targetSpeed: Int64?
  /// True when the cap lies beyond the right edge.
  let isCapOutside: Bool

  /// The content of a report; nil when the walk had no START or no END.
  init?(_ input: ReportInput) {
    guard let walk = input.version.record.walk, let start = walk.start, let end = walk.end,
      end.at > start
    else { return nil }
    let length = (end.at - start).count
    self.length = length
    let cap = max(1, input.capMicroseconds)
    isCapOutside = length < cap / 5
    axis = max(length, isCapOutside ? TickScale.time(largest: length, count: 6).top : cap)
    lines = Self.lines(walk, start, end, cap: isCapOutside ? nil : cap)
    let whole = TraceSpan(begin: 0, end: length)
    rests = walk.rests.compactMap { rest in
      TraceSpan(begin: (rest.begin - start).count, end: ((rest.end ?? end.at) - start).count)
        .clipped(to: whole)
    }
    func gaps(_ channel: Channel) -> [TraceSpan] {
      walk.gaps.filter { $0.channel == channel }.compactMap { gap in
        TraceSpan(begin: (gap.begin - start).count, end: ((gap.end ?? end.at) - start).count)
          .clipped(to: whole)
      }
    }
    let origins = walk.gaps.filter { $0.channel == .distance && $0.resumed == .newOrigin }
      .compactMap { $0.end.map { ($0 - start).count } }.sorted()
    let origin = start.microseconds
    speed = TraceRuns.speed(
      input.samples, start: origin, length: length, gaps: gaps(.speed))
    distance = TraceRuns.distance(
      input.samples, start: origin, length: length, gaps: gaps(.distance),
      newOrigins: origins)
    speedHoles = TraceSpan.merged(speed.holes + gaps(.speed))
    distanceHoles = TraceSpan.merged(distance.holes + gaps(.distance))
    targetSpeed = input.targetSpeedMmS
  }

  /// Marks that stand, END and cap; those at one instant share one line.
  private static func lines(
    _ walk: WalkSummary, _ start: MonotonicInstant, _ end: WalkEnd, cap: Int64?
  ) -> [Line] {
    let length = (end.at - start).count
    var lines: [Line] = []
    var endName = "END"
    for mark in walk.marks where mark.undone == nil {
      let time = (mark.at - start).count
      let style: Line.Style = mark.mark == .firstSymptoms ? .first : .severe
      if time == length {
        endName = "\(ReportWords.symptom(mark.mark)), END"
      } else if time >= 0, time < length {
        let text = "\(ReportWords.symptom(mark.mark)) \(DurationText.minutes(microseconds: time))"
        lines.append(Line(time: time, text: text, style: style))
      }
    }
    if length == cap { endName += " at cap" }
    lines.append(
      Line(
        time: length, text: "\(endName) \(DurationText.minutes(microseconds: length))", style: .end
      ))
    if let cap, cap != length {
      lines.append(
        Line(time: cap, text: "Cap \(DurationText.brief(microseconds: cap))", style: .cap))
    }
    return lines
  }
}
