import GRDB
import Glibc
import SessionRecord

/// What a pass over every package found.
public struct ArchiveScan: Hashable, Sendable {
  /// A package that could not be read.
  public struct Unreadable: Hashable, Sendable {
    /// The package.
    public var package: PackageName
    /// Why.
    public var fault: StoreFault

    /// A package with its fault.
    public init(package: PackageName, fault: StoreFault) {
      self.package = package
      self.fault = fault
    }
  }

  /// The records of all readable packages, by chain and in its order. Their states are those that
  /// the disk proves: settled by an answer, else `local`.
  public var records: [IndexedRecord]
  /// Packages that could not be read; they are left as they are.
  public var unreadable: [Unreadable]
}

extension Archive {
  /// Reads the record of every package.
  ///
  /// - Parameter progress: Called after each package with how many are done and how many there are.
  /// - Throws: `StoreFault` when the directory of packages cannot be read.
  public func scan(
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(StoreFault) -> ArchiveScan {
    let names = try listing().packages
    var scan = ArchiveScan(records: [], unreadable: [])
    for (position, name) in names.enumerated() {
      do throws(StoreFault) {
        let package = try package(name)
        scan.records.append(IndexedRecord(of: package, state: try settledState(of: package)))
      } catch {
        scan.unreadable.append(.init(package: name, fault: error))
      }
      progress(position + 1, names.count)
    }
    scan.records.sort { ($0.chain, $0.position.seq) < ($1.chain, $1.position.seq) }
    return scan
  }
}

extension ArchiveIndex {
  /// Makes the index again from the packages alone. A readable index is emptied and filled in one
  /// transaction, so that a power cut leaves the old one; a damaged one is put aside as
  /// `index.sqlite.damaged`. Waiting times and attempts are forgotten, settled states are not.
  ///
  /// - Parameter progress: Called after each package with how many are done and how many there are.
  /// - Returns: The new index and what was found.
  /// - Throws: `StoreFault` when the archive cannot be read or written.
  public static func reindex(
    _ archive: Archive, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(StoreFault) -> (index: ArchiveIndex, scan: ArchiveScan) {
    try archive.checkWritable()
    let scan = try archive.scan(progress: progress)
    do throws(StoreFault) {
      let index = try ArchiveIndex(creatingFor: archive)
      try index.replaceAll(with: scan.records)
      return (index, scan)
    } catch  where error.code == .indexDamaged || error.code == .indexTooNew {
      try putAside(archive.index)
      let index = try ArchiveIndex(creatingFor: archive)
      try index.replaceAll(with: scan.records)
      return (index, scan)
    }
  }

  private func replaceAll(with records: [IndexedRecord]) throws(StoreFault) {
    try writing { database in
      try database.execute(sql: "DELETE FROM outbox")
      try database.execute(sql: "DELETE FROM record")
      for record in records { try RecordColumns.insert(record, into: database) }
    }
  }

  /// Renames a damaged index. Its write-ahead log goes first: SQLite would replay it into the new
  /// file.
  private static func putAside(_ path: String) throws(StoreFault) {
    for suffix in ["-wal", "-shm"] where unlink(path + suffix) != 0 && errno != ENOENT {
      throw ArchiveFiles.fault(errno: errno, at: path + suffix)
    }
    guard rename(path, path + ".damaged") == 0 else {
      throw ArchiveFiles.fault(errno: errno, at: path)
    }
    try ArchiveFiles.syncDirectory(of: path)
  }

  /// Adds the packages on disk that the index does not know yet, such as those sealed while the
  /// index was not at hand. One that cannot be read does not hold up the others.
  ///
  /// - Returns: How many were added, and those that cannot be read.
  public func addMissing() throws(StoreFault) -> (
    added: Int, unreadable: [ArchiveScan.Unreadable]
  ) {
    let known = Set(try records().map(\.package))
    var added = 0
    var unreadable: [ArchiveScan.Unreadable] = []
    for name in try archive.listing().packages where !known.contains(name) {
      do throws(StoreFault) {
        try add(try archive.package(name))
        added += 1
      } catch  where error.code == .packageDamaged || error.code == .notAPlainFile {
        unreadable.append(.init(package: name, fault: error))
      }
    }
    return (added, unreadable)
  }
}

/// One way in which index and disk disagree.
public enum IndexDifference: Hashable, Sendable {
  /// The package is on disk and not in the index.
  case notIndexed(PackageName)
  /// The index knows a package that is not on disk: it was taken away.
  case packageMissing(PackageName)
  /// The package's record is not the one that was indexed.
  case recordChanged(PackageName)
  /// The index and the answers on disk disagree on how far the record has come.
  case stateDiffers(PackageName, indexed: OutboxState.Name, onDisk: OutboxState.Name)
  /// The package cannot be read.
  case unreadable(PackageName, StoreFault)
}

extension ArchiveIndex {
  /// Compares the index with every package on disk; empty when they agree.
  ///
  /// - Throws: `StoreFault` when one of them cannot be read at all.
  public func differences(
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(StoreFault) -> [IndexDifference] {
    let scan = try archive.scan(progress: progress)
    let indexed = Dictionary(
      try records().map { ($0.package, $0) }, uniquingKeysWith: { first, _ in first })
    var differences = scan.unreadable.map { IndexDifference.unreadable($0.package, $0.fault) }
    for record in scan.records {
      guard var known = indexed[record.package] else {
        differences.append(.notIndexed(record.package))
        continue
      }
      if !known.state.agrees(withDisk: record.state) {
        differences.append(
          .stateDiffers(
            record.package, indexed: known.state.name, onDisk: record.state.name))
      }
      known.state = record.state
      if known != record { differences.append(.recordChanged(record.package)) }
    }
    let onDisk = Set(scan.records.map(\.package) + scan.unreadable.map(\.package))
    for package in indexed.keys.sorted() where !onDisk.contains(package) {
      differences.append(.packageMissing(package))
    }
    return differences
  }
}

extension OutboxState {
  /// Whether the disk can prove no other state than this. Waiting and being sent leave no trace on
  /// disk, and a refused record may be on its way again.
  func agrees(withDisk proven: OutboxState) -> Bool {
    switch self {
    case .local: proven == .local
    case .queued, .sent: proven.name == .local || proven.name == .rejected
    case .acknowledged, .rejected, .conflict: proven == self
    }
  }
}
