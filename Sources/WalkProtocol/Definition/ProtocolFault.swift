public import StrictJSON

/// Why a protocol file is refused: a stable code, the place in the file and one clause that says
/// what stands there and what may stand there. Staff read `description`.
public struct ProtocolFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public var code: Code
  /// The file's name, as the caller gave it.
  public var file: String
  /// Where: a key path such as `stages[0].grade`, or line and column while the text is not JSON.
  public var place: String
  /// What was found and what is allowed, in one clause.
  public var detail: String
  /// The fault of the JSON layer behind this one, when it came from there.
  public var cause: JSONFault?

  /// A fault at a place.
  public init(
    _ code: Code, in file: String, at place: String, _ detail: String, cause: JSONFault? = nil
  ) {
    self.code = code
    self.file = file
    self.place = place
    self.detail = detail
    self.cause = cause
  }

  /// The fault of the JSON layer, as one of the file.
  init(_ fault: JSONFault, in file: String) {
    let code = Code(fault.code)
    let detail = code == .missingKey ? "is missing and this key is required" : fault.detail
    self.init(code, in: file, at: fault.place, detail, cause: fault)
  }

  /// One sentence: `deen.json: stages[0].grade: "15" has no unit; write …`.
  public var description: String { "\(file): \(place): \(detail)" }
}

extension ProtocolFault.Code {
  /// The code under which a fault of the JSON layer is told. Everything that breaks the text
  /// itself is one thing to staff (`notJSON`); `ProtocolFault.cause` keeps the finer code.
  init(_ code: JSONFault.Code) {
    switch code {
    case .byteOrderMark, .notUTF8, .syntax, .truncated, .trailingBytes, .integerRange, .tooDeep:
      self = .notJSON
    case .duplicateKey: self = .duplicateKey
    case .float: self = .float
    case .missingKey: self = .missingKey
    case .unknownKey: self = .unknownKey
    case .wrongKind, .notAllowed: self = .wrongKind
    }
  }
}
