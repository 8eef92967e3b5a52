/// Reads the members of an object one by one and refuses what nobody asked for, so that a
/// misspelt key is an error with its name and not a silent default.
///
///     var reader = try ObjectReader(value, at: "stages[0]")
///     let speed = try reader.string("speed")
///     let grade = try reader.optionalString("grade")
///     try reader.finish()
public struct ObjectReader {
  /// The key path of this object as messages show it; empty at the top.
  public let path: String
  /// Every integer that `StrictJSON` accepts.
  public static let everyInteger = -JSONValue.largestInteger...JSONValue.largestInteger

  private let object: JSONObject
  private var asked: [String] = []

  /// A reader over `value`.
  ///
  /// - Throws: `JSONFault.Code.wrongKind` when the value is not an object.
  public init(_ value: JSONValue, at path: String = "") throws(JSONFault) {
    guard let object = value.object else {
      throw JSONFault(
        .wrongKind, at: path.isEmpty ? "top level" : path,
        "is \(value.kindName), an object is needed")
    }
    self.object = object
    self.path = path
  }

  /// The key path of member `key`.
  public func place(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// The member `key`, nil when absent or null.
  public mutating func optional(_ key: String) -> JSONValue? {
    if !asked.contains(key) { asked.append(key) }
    let value = object[key]
    return value == .null ? nil : value
  }

  /// The member `key`.
  ///
  /// - Throws: `missingKey` when it is absent or null.
  public mutating func required(_ key: String) throws(JSONFault) -> JSONValue {
    guard let value = optional(key) else {
      throw JSONFault(.missingKey, at: place(of: key), "is missing")
    }
    return value
  }

  /// The string member `key`. Throws `missingKey` or `wrongKind`.
  public mutating func string(_ key: String) throws(JSONFault) -> String {
    try narrow(try required(key), key, \.string, "a string")
  }

  /// The string member `key`, nil when absent or null. Throws `wrongKind`.
  public mutating func optionalString(_ key: String) throws(JSONFault) -> String? {
    guard let value = optional(key) else { return nil }
    return try narrow(value, key, \.string, "a string")
  }

  /// The integer member `key` within `range`. Throws `missingKey`, `wrongKind` or `notAllowed`.
  public mutating func integer(
    _ key: String,
    in range: ClosedRange<Int64> = Self.everyInteger
  ) throws(JSONFault) -> Int64 {
    let value = try narrow(try required(key), key, \.integer, "an integer")
    guard range.contains(value) else {
      throw JSONFault(
        .notAllowed, at: place(of: key),
        "is \(value), allowed is \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// The integer member `key` within `range`, nil when absent or null.
  /// Throws `wrongKind` or `notAllowed`.
  public mutating func optionalInteger(
    _ key: String,
    in range: ClosedRange<Int64> = Self.everyInteger
  ) throws(JSONFault) -> Int64? {
    guard optional(key) != nil else { return nil }
    return try integer(key, in: range)
  }

  /// The Boolean member `key`. Throws `missingKey` or `wrongKind`.
  public mutating func bool(_ key: String) throws(JSONFault) -> Bool {
    try narrow(try required(key), key, \.bool, "true or false")
  }

  /// The array member `key`. Throws `missingKey` or `wrongKind`.
  public mutating func array(_ key: String) throws(JSONFault) -> [JSONValue] {
    try narrow(try required(key), key, \.array, "an array")
  }

  /// The array member `key`, empty when absent or null. Throws `wrongKind`.
  public mutating func arrayOrEmpty(_ key: String) throws(JSONFault) -> [JSONValue] {
    guard let value = optional(key) else { return [] }
    return try narrow(value, key, \.array, "an array")
  }

  /// A reader over the object member `key`. Throws `missingKey` or `wrongKind`.
  public mutating func nested(_ key: String) throws(JSONFault) -> ObjectReader {
    try ObjectReader(try required(key), at: place(of: key))
  }

  /// The string member `key` as one of an enumeration's raw values.
  ///
  /// - Throws: `notAllowed` naming every allowed value.
  public mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, as type: Choice.Type = Choice.self
  ) throws(JSONFault) -> Choice where Choice.RawValue == String {
    let text = try string(key)
    let named = Choice.allCases.first { $0.rawValue.hasSameBytes(as: text) }
    guard let choice = named else {
      let allowed = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw JSONFault(.notAllowed, at: place(of: key), "is \"\(text)\", allowed: \(allowed)")
    }
    return choice
  }

  /// Ends the reading.
  ///
  /// - Throws: `unknownKey` naming the first member that was never asked for and those allowed.
  public func finish() throws(JSONFault) {
    for member in object.members
    where !asked.contains(where: { $0.hasSameBytes(as: member.key) }) {
      throw JSONFault(
        .unknownKey, at: place(of: member.key),
        "is unknown; allowed here: \(asked.joined(separator: ", "))")
    }
  }

  private func narrow<Kind>(
    _ value: JSONValue, _ key: String, _ kind: (JSONValue) -> Kind?, _ name: String
  ) throws(JSONFault) -> Kind {
    guard let narrowed = kind(value) else {
      throw JSONFault(.wrongKind, at: place(of: key), "is \(value.kindName), \(name) is needed")
    }
    return narrowed
  }
}
