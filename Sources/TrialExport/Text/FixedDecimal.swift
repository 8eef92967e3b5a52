/// Decimal text with a fixed number of places, made from integers only: a value that was recorded
/// as an integer reaches the table without ever passing through a binary fraction.
public enum FixedDecimal {
  /// `value` divided by ten to the power `scale`, shown with `places` places after the point,
  /// halves away from zero. `scale` and `places` are clamped to 0...18.
  ///
  ///     FixedDecimal.text(134_287_500, scale: 6, places: 3)  // "134.288"
  public static func text(_ value: Int64, scale: Int, places: Int) -> String {
    let scale = min(max(scale, 0), 18)
    let places = min(max(places, 0), 18)
    var magnitude = UInt64(value.magnitude)
    if scale > places { magnitude = divided(magnitude, by: power(scale - places)) }
    var digits = String(magnitude)
    if places > scale { digits += String(repeating: "0", count: places - scale) }
    if digits.count <= places {
      digits = String(repeating: "0", count: places + 1 - digits.count) + digits
    }
    let whole = digits.dropLast(places)
    let fraction = digits.suffix(places)
    let sign = value < 0 && digits.contains { $0 != "0" } ? "-" : ""
    return sign + whole + (places > 0 ? "." + fraction : "")
  }

  /// Microseconds as seconds with 3 places.
  public static func seconds(microseconds: Int64) -> String {
    text(microseconds, scale: 6, places: 3)
  }

  /// Millimetres as metres, or mm/s as m/s, with 3 places.
  public static func thousandths(_ value: Int64) -> String { text(value, scale: 3, places: 3) }

  /// mm/s as international miles per hour (1 mile = 1 609.344 m exactly) with 2 places; nil when
  /// the product does not fit.
  public static func milesPerHour(millimetresPerSecond speed: Int64) -> String? {
    let (scaled, isTooLarge) = speed.multipliedReportingOverflow(by: 3_600_000)
    if isTooLarge { return nil }
    let magnitude = divided(UInt64(scaled.magnitude), by: 1_609_344)
    guard let milli = Int64(exactly: magnitude) else { return nil }
    return text(speed < 0 ? -milli : milli, scale: 3, places: 2)
  }

  /// The quotient, halves up.
  static func divided(_ value: UInt64, by divisor: UInt64) -> UInt64 {
    guard divisor > 1 else { return value }
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return quotient &+ (remainder >= divisor &- remainder ? 1 : 0)
  }

  private static func power(_ exponent: Int) -> UInt64 {
    var result: UInt64 = 1
    for _ in 0..<min(max(exponent, 0), 18) { result &*= 10 }
    return result
  }
}
