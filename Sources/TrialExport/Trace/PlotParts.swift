/// The small pieces of SVG that the plot is put together from.
enum PlotParts {
  /// Hatching that still tells apart in black and white.
  static let definitions: Markup = """
    <defs><pattern id="hole" width="6" height="6" patternUnits="userSpaceOnUse" \
    patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>\
    <line x1="0" y1="0" x2="0" y2="6" stroke="#777" stroke-width="1.6"/></pattern></defs>
    """

  /// A stretch of time over the height of a panel, at least 3 px wide so that it cannot vanish.
  static func band(_ span: TraceSpan, _ frame: PlotFrame, fill: String) -> Markup {
    let left = frame.x(span.begin)
    let width = max(30, frame.x(span.end) - left)
    return """
      <rect class="\(fill)" x="\(PlotFrame.px(left))" y="\(frame.top)" \
      width="\(PlotFrame.px(width))" height="\(frame.bottom - frame.top)"/>
      """
  }

  /// A light line across the panel with its value at the left.
  static func tick(_ value: Int64, _ text: String, _ frame: PlotFrame) -> Markup {
    let y = frame.y(value)
    return """
      <line class="grid" x1="\(PlotFrame.left)" y1="\(PlotFrame.px(y))" \
      x2="\(PlotFrame.right)" y2="\(PlotFrame.px(y))"/>\
      <text x="\(PlotFrame.left - 6)" y="\(PlotFrame.px(y + 40))" text-anchor="end">\(text)</text>
      """
  }

  /// The protocol's speed.
  static func level(_ value: Int64, _ frame: PlotFrame) -> Markup {
    let y = PlotFrame.px(frame.y(value))
    return """
      <line class="target" x1="\(PlotFrame.left)" y1="\(y)" x2="\(PlotFrame.right)" y2="\(y)"/>
      """
  }

  /// The stretches of a trace, each on its own; a single point is a dot.
  static func trace(_ trace: TraceRuns, _ frame: PlotFrame) -> Markup {
    let column = frame.timeTop / Int64(PlotFrame.right - PlotFrame.left)
    var path = ""
    for run in trace.runs {
      let points = TraceReduction.reduced(run, columnWidth: column)
      for (index, point) in points.enumerated() {
        path += index == 0 ? "M" : "L"
        path += PlotFrame.px(frame.x(point.time)) + " " + PlotFrame.px(frame.y(point.value))
      }
      if points.count == 1 { path += "h0.1" }
    }
    return path.isEmpty ? .empty : "<path class=\"trace\" d=\"\(path)\"/>"
  }

  /// The panel's edge.
  static func border(_ frame: PlotFrame) -> Markup {
    """
    <rect class="border" x="\(PlotFrame.left)" y="\(frame.top)" \
    width="\(PlotFrame.right - PlotFrame.left)" height="\(frame.bottom - frame.top)"/>
    """
  }

  /// The title of a vertical axis, reading upwards.
  static func axisTitle(_ text: String, _ frame: PlotFrame) -> Markup {
    let y = (frame.top + frame.bottom) / 2
    return """
      <text x="14" y="\(y)" text-anchor="middle" transform="rotate(-90 14 \(y))">\(text)</text>
      """
  }

  /// Words in the middle of a panel that has no data.
  static func notice(_ text: String, _ frame: PlotFrame) -> Markup {
    let width = LabelLayout.width(of: text) + 16
    let middle = (PlotFrame.left + PlotFrame.right) / 2
    let y = (frame.top + frame.bottom) / 2
    return """
      <rect x="\(middle - width / 2)" y="\(y - 12)" width="\(width)" height="24" fill="#fff"/>\
      <text x="\(middle)" y="\(y + 4)" text-anchor="middle">\(text)</text>
      """
  }
}
