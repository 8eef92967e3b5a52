/// A panel of the plot: where it stands on the paper and what its axes span.
struct PlotFrame: Hashable {
  /// The paper's width, px: 182 mm at 96 px to the inch, an A4 page without its margins.
  static let paper = 688
  /// The left edge of every panel, px.
  static let left = 62
  /// The right edge of every panel, px.
  static let right = 664

  /// The upper edge, px.
  var top: Int
  /// The lower edge, px.
  var bottom: Int
  /// The time at the right edge, µs since START, above 0.
  var timeTop: Int64
  /// The value at the upper edge, above 0.
  var valueTop: Int64

  /// Where a time stands, tenths of a px.
  func x(_ time: Int64) -> Int64 {
    Int64(Self.left * 10)
      + Self.share(time, of: timeTop, length: Int64(Self.right - Self.left) * 10)
  }

  /// Where a value stands, tenths of a px.
  func y(_ value: Int64) -> Int64 {
    Int64(bottom * 10) - Self.share(value, of: valueTop, length: Int64(bottom - top) * 10)
  }

  /// Tenths of a px as SVG writes them.
  static func px(_ tenths: Int64) -> String { FixedDecimal.text(tenths, scale: 1, places: 1) }

  /// `length` × `value` ÷ `whole`, held within the panel.
  private static func share(_ value: Int64, of whole: Int64, length: Int64) -> Int64 {
    let held = min(max(value, 0), max(whole, 1))
    return Int64(Int128(held) * Int128(length) / Int128(max(whole, 1)))
  }
}
