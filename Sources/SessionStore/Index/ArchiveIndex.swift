import GRDB
import SessionRecord

/// The index of the archive in `index.sqlite`: which records there are and how far each has come
/// on its way to the trial database. It only saves reading every package: `reindex` makes it again
/// from the packages alone.
public struct ArchiveIndex: Sendable {
  /// The archive that is indexed.
  public let archive: Archive
  let queue: DatabaseQueue

  /// Opens the index of `archive`; an archive without packages gets an empty one.
  ///
  /// - Throws: `StoreFault`: `index-missing`, `index-damaged`, `index-too-new`, `index-busy`,
  ///   `index-not-durable`, or that the archive cannot be written.
  public init(of archive: Archive) throws(StoreFault) {
    switch try ArchiveFiles.kind(of: archive.index) {
    case .file: break
    case nil:
      guard try archive.listing().packages.isEmpty else {
        throw StoreFault(.indexMissing, at: archive.index)
      }
    default: throw StoreFault(.notAPlainFile, at: archive.index)
    }
    try self.init(creatingFor: archive)
  }

  /// Opens or creates the index file, whatever packages there are.
  init(creatingFor archive: Archive) throws(StoreFault) {
    try archive.checkWritable()
    if try ArchiveFiles.kind(of: archive.index) != nil {
      try ArchiveFiles.checkReadableAndWritable(archive.index)
    }
    self.archive = archive
    queue = try DurableDatabase.naming(archive.index) {
      let queue = try DurableDatabase.open(archive.index)
      try Self.prepare(queue, path: archive.index)
      return queue
    }
  }

  private static func prepare(_ queue: DatabaseQueue, path: String) throws {
    let migrator = IndexSchema.migrator
    try queue.read { database in
      let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
      let identity = try Int32.fetchOne(database, sql: "PRAGMA application_id")
      guard tables == 0 || identity == IndexSchema.applicationID else {
        throw StoreFault(.indexDamaged, at: path, "is another program's database")
      }
      guard try !migrator.hasBeenSuperseded(database) else {
        throw StoreFault(.indexTooNew, at: path)
      }
      let check = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
      guard check == "ok" else {
        throw StoreFault(.indexDamaged, at: path, check ?? "quick_check gives nothing")
      }
    }
    try migrator.migrate(queue)
  }

  /// Closes the file; every later call fails. Only needed before the file is moved.
  public func close() throws(StoreFault) {
    try DurableDatabase.naming(archive.index) { try queue.close() }
  }

  /// Adds a sealed package. One that is there already stays as it is.
  ///
  /// - Throws: `StoreFault` as SQLite failed.
  public func add(_ package: ArchivedPackage) throws(StoreFault) {
    let record = IndexedRecord(of: package, state: try archive.settledState(of: package))
    try writing { database in
      try Self.insertUnlessThere(record, into: database)
    }
  }

  static func insertUnlessThere(_ record: IndexedRecord, into database: Database) throws {
    let isThere = try Bool.fetchOne(
      database, sql: "SELECT EXISTS (SELECT 1 FROM record WHERE hash = ?)",
      arguments: [record.hash.hex])
    if isThere != true { try RecordColumns.insert(record, into: database) }
  }

  /// Runs one write transaction.
  func writing<Result>(_ body: (Database) throws -> Result) throws(StoreFault) -> Result {
    try DurableDatabase.naming(archive.index) { try queue.write(body) }
  }

  /// Runs one read transaction.
  func reading<Result>(_ body: (Database) throws -> Result) throws(StoreFault) -> Result {
    try DurableDatabase.naming(archive.index) { try queue.read(body) }
  }

  /// What `PRAGMA synchronous` reads in the connection that writes; 2 is FULL.
  func synchronousMode() throws(StoreFault) -> Int? {
    try DurableDatabase.naming(archive.index) {
      try queue.writeWithoutTransaction { database in
        try Int.fetchOne(database, sql: "PRAGMA synchronous")
      }
    }
  }
}
