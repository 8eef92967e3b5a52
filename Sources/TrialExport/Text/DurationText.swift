/// A span of time as a chart shows it: minutes, seconds and tenths, made from integers only.
public enum DurationText {
  /// `m:ss.s`, such as `2:14.3`; halves of a tenth away from zero, minutes never fold into hours
  /// because walking tests are reported in minutes.
  public static func minutes(microseconds: Int64) -> String {
    let tenths = FixedDecimal.divided(UInt64(microseconds.magnitude), by: 100_000)
    return sign(microseconds, isZero: tenths == 0) + clock(tenths / 10) + "." + String(tenths % 10)
  }

  /// `m:ss`, such as `15:00`, when the span is whole seconds; else as `minutes`.
  public static func brief(microseconds: Int64) -> String {
    guard microseconds % 1_000_000 == 0 else { return minutes(microseconds: microseconds) }
    let seconds = UInt64(microseconds.magnitude) / 1_000_000
    return sign(microseconds, isZero: seconds == 0) + clock(seconds)
  }

  private static func sign(_ value: Int64, isZero: Bool) -> String {
    value < 0 && !isZero ? "-" : ""
  }

  private static func clock(_ seconds: UInt64) -> String {
    let rest = seconds % 60
    return "\(seconds / 60):\(rest < 10 ? "0" : "")\(rest)"
  }
}
