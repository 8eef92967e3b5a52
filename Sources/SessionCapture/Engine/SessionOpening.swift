public import Readings
import StrictJSON

/// Who walks, where and by which protocol: the first event of every session. Codes only; a name
/// has no place here.
public struct SessionOpening: Hashable, Sendable {
  /// The session's UUID in lower case.
  public var session: String
  /// The study's code.
  public var study: String
  /// The site's code.
  public var site: String
  /// The capture host's code, whose chain the record joins.
  public var device: String
  /// The subject's code.
  public var subject: String
  /// The visit's code.
  public var visit: String
  /// Which walk of the visit, 1 and up.
  public var trial: Int
  /// The code of the person who runs the test.
  public var operatorCode: String
  /// END of the visit's walk before, on the same clock; nil for the first.
  public var previousEnd: MonotonicInstant?

  /// An opening.
  public init(
    session: String, study: String, site: String, device: String, subject: String, visit: String,
    trial: Int, operatorCode: String, previousEnd: MonotonicInstant? = nil
  ) {
    self.session = session
    self.study = study
    self.site = site
    self.device = device
    self.subject = subject
    self.visit = visit
    self.trial = trial
    self.operatorCode = operatorCode
    self.previousEnd = previousEnd
  }

  var members: [(String, JSONValue)] {
    [
      ("session", .string(session)), ("study", .string(study)), ("site", .string(site)),
      ("device", .string(device)), ("subject", .string(subject)), ("visit", .string(visit)),
      ("trial", .integer(Int64(trial))), ("operator", .string(operatorCode)),
      ("previous_end_us", previousEnd.map { .integer($0.microseconds) } ?? .null),
    ]
  }

  init(reading reader: inout ObjectReader) throws(JSONFault) {
    session = try reader.string("session")
    study = try reader.string("study")
    site = try reader.string("site")
    device = try reader.string("device")
    subject = try reader.string("subject")
    visit = try reader.string("visit")
    trial = Int(try reader.integer("trial", in: 1...1_000))
    operatorCode = try reader.string("operator")
    previousEnd = try reader.optionalInteger("previous_end_us").map(
      MonotonicInstant.init(microseconds:))
  }
}
