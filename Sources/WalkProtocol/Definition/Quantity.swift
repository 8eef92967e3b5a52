/// A number with its unit as a protocol file writes it, such as `1.2 mph`: an exact decimal, so
/// that no binary fraction ever stands between the file and the record.
struct Quantity: Hashable, Sendable {
  /// The digits as one integer, with the sign: 12 for `1.2`. At most `mostDigits` digits.
  var digits: Int64
  /// Ten to the number of decimals: 10 for `1.2`.
  var scale: Int64
  /// The unit as written; empty when there is none.
  var unit: String

  /// More digits than any protocol needs, few enough that no conversion can overflow.
  static let mostDigits = 9

  /// Reads `text`: an optional minus, digits, optionally a point and digits; then one space and
  /// the unit, or nothing. Nil when the text has any other form.
  init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard parts.count <= 2, let number = parts.first else { return nil }
    let isNegative = number.first == UInt8(ascii: "-")
    let places = (isNegative ? number.dropFirst() : number)
      .split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard places.count <= 2, places.allSatisfy({ !$0.isEmpty }) else { return nil }
    let all = places.joined()
    guard all.count <= Self.mostDigits, all.allSatisfy({ (0x30...0x39).contains($0) }),
      places[0].count == 1 || places[0].first != UInt8(ascii: "0")
    else { return nil }
    let magnitude = all.reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
    digits = isNegative ? -magnitude : magnitude
    scale = places.dropFirst().joined().reduce(1) { power, _ in power * 10 }
    unit = parts.count == 2 ? String(decoding: Array(parts[1]), as: UTF8.self) : ""
    if parts.count == 2, unit.isEmpty { return nil }
  }

  /// The number times `numerator / denominator`, or nil when that is not a whole number.
  /// The factors stay below 10^9, so nothing overflows.
  func exactly(times numerator: Int64, over denominator: Int64 = 1) -> Int64? {
    let (product, divisor) = (digits * numerator, scale * denominator)
    return product % divisor == 0 ? product / divisor : nil
  }

  /// The number times `numerator / denominator` in whole units, halves rounded up; for numbers
  /// from zero.
  func roundedHalfUp(times numerator: Int64, over denominator: Int64) -> Int64 {
    let (product, divisor) = (digits * numerator, scale * denominator)
    return (2 * product + divisor) / (2 * divisor)
  }
}
