public import Readings

/// Spans as people read them off a stop-watch, cut and never rounded up.
public enum SpanText {
  /// A span as mm:ss.
  public static func seconds(_ span: Microseconds) -> String { text(span, decimals: 0) }

  /// A span as mm:ss.t.
  public static func tenths(_ span: Microseconds) -> String { text(span, decimals: 1) }

  /// A span as mm:ss.ttt.
  public static func thousandths(_ span: Microseconds) -> String { text(span, decimals: 3) }

  private static func text(_ span: Microseconds, decimals: Int) -> String {
    let milliseconds = span.count.magnitude / 1_000
    let (minutes, seconds) = (milliseconds / 60_000, milliseconds / 1_000 % 60)
    let fraction = String(1_000 + milliseconds % 1_000).dropFirst().prefix(decimals)
    return (span.count < 0 ? "-" : "") + padded(minutes) + ":" + padded(seconds)
      + (decimals > 0 ? "." : "") + fraction
  }

  private static func padded(_ number: UInt64) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}

/// Values of channels with their units.
public enum ValueText {
  /// A value of `channel` in the unit that people use: m/s, m, or a count.
  public static func text(_ value: Int64, of channel: Channel) -> String {
    switch channel {
    case .speed: decimals(value, per: 1_000, places: 2) + " m/s"
    case .distance: decimals(value, per: 1_000_000, places: 1) + " m"
    case .strides: "\(value)"
    }
  }

  /// `value` / `unit` with its first decimals, cut.
  static func decimals(_ value: Int64, per unit: UInt64, places: Int) -> String {
    let magnitude = value.magnitude
    let scale = (0..<places).reduce(UInt64(1)) { result, _ in result * 10 }
    let fraction = magnitude % unit * scale / unit
    return (value < 0 ? "-" : "") + "\(magnitude / unit)."
      + String(scale + fraction).dropFirst()
  }
}
