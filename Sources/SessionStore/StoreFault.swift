/// Why the site's archive, its index or its outbox refuses something: a stable code, the place and
/// what was found. The sentence that tells staff what to do belongs to the code.
public struct StoreFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// The closed list of refusals; raw values are stable and appear in messages and logs.
  public enum Code: String, Sendable, CaseIterable {
    /// The archive's directory does not exist.
    case missing = "store-missing"
    /// The archive's path names something that is no directory.
    case notADirectory = "store-not-a-directory"
    /// The directory has no `packages` in it.
    case notAnArchive = "store-not-an-archive"
    /// The user has no right to read or write there.
    case notPermitted = "store-not-permitted"
    /// The file system or directory cannot be written.
    case readOnly = "store-read-only"
    /// There is no room on the disk.
    case diskFull = "store-disk-full"
    /// Reading or writing failed in another way.
    case inputOutput = "store-input-output"
    /// A symbolic link, device or other thing stands where a plain file or directory must be.
    case notAPlainFile = "store-not-a-plain-file"
    /// A file is larger than anything walktest writes.
    case fileTooLarge = "store-file-too-large"
    /// A file that must never change is there already, with other bytes.
    case alreadyThere = "store-already-there"
    /// A package's directory name or record is not what walktest writes.
    case packageDamaged = "store-package-damaged"
    /// No package or session has that name.
    case notFound = "store-not-found"
    /// More than one session begins like that.
    case ambiguous = "store-ambiguous"
    /// Two packages claim the same place in a device's chain.
    case chainForked = "store-chain-forked"
    /// The newest package of a chain was taken away.
    case chainCut = "store-chain-cut"
    /// There is no index.
    case indexMissing = "index-missing"
    /// The index cannot be read as one.
    case indexDamaged = "index-damaged"
    /// The index was made by a newer walktest.
    case indexTooNew = "index-too-new"
    /// Another process held the index for too long.
    case indexBusy = "index-busy"
    /// SQLite does not keep the promise to sync every commit.
    case indexNotDurable = "index-not-durable"
    /// The outbox was asked for a step that its state does not allow.
    case outboxStepNotAllowed = "outbox-step-not-allowed"
    /// Another process is synchronising this archive.
    case syncAlreadyRunning = "sync-already-running"
    /// Another process records or recovers a walk in this archive.
    case captureAlreadyRunning = "capture-already-running"
  }

  /// What is wrong.
  public var code: Code
  /// Where: a path, a package name or a record's hash.
  public var place: String
  /// What was found, in one clause; empty when the code says all.
  public var detail: String

  /// A fault at a place.
  public init(_ code: Code, at place: String, _ detail: String = "") {
    self.code = code
    self.place = place
    self.detail = detail
  }

  /// What staff should do, one sentence.
  public var advice: String { code.advice }

  /// `code: place: detail. advice`
  public var description: String {
    "\(code.rawValue): \(place)\(detail.isEmpty ? "" : ": \(detail)"). \(advice)"
  }
}

extension StoreFault.Code {
  /// The one sentence for staff that goes with the code.
  public var advice: String {
    switch self {
    case .missing:
      "The store is not there: check the path and the mounted disk, or make it with "
        + "`walktest keys init`."
    case .notADirectory: "The archive must be a directory: check the path."
    case .notAnArchive: "This directory holds no walktest archive: check the path."
    case .notPermitted:
      "The archive may not be read or written by this user: run as the walktest user or ask the "
        + "technician to correct the rights."
    case .readOnly: "The archive cannot be written: remount its disk for writing."
    case .diskFull: "The disk is full: free space before the next walk; delete no package."
    case .inputOutput: "The disk did not do what was asked: check it before the next walk."
    case .notAPlainFile:
      "Something other than a plain file is in the archive: ask the technician who put it there."
    case .fileTooLarge: "The file is not one that walktest wrote: keep it and report it."
    case .alreadyThere: "Nothing is overwritten: keep both files and report it."
    case .packageDamaged: "The package is not as it was sealed: restore it from backup."
    case .notFound: "Check the name; `walktest sessions list` shows what there is."
    case .ambiguous: "Give more letters of the name."
    case .chainForked: "Keep every package and report it: no new record is made on this chain."
    case .chainCut: "A package is gone: restore it from backup before the next walk."
    case .indexMissing: "Run `walktest store reindex`; the packages hold everything."
    case .indexDamaged: "Run `walktest store reindex`; the packages hold everything."
    case .indexTooNew:
      "A newer walktest made the index: use that version, or run `walktest store reindex`."
    case .indexBusy: "Another walktest is using the index: try again in a moment."
    case .indexNotDurable: "Do not start a walk; report it: a power cut could lose the outbox."
    case .outboxStepNotAllowed: "Report it: the outbox was asked for an impossible step."
    case .syncAlreadyRunning: "Wait until the other synchronisation has ended."
    case .captureAlreadyRunning:
      "Another walk or recovery is under way in this store: wait until it has ended."
    }
  }
}
