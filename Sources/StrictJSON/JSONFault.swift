/// Why bytes are not the JSON that walktest accepts, and where.
public struct JSONFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// The closed list of refusals; raw values are stable and appear in verdicts.
  public enum Code: String, Sendable, CaseIterable {
    /// The text begins with a byte order mark.
    case byteOrderMark = "json-byte-order-mark"
    /// The bytes are not UTF-8, or an escape names half a surrogate pair.
    case notUTF8 = "json-not-utf8"
    /// The text breaks RFC 8259's grammar.
    case syntax = "json-syntax"
    /// The text ends inside a value.
    case truncated = "json-truncated"
    /// Bytes follow the value.
    case trailingBytes = "json-trailing-bytes"
    /// An object names the same member twice.
    case duplicateKey = "json-duplicate-key"
    /// A number has a fraction or an exponent.
    case float = "json-float"
    /// An integer lies outside ±(2^53 − 1).
    case integerRange = "json-integer-range"
    /// Arrays and objects are nested deeper than `StrictJSON.deepestNesting`.
    case tooDeep = "json-too-deep"
    /// The value parsed, but a member is missing.
    case missingKey = "json-missing-key"
    /// The value parsed, but has a member nobody defined.
    case unknownKey = "json-unknown-key"
    /// A member has another kind than its definition says.
    case wrongKind = "json-wrong-kind"
    /// A member's value is not one of those allowed.
    case notAllowed = "json-value-not-allowed"
  }

  /// What is wrong.
  public var code: Code
  /// Where: `line L, column C` for text, a key path such as `stages[0].speed` for values.
  public var place: String
  /// What was found and what is allowed, in one clause.
  public var detail: String

  /// A fault at a place.
  public init(_ code: Code, at place: String, _ detail: String) {
    self.code = code
    self.place = place
    self.detail = detail
  }

  /// `place: detail`.
  public var description: String { "\(place): \(detail)" }
}
