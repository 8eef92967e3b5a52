public import StrictJSON

/// Why a record, key, signature or file is refused: a stable code, the place and what was found.
/// The sentence that tells staff what to do belongs to the code, so it is always the same.
public struct RecordFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong; stable, appears in verdicts and logs.
  public var code: VerdictCode
  /// Where: a file name, a key path such as `clock.opened_at`, or a key's kid.
  public var place: String
  /// What was found, in one clause.
  public var detail: String

  /// A fault at a place.
  public init(_ code: VerdictCode, at place: String, _ detail: String) {
    self.code = code
    self.place = place
    self.detail = detail
  }

  /// The same refusal as the strict JSON parser's, with the file it was found in.
  public init(_ fault: JSONFault, in file: String) {
    self.init(VerdictCode(fault.code), at: "\(file): \(fault.place)", fault.detail)
  }

  /// What staff should do, one sentence.
  public var advice: String { code.advice }

  /// `code: place: detail. advice`
  public var description: String { "\(code.rawValue): \(place): \(detail). \(advice)" }
}

/// Runs `body` and reports a JSON refusal as the record fault of the same code.
func reading<Result>(
  _ file: String, _ body: () throws(JSONFault) -> Result
) throws(RecordFault) -> Result {
  do throws(JSONFault) {
    return try body()
  } catch {
    throw RecordFault(error, in: file)
  }
}
