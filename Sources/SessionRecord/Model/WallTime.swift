import FoundationEssentials

/// A moment of the wall clock in UTC, whole milliseconds since 1970-01-01T00:00:00Z. It labels a
/// record; it never measures a walk.
public struct WallTime: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Milliseconds since 1970-01-01T00:00:00.000Z, clamped to the years 1900 to 9999.
  public let milliseconds: Int64

  /// 1900-01-01T00:00:00.000Z to 9999-12-31T23:59:59.999Z. Before 1583 the library counts in the
  /// Julian calendar, which ISO 8601 does not; no clock of ours was set to that.
  static let representable: ClosedRange<Int64> = -2_208_988_800_000...253_402_300_799_999

  /// The moment `milliseconds` after 1970, clamped to the years 1900 to 9999.
  public init(milliseconds: Int64) {
    let range = Self.representable
    self.milliseconds = min(max(milliseconds, range.lowerBound), range.upperBound)
  }

  /// Reads exactly the form that `description` writes, such as `2026-11-22T20:30:00.123Z`
  /// (ISO 8601, always UTC, always milliseconds). Nil for any other spelling and for days that do
  /// not exist.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 24, bytes[19] == UInt8(ascii: "."), bytes[23] == UInt8(ascii: "Z"),
      let fraction = Int64(String(decoding: bytes[20..<23], as: UTF8.self)), fraction >= 0,
      let date = try? Date.ISO8601FormatStyle().parse(
        String(decoding: bytes[..<19], as: UTF8.self) + "Z")
    else { return nil }
    // Whole seconds are exact in a Double, fractions are not: hence added as an integer.
    let seconds = date.timeIntervalSince1970.rounded()
    guard abs(seconds) < 1e12 else { return nil }
    self.init(milliseconds: Int64(seconds) * 1_000 + fraction)
    // The library also reads looser spellings; only ours comes back unchanged.
    guard Array(description.utf8) == bytes else { return nil }
  }

  /// ISO 8601 in UTC with milliseconds and `Z`, 24 characters.
  public var description: String {
    var seconds = milliseconds / 1_000
    var fraction = milliseconds % 1_000
    if fraction < 0 {
      seconds -= 1
      fraction += 1_000
    }
    let date = Date(timeIntervalSince1970: Double(seconds))
    let whole = date.formatted(Date.ISO8601FormatStyle()).dropLast()
    let digits = String(fraction)
    return whole + "." + String(repeating: "0", count: 3 - digits.count) + digits + "Z"
  }

  /// The earlier moment first.
  public static func < (left: WallTime, right: WallTime) -> Bool {
    left.milliseconds < right.milliseconds
  }
}
