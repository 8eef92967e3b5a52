/// Why an export or report was not made: a stable code and one sentence for staff.
public struct ExportFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// The closed list of refusals.
  public enum Code: String, Sendable, CaseIterable {
    /// A record's bytes are not the record this version knows.
    case recordUnreadable = "export-record-unreadable"
    /// Two different records claim the same place.
    case recordsContradict = "export-records-contradict"
    /// A correction names a record that is not among those given.
    case correctionWithoutRecord = "export-correction-without-record"
    /// A correction's old value is not the value that stands.
    case correctionDoesNotFit = "export-correction-does-not-fit"
    /// A filter's text has another form than it must have.
    case filterNotUnderstood = "export-filter-not-understood"
    /// A different file has the name already.
    case fileExists = "export-file-exists"
    /// The file system refused.
    case fileNotWritten = "export-file-not-written"
  }

  /// What is wrong; stable.
  public var code: Code
  /// What it is about: a session, a file or a filter.
  public var subject: String
  /// One sentence that says what was found and what to do.
  public var sentence: String

  /// A fault.
  public init(_ code: Code, _ subject: String, _ sentence: String) {
    self.code = code
    self.subject = subject
    self.sentence = sentence
  }

  /// `code: subject: sentence`
  public var description: String { "\(code.rawValue): \(subject): \(sentence)" }
}
