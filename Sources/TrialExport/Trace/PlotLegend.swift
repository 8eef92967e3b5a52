/// What the lines and shades mean; only what the plot shows.
enum PlotLegend {
  private enum Swatch {
    case line(String)
    case box(String)
  }

  static func svg(y: Int, _ content: PlotContent) -> Markup {
    var x = PlotFrame.left
    var result = Markup.empty
    for (swatch, text) in entries(content) {
      switch swatch {
      case .line(let style):
        result += "<line class=\"\(style)\" x1=\"\(x)\" y1=\"\(y - 4)\" "
        result += "x2=\"\(x + 22)\" y2=\"\(y - 4)\"/>"
      case .box(let style):
        result += "<rect class=\"\(style)\" x=\"\(x)\" y=\"\(y - 10)\" "
        result += "width=\"22\" height=\"12\"/>"
      }
      result += "<text x=\"\(x + 28)\" y=\"\(y)\">\(text)</text>"
      x += 28 + LabelLayout.width(of: text) + 14
    }
    return result
  }

  private static func entries(_ content: PlotContent) -> [(Swatch, String)] {
    var entries: [(Swatch, String)] = []
    if !content.speed.runs.isEmpty || !content.distance.runs.isEmpty {
      entries.append((.line("trace"), "Measured"))
    }
    if let target = content.targetSpeed, !content.speed.runs.isEmpty {
      entries.append((.line("target"), "Protocol \(FixedDecimal.thousandths(target)) m/s"))
    }
    if !content.rests.isEmpty { entries.append((.box("rest edged"), "Rest")) }
    if !content.speedHoles.isEmpty || !content.distanceHoles.isEmpty {
      let hasData = !content.speed.runs.isEmpty || !content.distance.runs.isEmpty
      let all = "No speed or distance was recorded; times come from button and clock"
      entries.append((.box("hole edged"), hasData ? "No data" : all))
    }
    return entries
  }
}
