public import StrictJSON

/// Why a record is corrected; a closed list, because free text is where names leak.
public enum CorrectionReason: String, Sendable, CaseIterable {
  /// The record names the wrong subject.
  case wrongSubject = "wrong-subject"
  /// The record names the wrong visit.
  case wrongVisit = "wrong-visit"
  /// The record names the wrong trial number.
  case wrongTrial = "wrong-trial"
  /// A symptom was marked at the wrong time or by mistake.
  case wrongMark = "wrong-mark"
  /// The end reason is not what happened.
  case wrongEndReason = "wrong-end-reason"
  /// An answer was entered wrongly.
  case wrongAnswer = "wrong-answer"
  /// The equipment was found to have been wrong, for example the belt's calibration.
  case equipmentFault = "equipment-fault"
}

/// One value that a correction replaces.
public struct CorrectionChange: Hashable, Sendable {
  /// The value's key path in the record, such as `subject` or `walk.answers[0].value`.
  public var path: String
  /// The value that the corrected record has.
  public var old: JSONValue
  /// The value that replaces it.
  public var new: JSONValue

  /// A change.
  public init(path: String, old: JSONValue, new: JSONValue) {
    self.path = path
    self.old = old
    self.new = new
  }
}

/// What a `correction` record corrects.
public struct CorrectionLink: Hashable, Sendable {
  /// The SHA-256 of the `record.json` that is corrected.
  public var recordHash: ContentHash
  /// Why.
  public var reason: CorrectionReason
  /// The values replaced, at least one.
  public var changes: [CorrectionChange]

  /// A link.
  public init(recordHash: ContentHash, reason: CorrectionReason, changes: [CorrectionChange]) {
    self.recordHash = recordHash
    self.reason = reason
    self.changes = changes
  }
}
