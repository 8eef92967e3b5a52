import Readings
import StrictJSON

/// `ObjectReader` for protocol files: the same members, with faults that name the file, and
/// quantities read through their unit.
struct ProtocolReader {
  /// The file's name as messages show it.
  let file: String
  private var object: ObjectReader

  init(_ value: JSONValue, in file: String, at path: String = "") throws(ProtocolFault) {
    self.file = file
    object = try Self.translated(file) { () throws(JSONFault) in try ObjectReader(value, at: path) }
  }

  /// A fault at member `key`.
  func fault(_ code: ProtocolFault.Code, _ key: String, _ detail: String) -> ProtocolFault {
    ProtocolFault(code, in: file, at: object.place(of: key), detail)
  }

  mutating func string(_ key: String) throws(ProtocolFault) -> String {
    try read { (reader) throws(JSONFault) in try reader.string(key) }
  }

  mutating func optionalString(_ key: String) throws(ProtocolFault) -> String? {
    try read { (reader) throws(JSONFault) in try reader.optionalString(key) }
  }

  mutating func integer(_ key: String) throws(ProtocolFault) -> Int64 {
    try read { (reader) throws(JSONFault) in try reader.integer(key) }
  }

  mutating func bool(_ key: String) throws(ProtocolFault) -> Bool {
    try read { (reader) throws(JSONFault) in try reader.bool(key) }
  }

  mutating func nested(_ key: String) throws(ProtocolFault) -> ProtocolReader {
    let value = try read { (reader) throws(JSONFault) in try reader.required(key) }
    return try ProtocolReader(value, in: file, at: object.place(of: key))
  }

  /// The array member `key`, each element an object.
  mutating func objects(_ key: String) throws(ProtocolFault) -> [ProtocolReader] {
    var readers: [ProtocolReader] = []
    for (position, element) in try array(key).enumerated() {
      readers.append(
        try ProtocolReader(element, in: file, at: object.place(of: "\(key)[\(position)]")))
    }
    return readers
  }

  /// The array member `key`, each element the raw value of one case and none twice.
  mutating func cases<Choice: RawRepresentable<String> & CaseIterable & Equatable>(
    _ key: String, otherwise code: ProtocolFault.Code
  ) throws(ProtocolFault) -> [Choice] {
    var found: [Choice] = []
    for (position, element) in try array(key).enumerated() {
      let place = "\(key)[\(position)]"
      guard let text = element.string else {
        throw fault(.wrongKind, place, "is \(element.kindName), a string is needed")
      }
      let choice: Choice = try named(text, at: place, otherwise: code)
      if found.contains(choice) {
        throw fault(.duplicateEntry, place, "\"\(text)\" stands twice; name it once")
      }
      found.append(choice)
    }
    return found
  }

  /// The string member `key` as one case of an enumeration.
  mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, otherwise code: ProtocolFault.Code
  ) throws(ProtocolFault) -> Choice {
    try named(try string(key), at: key, otherwise: code)
  }

  /// Refuses the members that nobody asked for.
  func finish() throws(ProtocolFault) {
    try Self.translated(file) { () throws(JSONFault) in try object.finish() }
  }

  private mutating func array(_ key: String) throws(ProtocolFault) -> [JSONValue] {
    try read { (reader) throws(JSONFault) in try reader.array(key) }
  }

  private func named<Choice: RawRepresentable<String> & CaseIterable>(
    _ text: String, at place: String, otherwise code: ProtocolFault.Code
  ) throws(ProtocolFault) -> Choice {
    if let choice = Choice(rawValue: text) { return choice }
    let allowed = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    throw fault(code, place, "\"\(text)\" is unknown; allowed: \(allowed)")
  }

  private mutating func read<Value>(
    _ body: (inout ObjectReader) throws(JSONFault) -> Value
  ) throws(ProtocolFault) -> Value {
    do { return try body(&object) } catch { throw ProtocolFault(error, in: file) }
  }

  private static func translated<Value>(
    _ file: String, _ body: () throws(JSONFault) -> Value
  ) throws(ProtocolFault) -> Value {
    do { return try body() } catch { throw ProtocolFault(error, in: file) }
  }
}
