/// A session as one printable page or two for the chart: a single HTML file that loads nothing and
/// runs nothing. The signed record stays the original; the report is a view of it and says so.
public struct SessionReport: Sendable {
  private let input: ReportInput

  /// The report of `input`.
  public init(_ input: ReportInput) {
    self.input = input
  }

  /// The whole file, UTF-8.
  public var html: [UInt8] { Array(markup.html.utf8) }

  private var markup: Markup {
    let identity = input.version.record.identity
    let title =
      "Walking test \(identity.subject) \(identity.visit) trial \(identity.trial)"
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"/>
      <meta http-equiv="Content-Security-Policy" \
      content="default-src 'none'; style-src 'unsafe-inline'"/>
      <meta name="viewport" content="width=device-width"/>
      <title>\(title)</title>
      <style>\(ReportStyle.css)</style></head>
      <body>
      \(HeaderSection.markup(input))\(OutcomeSection.markup(input))\(trace)\
      \(EventSection.markup(input))\(AnswerSection.markup(input))\(DeviationSection.markup(input))\
      \(QualitySection.markup(input))\(signature)</body></html>

      """
  }

  private var trace: Markup {
    guard let content = PlotContent(input) else { return .empty }
    let cap = DurationText.brief(microseconds: input.capMicroseconds)
    let note: Markup =
      content.isCapOutside
      ? "<p><small>The cap (\(cap)) lies outside the plot.</small></p>" : .empty
    return """
      <section><h2>Speed and distance</h2><figure>\(TracePlot(content).svg)</figure>\(note)\
      </section>

      """
  }

  private var signature: Markup {
    let record = input.version.record
    return """
      <section class="signature"><p><small>View of record \
      <span class="code">\(String(record.sha256.prefix(12)))</span>, made by \(record.software). \
      The signed record is the original.</small></p>\
      <div><span>Printed name and signature</span><span>Date</span>\
      <span>Meaning (review, approval, …)</span></div></section>

      """
  }
}
