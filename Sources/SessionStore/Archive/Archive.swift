import Glibc

/// The site's archive: one directory that holds every sealed package, the journals of sessions,
/// the keys and the index. The packages are the truth; the index can be made again from them.
///
/// ```
/// <root>/packages/<package name>/…   sealed records, never changed
/// <root>/refusals/<package name>/…   the trial database's signed refusals
/// <root>/journals/                   the journals of sessions
/// <root>/keys/                       this device's key and the key list
/// <root>/index.sqlite                the index and the outbox
/// <root>/sync.lock                   held while an upload runs
/// <root>/capture.lock                held while a walk is recorded or recovered
/// ```
public struct Archive: Hashable, Sendable {
  /// The archive's directory.
  public let root: String

  /// Where the sealed packages are.
  public var packages: String { root + "/packages" }
  /// Where the trial database's signed refusals are kept.
  public var refusals: String { root + "/refusals" }
  /// Where the journals of sessions are.
  public var journals: String { root + "/journals" }
  /// Where this device's key and the key list are.
  public var keys: String { root + "/keys" }
  /// The file of the index.
  public var index: String { root + "/index.sqlite" }
  /// The file whose lock says that an upload runs.
  public var syncLock: String { root + "/sync.lock" }
  /// The file whose lock says that a walk is recorded or recovered.
  public var captureLock: String { root + "/capture.lock" }

  /// Opens the archive in directory `root`.
  ///
  /// - Throws: `StoreFault`: `store-missing`, `store-not-a-directory`, `store-not-an-archive` or
  ///   `store-not-permitted`.
  public init(opening root: String) throws(StoreFault) {
    self.init(unchecked: root)
    let kind: ArchiveFiles.Kind?
    do throws(StoreFault) {
      // With the dot, a link to the archive's directory is followed.
      kind = try ArchiveFiles.kind(of: self.root + "/.")
    } catch {
      throw StoreFault(error.code, at: self.root, error.detail)
    }
    switch kind {
    case .directory: break
    case nil: throw StoreFault(.missing, at: self.root)
    default: throw StoreFault(.notADirectory, at: self.root)
    }
    switch try ArchiveFiles.kind(of: packages) {
    case .directory: break
    case nil: throw StoreFault(.notAnArchive, at: self.root, "has no directory `packages`")
    default: throw StoreFault(.notAPlainFile, at: packages)
    }
    try ArchiveFiles.checkRights(R_OK | X_OK, at: packages)
  }

  /// Makes the archive's directories below `root`, whose parent must exist; those that are there
  /// already stay as they are.
  ///
  /// - Throws: `StoreFault` when a directory cannot be made.
  public static func create(at root: String) throws(StoreFault) -> Archive {
    let archive = Archive(unchecked: root)
    try ArchiveFiles.makeDirectory(archive.root, mode: 0o750)
    for directory in [archive.packages, archive.refusals, archive.journals] {
      try ArchiveFiles.makeDirectory(directory, mode: 0o750)
    }
    try ArchiveFiles.makeDirectory(archive.keys, mode: 0o700)
    return archive
  }

  /// Checks that packages can be added.
  ///
  /// - Throws: `StoreFault`: `store-read-only` or `store-not-permitted`.
  public func checkWritable() throws(StoreFault) {
    for directory in [root, packages] {
      try ArchiveFiles.checkRights(W_OK | X_OK, at: directory)
    }
  }

  private init(unchecked root: String) {
    var path = root
    while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.root = path
  }
}
