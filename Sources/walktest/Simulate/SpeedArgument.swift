import ArgumentParser
import Foundation
import Readings

/// A speed on the command line: a number with its unit, as `1.2mph`. A speed without a unit is
/// refused: whoever reads it would have to guess.
struct SpeedArgument: ExpressibleByArgument, Equatable {
  /// No treadmill and no walker is faster.
  private static let fastest: Int64 = 10_000_000

  /// µm/s, halves rounded up.
  var micrometresPerSecond: Int64

  /// Rounded to mm/s.
  var speed: MillimetresPerSecond {
    MillimetresPerSecond((micrometresPerSecond + 500) / 1_000)
  }

  init?(argument: String) {
    let number = argument.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = argument.dropFirst(number.count).drop { $0 == " " }
    guard let thousandths = DecimalArgument.thousandths(number),
      let factor = Self.factor(String(unit))
    else { return nil }
    micrometresPerSecond = (2 * thousandths * factor.times + factor.over) / (2 * factor.over)
    guard micrometresPerSecond <= Self.fastest else { return nil }
  }

  /// A thousandth of a unit in µm/s: 1 mph is 0.44704 m/s exactly, 1 km/h is 2500/9 mm/s.
  private static func factor(_ unit: String) -> (times: Int64, over: Int64)? {
    switch unit {
    case "mph": (44_704, 100)
    case "m/s": (1_000, 1)
    case "km/h": (2_500, 9)
    default: nil
    }
  }
}

/// A slope on the command line, as `2.5%`.
struct GradeArgument: ExpressibleByArgument, Equatable {
  /// 0.01 %.
  var hundredths: Int64

  init?(argument: String) {
    guard argument.hasSuffix("%"),
      let thousandths = DecimalArgument.thousandths(argument.dropLast()), thousandths % 10 == 0
    else { return nil }
    hundredths = thousandths / 10
  }
}

/// Decimal numbers as people type them.
enum DecimalArgument {
  /// A number with one to three digits on each side of the point, in thousandths.
  static func thousandths(_ text: some StringProtocol) -> Int64? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ (1...3).contains($0.count) }),
      parts.joined().utf8.allSatisfy({ (0x30...0x39).contains($0) }), let whole = Int64(parts[0])
    else { return nil }
    guard parts.count == 2 else { return whole * 1_000 }
    let digits = parts[1].padding(toLength: 3, withPad: "0", startingAt: 0)
    return Int64(digits).map { whole * 1_000 + $0 }
  }
}
