import Foundation

/// A record's wall time, read from its one text form `2026-11-22T20:30:00.123Z`. It labels a row or
/// a page and measures nothing.
struct UTCStamp: Hashable, Comparable {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  let milliseconds: Int64

  init?(_ text: String) {
    let bytes = Array(text.utf8)
    let shape = Array("0000-00-00T00:00:00.000Z".utf8)
    guard bytes.count == shape.count else { return nil }
    for (byte, form) in zip(bytes, shape) {
      let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      guard form == UInt8(ascii: "0") ? isDigit : byte == form else { return nil }
    }
    func number(_ range: Range<Int>) -> Int64 {
      bytes[range].reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }
    let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
    let days = Self.days(year: year, month: month, day: day)
    let (hour, minute, second) = (number(11..<13), number(14..<16), number(17..<19))
    guard hour < 24, minute < 60, second < 60, Self.date(days: days) == (year, month, day) else {
      return nil
    }
    milliseconds =
      (((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000 + number(20..<23)
  }

  static func < (left: UTCStamp, right: UTCStamp) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// The time in the zone called `zone`, such as `2026-11-22 15:30:00 (UTC-05:00)`; nil when the
  /// machine does not know the zone.
  func local(in zone: String) -> String? {
    guard let known = TimeZone(identifier: zone) else { return nil }
    let moment = Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
    return local(offsetSeconds: Int64(known.secondsFromGMT(for: moment)))
  }

  /// The time at an offset from UTC, seconds cut off rather than rounded, as a clock shows them.
  func local(offsetSeconds offset: Int64) -> String {
    let shifted = milliseconds + offset * 1_000
    let seconds = (shifted - (shifted % 1_000 + 1_000) % 1_000) / 1_000
    let inDay = (seconds % 86_400 + 86_400) % 86_400
    let (year, month, day) = Self.date(days: (seconds - inDay) / 86_400)
    let minutes = offset.magnitude / 60
    return "\(Self.padded(year, 4))-\(Self.padded(month))-\(Self.padded(day)) "
      + "\(Self.padded(inDay / 3_600)):\(Self.padded(inDay / 60 % 60)):\(Self.padded(inDay % 60)) "
      + "(UTC\(offset < 0 ? "-" : "+")\(Self.padded(Int64(minutes / 60)))"
      + ":\(Self.padded(Int64(minutes % 60))))"
  }

  private static func padded(_ number: Int64, _ width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// Days since 1970-01-01 of a date in the proleptic Gregorian calendar (400-year cycle of
  /// 146 097 days, counted from 1 March so that the leap day is last).
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let cycle = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfCycle = shifted - cycle * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return cycle * 146_097 + yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear
      - 719_468
  }

  private static func date(days: Int64) -> (Int64, Int64, Int64) {
    let shifted = days + 719_468
    let cycle = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfCycle = shifted - cycle * 146_097
    let yearOfCycle =
      (dayOfCycle - dayOfCycle / 1_460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
    let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
  }
}
