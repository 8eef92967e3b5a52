import Readings
import StrictJSON

extension WalkOutcome {
  static let members = [
    "tfs_us", "tfs_censored_us", "tfs_censored_reason", "tfs_capped_us", "tss_us",
    "tss_censored_us", "tss_censored_reason", "tss_capped_us", "tat_us", "distance_mm",
    "distance_state", "distance_reason", "mean_speed_mm_s", "strides", "strides_originator",
    "steps", "steps_originator", "rest_count", "rest_total_us", "recovery_us",
  ]

  /// The outcome as the record writes it.
  var json: JSONValue {
    [
      "tfs_us": .span(firstSymptoms.time),
      "tfs_censored_us": .span(firstSymptoms.censored),
      "tfs_censored_reason": .text(firstSymptoms.censoredReason?.rawValue),
      "tfs_capped_us": .span(firstSymptoms.capped),
      "tss_us": .span(severeSymptoms.time),
      "tss_censored_us": .span(severeSymptoms.censored),
      "tss_censored_reason": .text(severeSymptoms.censoredReason?.rawValue),
      "tss_capped_us": .span(severeSymptoms.capped),
      "tat_us": .span(totalAmbulation),
      "distance_mm": .number(distanceMm),
      "distance_state": .string(distanceState.rawValue),
      "distance_reason": .text(distanceReason?.rawValue),
      "mean_speed_mm_s": .number(meanSpeedMmS),
      "strides": .number(strides),
      "strides_originator": .text(stridesOriginator),
      "steps": .number(steps),
      "steps_originator": .text(stepsOriginator),
      "rest_count": .integer(Int64(restCount)),
      "rest_total_us": .span(restTotal),
      "recovery_us": .span(recovery),
    ]
  }

  /// Reads an outcome as the record writes it, and nothing else.
  init(parsing value: JSONValue, at path: String) throws(JSONFault) {
    try value.requireMembers(Self.members, at: path)
    var reader = try ObjectReader(value, at: path)
    firstSymptoms = try SymptomTime(&reader, "tfs")
    severeSymptoms = try SymptomTime(&reader, "tss")
    totalAmbulation = Microseconds(try reader.integer("tat_us"))
    distanceMm = try reader.optionalInteger("distance_mm")
    distanceState = try reader.choice("distance_state")
    distanceReason = try reader.optionalChoice("distance_reason")
    meanSpeedMmS = try reader.optionalInteger("mean_speed_mm_s")
    strides = try reader.optionalInteger("strides")
    stridesOriginator = try reader.optionalString("strides_originator")
    let steps = try reader.optionalInteger("steps")
    let stepsOriginator = try reader.optionalString("steps_originator")
    restCount = Int(try reader.integer("rest_count", in: 0...Int64(Int32.max)))
    restTotal = Microseconds(try reader.integer("rest_total_us"))
    recovery = try reader.optionalInteger("recovery_us").map { Microseconds($0) }
    try reader.finish()
    guard steps == self.steps, stepsOriginator == self.stepsOriginator else {
      throw JSONFault(.notAllowed, at: reader.place(of: "steps"), "is not twice the strides")
    }
  }
}

extension SymptomTime {
  fileprivate init(_ reader: inout ObjectReader, _ name: String) throws(JSONFault) {
    self.init()
    time = try reader.optionalInteger(name + "_us").map { Microseconds($0) }
    censored = try reader.optionalInteger(name + "_censored_us").map { Microseconds($0) }
    censoredReason = try reader.optionalChoice(name + "_censored_reason")
    capped = try reader.optionalInteger(name + "_capped_us").map { Microseconds($0) }
  }
}

extension JSONValue {
  static func number(_ value: Int64?) -> JSONValue { value.map { .integer($0) } ?? .null }
  static func span(_ value: Microseconds?) -> JSONValue { number(value?.count) }
  static func instant(_ value: MonotonicInstant?) -> JSONValue { number(value?.microseconds) }
  static func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }

  /// Refuses an object whose members are not exactly these in exactly this order: signed bytes
  /// have one form, so a null is written and never left out.
  func requireMembers(_ names: [String], at path: String) throws(JSONFault) {
    guard let object, object.members.map(\.key) != names else { return }
    let place = path.isEmpty ? "top level" : path
    if let missing = names.first(where: { object[$0] == nil }) {
      throw JSONFault(.missingKey, at: path.isEmpty ? missing : "\(path).\(missing)", "is missing")
    }
    if let unknown = object.members.first(where: { !names.contains($0.key) })?.key {
      throw JSONFault(
        .unknownKey, at: path.isEmpty ? unknown : "\(path).\(unknown)",
        "is unknown; allowed here: \(names.joined(separator: ", "))")
    }
    throw JSONFault(
      .notAllowed, at: place,
      "has its members in another order than \(names.joined(separator: ", "))")
  }
}

extension ObjectReader {
  /// The string member `key` as one of an enumeration's raw values, nil when null.
  mutating func optionalChoice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, as type: Choice.Type = Choice.self
  ) throws(JSONFault) -> Choice? where Choice.RawValue == String {
    guard optional(key) != nil else { return nil }
    return try choice(key, as: type)
  }
}
