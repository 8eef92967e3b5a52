import Readings
import StrictJSON

extension JSONValue {
  /// An object of the members that there are, in this order.
  static func members(_ members: [(String, JSONValue?)]) -> JSONValue {
    var object = JSONObject()
    for (key, value) in members { if let value { object[key] = value } }
    return .object(object)
  }

  static func instant(_ instant: MonotonicInstant) -> JSONValue { .integer(instant.microseconds) }

  /// The length of the longest text in it, member names included, in bytes.
  var longestText: Int {
    switch self {
    case .string(let text): text.utf8.count
    case .array(let elements): elements.map(\.longestText).max() ?? 0
    case .object(let object):
      object.members.map { max($0.key.utf8.count, $0.value.longestText) }.max() ?? 0
    case .null, .bool, .integer: 0
    }
  }
}

extension ObjectReader {
  mutating func instant(_ key: String) throws(JSONFault) -> MonotonicInstant {
    MonotonicInstant(microseconds: try integer(key))
  }

  mutating func optionalInstant(_ key: String) throws(JSONFault) -> MonotonicInstant? {
    try optionalInteger(key).map(MonotonicInstant.init(microseconds:))
  }

  /// The elements of the array member `key`, each read with its place.
  mutating func list<Element>(
    _ key: String, _ read: (inout ObjectReader) throws(JSONFault) -> Element
  ) throws(JSONFault) -> [Element] {
    var elements: [Element] = []
    for (index, value) in try array(key).enumerated() {
      var reader = try ObjectReader(value, at: "\(place(of: key))[\(index)]")
      elements.append(try read(&reader))
      try reader.finish()
    }
    return elements
  }

  /// The strings of the array member `key` as an enumeration's raw values.
  mutating func choices<Choice: RawRepresentable & CaseIterable>(
    _ key: String, as type: Choice.Type = Choice.self
  ) throws(JSONFault) -> [Choice] where Choice.RawValue == String {
    var found: [Choice] = []
    for (index, value) in try array(key).enumerated() {
      let text = value.string
      guard let choice = Choice.allCases.first(where: { $0.rawValue == text }) else {
        let allowed = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        throw JSONFault(.notAllowed, at: "\(place(of: key))[\(index)]", "allowed: \(allowed)")
      }
      found.append(choice)
    }
    return found
  }

  mutating func optionalChoice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, as type: Choice.Type = Choice.self
  ) throws(JSONFault) -> Choice? where Choice.RawValue == String {
    optional(key) == nil ? nil : try choice(key)
  }
}
