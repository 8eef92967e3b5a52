import StrictJSON

/// What was measured: whole numbers under names that scripts/bench knows.
struct Measured {
  var numbers: [(String, Int64)]

  /// One line of JSON.
  var line: String {
    var object = JSONObject()
    for (name, number) in numbers { object[name] = .integer(number) }
    return JSONValue.object(object).compactText
  }
}

/// The measurements by name.
enum Measurement {
  typealias Measure = @Sendable ([String]) throws -> Measured

  static let named: [String: Measure] = [
    "ant": measureAntFraming, "pod": measureFootPod, "treadmill": measureTreadmill,
    "console": measureConsole, "ant-treadmill": measureAntTreadmill, "button": measureButtons,
    "session": writeSession, "seal": measureSeal, "verify": measureVerify,
    "rederive": measureRederivation,
    "journal": measureJournal, "edge": measureEdgePath,
  ]

  static var names: String { named.keys.sorted().joined(separator: "|") }
}

/// Why a measurement cannot be made.
struct BenchmarkFault: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}
