/// Why a walk cannot go on from the journal that a crash left. The journal's whole entries are
/// untouched, so the session can be sealed as interrupted (`SessionRecovery`).
public struct ResumeFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// The closed list of reasons; raw values are stable.
  public enum Code: String, Sendable, CaseIterable {
    /// The machine was started again since: the monotonic clock began anew.
    case otherBoot = "resume-other-boot"
    /// The clock shows an earlier instant than the journal's last one.
    case clockBehind = "resume-clock-behind"
    /// Nobody captured for longer than a walk may go unheard.
    case gapTooLong = "resume-gap-too-long"
    /// The walk was closed, abandoned or interrupted: only its sealing is missing.
    case alreadyEnded = "resume-already-ended"
    /// No session was opened in the journal.
    case noWalk = "resume-no-walk"
    /// The journal cannot be read, or its entries contradict each other.
    case notReadable = "resume-not-readable"
    /// Another process has the journal open.
    case inUse = "resume-in-use"
    /// The journal cannot be written any more, or there is no room.
    case notWritable = "resume-not-writable"
  }

  /// What is wrong.
  public var code: Code
  /// What was found, in a few words; empty when the code says all.
  public var detail: String

  /// A fault.
  public init(_ code: Code, _ detail: String = "") {
    self.code = code
    self.detail = detail
  }

  /// What a fault met while opening the journal means for resuming.
  init(opening fault: JournalFault) {
    let code: Code =
      switch fault.code {
      case .inUse: .inUse
      case .diskFull, .writeFailed: .notWritable
      default: .notReadable
      }
    self.init(code, fault.description)
  }

  /// One sentence for staff that says what to do.
  public var description: String {
    detail.isEmpty ? advice : "\(advice) (\(detail))"
  }

  private var advice: String {
    switch code {
    case .otherBoot:
      "The machine was started again during this session: it cannot go on; seal it as interrupted."
    case .clockBehind:
      "The clock stands before the session's last entry: it cannot go on; seal it as interrupted."
    case .gapTooLong:
      "Nothing was captured for too long: the session cannot go on; seal it as interrupted."
    case .alreadyEnded: "The session has come to its end: there is nothing to go on with; seal it."
    case .noWalk: "No session was opened in this journal: keep the file and begin a new session."
    case .notReadable: "The journal cannot be read: keep the file and report it."
    case .inUse: "Another walktest process captures this session: stop that one or let it go on."
    case .notWritable: "The journal cannot be written: check the disk and its free space."
    }
  }
}
