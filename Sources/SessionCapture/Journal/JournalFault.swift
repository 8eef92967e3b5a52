/// Why a journal cannot be read or written.
public struct JournalFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// The closed list of faults; raw values are stable.
  public enum Code: String, Sendable, CaseIterable {
    /// Fewer bytes than a header has.
    case truncatedHeader = "journal-truncated-header"
    /// The first bytes are not those of a journal.
    case notAJournal = "journal-not-a-journal"
    /// The header's checksum is wrong.
    case damagedHeader = "journal-damaged-header"
    /// The journal was written by another version.
    case unknownVersion = "journal-unknown-version"
    /// The file cannot be opened, read or created.
    case unreadable = "journal-unreadable"
    /// A write or sync failed.
    case writeFailed = "journal-write-failed"
    /// There is no room on the disk.
    case diskFull = "journal-disk-full"
    /// An entry is longer than the format allows.
    case entryTooLong = "journal-entry-too-long"
    /// Another writer has the journal open.
    case inUse = "journal-in-use"
    /// The file is not what was read of it before.
    case changed = "journal-changed"
    /// The entries do not begin with a session or contradict each other.
    case inconsistent = "journal-inconsistent"
  }

  /// What is wrong.
  public var code: Code
  /// The byte offset in the file at which it was noticed.
  public var offset: Int
  /// What was found, in a few words; empty when the code says all.
  public var detail: String

  /// A fault.
  public init(_ code: Code, at offset: Int, _ detail: String = "") {
    self.code = code
    self.offset = offset
    self.detail = detail
  }

  /// One sentence for staff that says what to do.
  public var description: String {
    detail.isEmpty ? advice : "\(advice) (\(detail))"
  }

  private var advice: String {
    switch code {
    case .truncatedHeader:
      "The journal ends within its header: no walk was begun in it; keep the file and go on."
    case .notAJournal: "This file is not a walktest journal: check the path."
    case .damagedHeader:
      "The journal's header is damaged at byte \(offset): keep the file and restore it from backup."
    case .unknownVersion:
      "The journal was written by another version of walktest: open it with that version."
    case .unreadable: "The journal cannot be opened: check that the path and its rights are right."
    case .writeFailed: "The journal cannot be written: do not start a walk; check the disk."
    case .diskFull: "There is no room for a journal: free space on the disk before a walk."
    case .entryTooLong:
      "The journal cannot hold an entry this long: use a shorter protocol file, or report it."
    case .inUse: "Another walktest process is writing this journal: stop that one or let it go on."
    case .changed:
      "The journal was changed at byte \(offset) while it was opened: end other programs that "
        + "use it, then try again."
    case .inconsistent:
      "The journal's entries contradict each other at byte \(offset): keep the file and report it."
    }
  }
}
