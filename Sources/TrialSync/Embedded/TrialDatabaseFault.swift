import GRDB
import SessionStore

/// Why the embedded trial database cannot work: a stable code and one sentence for staff.
public struct TrialDatabaseFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// The closed list; raw values are stable.
  public enum Code: String, Sendable, CaseIterable {
    /// The file is no trial database.
    case foreign = "trial-database-foreign"
    /// A newer walktest made it.
    case tooNew = "trial-database-too-new"
    /// The file is damaged.
    case damaged = "trial-database-damaged"
    /// The file cannot be opened, read or written.
    case unavailable = "trial-database-unavailable"
    /// A statement would have changed or deleted what was taken.
    case appendOnly = "trial-database-append-only"
  }

  /// What is wrong.
  public var code: Code
  /// The file.
  public var place: String
  /// What was found.
  public var detail: String

  /// A fault at a place.
  public init(_ code: Code, at place: String, _ detail: String = "") {
    self.code = code
    self.place = place
    self.detail = detail
  }

  /// What to do, one sentence.
  public var advice: String {
    switch code {
    case .foreign: "Check the path: this file is no trial database."
    case .tooNew: "Open it with the walktest that made it."
    case .damaged: "Restore it from backup; the sites send again what is missing."
    case .unavailable: "Check disk and rights; nothing is lost, the record is sent again."
    case .appendOnly: "Nothing was changed: the trial database only ever adds."
    }
  }

  /// `code: place: detail. advice`
  public var description: String {
    "\(code.rawValue): \(place)\(detail.isEmpty ? "" : ": \(detail)"). \(advice)"
  }

  /// The fault that an error of SQLite stands for.
  init(naming error: any Error, at path: String) {
    switch error {
    case let fault as TrialDatabaseFault: self = fault
    case let error as DatabaseError:
      let text = error.message ?? error.resultCode.description
      let code: Code =
        switch error.resultCode {
        case .SQLITE_NOTADB: .foreign
        case .SQLITE_CORRUPT: .damaged
        case .SQLITE_CONSTRAINT where text.contains("append-only"): .appendOnly
        default: .unavailable
        }
      self.init(code, at: path, text)
    default: self.init(.unavailable, at: path, "\(error)")
    }
  }

  static func naming<Result>(
    _ path: String, _ body: () throws -> Result
  ) throws(TrialDatabaseFault) -> Result {
    do {
      return try body()
    } catch {
      throw TrialDatabaseFault(naming: error, at: path)
    }
  }
}
