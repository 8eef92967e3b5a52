/// HTML or SVG under construction. A string literal is markup; whatever is put into it by
/// interpolation is escaped, unless it is markup itself. So text from a record cannot become
/// markup by oversight.
struct Markup: ExpressibleByStringInterpolation, CustomStringConvertible {
  private(set) var html: String

  init(stringLiteral value: String) { html = value }

  init(stringInterpolation: StringInterpolation) { html = stringInterpolation.html }

  /// Nothing.
  static var empty: Markup { "" }

  /// The parts one after the other.
  static func joined(_ parts: some Sequence<Markup>, separator: Markup = "") -> Markup {
    var result = Markup.empty
    result.html = parts.map(\.html).joined(separator: separator.html)
    return result
  }

  static func + (left: Markup, right: Markup) -> Markup { "\(left)\(right)" }
  static func += (left: inout Markup, right: Markup) { left.html += right.html }

  var description: String { html }

  struct StringInterpolation: StringInterpolationProtocol {
    var html = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      html.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    mutating func appendLiteral(_ literal: String) { html += literal }
    mutating func appendInterpolation(_ text: String) { html += HTMLText.escaped(text) }
    mutating func appendInterpolation(_ number: Int) { html += String(number) }
    mutating func appendInterpolation(_ number: Int64) { html += String(number) }
    mutating func appendInterpolation(_ markup: Markup) { html += markup.html }
  }
}
