/// Speed and distance over time as one SVG: the marks as labelled lines, rests shaded, stretches
/// without data hatched and the trace broken there.
struct TracePlot {
  let content: PlotContent
  private let layout: LabelLayout
  private let speedFrame: PlotFrame
  private let distanceFrame: PlotFrame?

  init(_ content: PlotContent) {
    self.content = content
    let ruler = PlotFrame(top: 0, bottom: 1, timeTop: content.axis, valueTop: 1)
    layout = LabelLayout(
      content.lines.map { .init(text: $0.text, x: Int(ruler.x($0.time) / 10)) },
      limit: PlotFrame.paper)
    let top = layout.lanes * LabelLayout.laneHeight + 4
    let hasData = !content.speed.runs.isEmpty || !content.distance.runs.isEmpty
    let fastest = content.speed.runs.flatMap { $0 }.map(\.value).max() ?? 0
    let asked = max(fastest, content.targetSpeed ?? 0, 200)
    let speedScale = TickScale.decimal(largest: asked + asked / 10, count: 5, smallestStep: 10)
    let height = hasData ? 168 : 56
    speedFrame = PlotFrame(
      top: top, bottom: top + height, timeTop: content.axis, valueTop: speedScale.top)
    let furthest = content.distance.runs.last?.last?.value ?? 0
    let scale = TickScale.decimal(largest: furthest, count: 3, smallestStep: 1_000_000)
    distanceFrame =
      hasData
      ? PlotFrame(
        top: top + height + 20, bottom: top + height + 102, timeTop: content.axis,
        valueTop: scale.top) : nil
  }

  /// The labels' places, for who wants to check them.
  var labels: [LabelLayout.Placed] { layout.placed }

  /// The `svg` element, as wide as the page.
  var svg: Markup {
    let bottom = (distanceFrame ?? speedFrame).bottom
    let height = bottom + 62
    var body = PlotParts.definitions
    body += panel(
      speedFrame, content.speed, holes: content.speedHoles, name: "speed",
      ticks: distanceFrame == nil ? [] : speedTicks,
      title: distanceFrame == nil ? "" : "Speed (m/s)")
    if let distanceFrame {
      body += panel(
        distanceFrame, content.distance, holes: content.distanceHoles, name: "distance",
        ticks: distanceTicks(distanceFrame), title: "Distance (m)")
    }
    body += restNames + verticalLines(bottom: bottom) + notices + timeAxis(bottom: bottom)
    body += PlotLegend.svg(y: bottom + 54, content)
    let paper = PlotFrame.paper
    return """
      <svg viewBox="0 0 \(paper) \(height)" width="\(paper)" height="\(height)" role="img" \
      aria-label="Speed and distance over time since START">\(body)</svg>
      """
  }

  private func panel(
    _ frame: PlotFrame, _ trace: TraceRuns, holes: [TraceSpan], name: String,
    ticks: [(Int64, String)], title: String
  ) -> Markup {
    var result = Markup.joined(content.rests.map { PlotParts.band($0, frame, fill: "rest") })
    result += .joined(holes.map { PlotParts.band($0, frame, fill: "hole") })
    result += .joined(ticks.map { PlotParts.tick($0.0, $0.1, frame) })
    result += PlotParts.trace(trace, frame) + PlotParts.border(frame)
    if name == "speed", !trace.runs.isEmpty, let target = content.targetSpeed {
      result += PlotParts.level(target, frame)
    }
    if !title.isEmpty { result += PlotParts.axisTitle(title, frame) }
    return result
  }

  private var speedTicks: [(Int64, String)] {
    let scale = TickScale.decimal(
      largest: speedFrame.valueTop, count: 5, smallestStep: 10)
    let places = scale.step % 100 == 0 ? 1 : 2
    return scale.ticks.map { ($0, FixedDecimal.text($0, scale: 3, places: places)) }
  }

  private func distanceTicks(_ frame: PlotFrame) -> [(Int64, String)] {
    let scale = TickScale.decimal(largest: frame.valueTop, count: 3, smallestStep: 1_000_000)
    return scale.ticks.map { ($0, FixedDecimal.text($0, scale: 6, places: 0)) }
  }

  /// What a panel without data says, above the lines. Without any data the legend says it.
  private var notices: Markup {
    guard let distanceFrame else { return .empty }
    var result = Markup.empty
    if content.speed.runs.isEmpty {
      result += PlotParts.notice("No speed was recorded", speedFrame)
    }
    if content.distance.runs.isEmpty {
      result += PlotParts.notice("No distance was recorded", distanceFrame)
    }
    return result
  }

  private var restNames: Markup {
    .joined(
      content.rests.enumerated().map { index, rest in
        let (left, right) = (speedFrame.x(rest.begin), speedFrame.x(rest.end))
        guard right - left >= 180 else { return .empty }
        let middle = PlotFrame.px((left + right) / 2)
        return """
          <text class="halo" x="\(middle)" y="\(speedFrame.top + 15)" text-anchor="middle">\
          R\(index + 1)</text>
          """
      })
  }

  private func verticalLines(bottom: Int) -> Markup {
    var result = Markup.empty
    var remaining = layout.placed
    for line in content.lines {
      let x = speedFrame.x(line.time)
      let found = remaining.firstIndex {
        $0.label.text == line.text && $0.label.x == Int(x / 10)
      }
      guard let found else { continue }
      let place = remaining.remove(at: found)
      let base = speedFrame.top - 4 - place.lane * LabelLayout.laneHeight
      let textX = place.isLeftward ? place.right : place.left
      result += """
        <line class="m-\(line.style.rawValue)" x1="\(PlotFrame.px(x))" y1="\(base - 11)" \
        x2="\(PlotFrame.px(x))" y2="\(bottom)"/>\
        <text x="\(textX)" y="\(base - 1)" text-anchor="\(place.isLeftward ? "end" : "start")">\
        \(line.text)</text>
        """
    }
    return result
  }

  private func timeAxis(bottom: Int) -> Markup {
    let scale = TickScale.time(largest: content.axis, count: 10)
    var result = Markup.empty
    for tick in scale.ticks where tick <= content.axis {
      let x = PlotFrame.px(speedFrame.x(tick))
      result += """
        <line class="axis" x1="\(x)" y1="\(bottom)" x2="\(x)" y2="\(bottom + 4)"/>\
        <text x="\(x)" y="\(bottom + 16)" text-anchor="middle">\
        \(DurationText.brief(microseconds: tick))</text>
        """
    }
    let middle = (PlotFrame.left + PlotFrame.right) / 2
    return result + """
      <text x="\(middle)" y="\(bottom + 33)" text-anchor="middle">Time since START (min:s)</text>
      """
  }
}
