public import GRDB

/// Opens a SQLite file so that a committed transaction survives a power cut: write-ahead log, and
/// every commit synced.
///
/// GRDB sets `synchronous=NORMAL` when it turns the write-ahead log on, after
/// `prepareDatabase`; FULL must therefore be set after opening, and is read back.
public enum DurableDatabase {
  /// How long one process waits for another's write, seconds.
  static let longestWait = 10.0

  /// Opens or creates the database at `path`.
  ///
  /// - Throws: `StoreFault` `index-not-durable` when the modes are not in force, or a GRDB error.
  public static func open(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.journalMode = .wal
    configuration.busyMode = .timeout(longestWait)
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA synchronous = FULL")
      let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous")
      let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode")
      guard synchronous == 2, journal == "wal" else {
        throw StoreFault(
          .indexNotDurable, at: path,
          "synchronous is \(synchronous ?? -1), journal is \(journal ?? "unknown")")
      }
    }
    return queue
  }

  /// Runs `body` and turns SQLite's errors into faults that say what to do.
  static func naming<Result>(
    _ path: String, _ body: () throws -> Result
  ) throws(StoreFault) -> Result {
    do {
      return try body()
    } catch let fault as StoreFault {
      throw fault
    } catch let error as DatabaseError {
      throw fault(of: error, at: path)
    } catch {
      throw StoreFault(.inputOutput, at: path, "\(type(of: error))")
    }
  }

  private static func fault(of error: DatabaseError, at path: String) -> StoreFault {
    let code: StoreFault.Code =
      switch error.resultCode {
      case .SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_SCHEMA, .SQLITE_ERROR, .SQLITE_MISMATCH,
        .SQLITE_CONSTRAINT:
        .indexDamaged
      case .SQLITE_FULL: .diskFull
      case .SQLITE_READONLY: .readOnly
      case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: .notPermitted
      case .SQLITE_BUSY, .SQLITE_LOCKED: .indexBusy
      default: .inputOutput
      }
    return StoreFault(code, at: path, error.message ?? error.resultCode.description)
  }
}
