import GRDB
import Glibc
public import SessionRecord
public import SessionStore

/// A trial database in one SQLite file, for a trial of one site and for tests. It verifies each
/// record before it takes it, never changes or deletes what it took, and answers with receipts
/// signed by its own key.
public struct EmbeddedTrialDatabase: TrialDatabase {
  let queue: DatabaseQueue
  private let path: String
  private let trust: TrustKeys
  private let key: SigningKey

  /// Opens or creates the database.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - trust: The key list by which records are verified.
  ///   - key: The trial database's key, whose public part the key list must hold for receipts to
  ///     count.
  /// - Throws: `TrialDatabaseFault`.
  public init(path: String, trust: TrustKeys, key: SigningKey) throws(TrialDatabaseFault) {
    self.path = path
    self.trust = trust
    self.key = key
    queue = try TrialDatabaseFault.naming(path) {
      // Before it is opened for writing: that would already change another program's file.
      if access(path, F_OK) == 0 {
        var configuration = Configuration()
        configuration.readonly = true
        try Self.checkIdentity(of: DatabaseQueue(path: path, configuration: configuration), path)
      }
      let queue = try DurableDatabase.open(path)
      try Self.checkIdentity(of: queue, path)
      guard try !queue.read(TrialSchema.migrator.hasBeenSuperseded) else {
        throw TrialDatabaseFault(.tooNew, at: path)
      }
      try TrialSchema.migrator.migrate(queue)
      return queue
    }
  }

  private static func checkIdentity(of queue: DatabaseQueue, _ path: String) throws {
    let identity = try queue.read { database in
      let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
      return tables == 0 ? nil : try Int32.fetchOne(database, sql: "PRAGMA application_id")
    }
    guard identity ?? TrialSchema.applicationID == TrialSchema.applicationID else {
      throw TrialDatabaseFault(.foreign, at: path)
    }
  }

  /// Takes records of a device from now on; one that is enrolled already stays so.
  ///
  /// - Throws: `TrialDatabaseFault`.
  public func enrol(study: String, site: String, device: String) throws(TrialDatabaseFault) {
    try TrialDatabaseFault.naming(path) {
      try queue.write { database in
        let rows: [(String, String, [String])] = [
          ("study", "code = ?", [study]),
          ("site", "study = ? AND code = ?", [study, site]),
          ("device", "study = ? AND site = ? AND code = ?", [study, site, device]),
        ]
        for (table, condition, arguments) in rows {
          let marks = Array(repeating: "?", count: arguments.count).joined(separator: ", ")
          try database.execute(
            sql: """
              INSERT INTO \(table) SELECT \(marks)
              WHERE NOT EXISTS (SELECT 1 FROM \(table) WHERE \(condition))
              """, arguments: StatementArguments(arguments + arguments))
        }
      }
    }
  }

  /// Verifies, stores and answers in one transaction: a caller that lost the answer sends again
  /// and gets the same receipt.
  ///
  /// - Throws: `TrialDatabaseFault` when the file failed; then nothing was stored.
  public func submit(_ upload: PackageUpload, now: WallTime) async throws -> TrialAnswer {
    let intake = TrialIntake(upload: upload, trust: trust, key: key, now: now)
    do {
      return try await queue.write { database in try intake.answer(in: database) }
    } catch {
      throw TrialDatabaseFault(naming: error, at: path)
    }
  }

  /// The newest record in the chain's own order; quarantined ones count unless they fork it.
  ///
  /// - Throws: `TrialDatabaseFault`.
  public func head(of chain: ChainIdentity) async throws -> TrialHead? {
    do {
      return try await queue.read { database in try TrialIntake.head(of: chain, in: database) }
    } catch {
      throw TrialDatabaseFault(naming: error, at: path)
    }
  }

  /// All records of a chain by place and hash.
  ///
  /// - Throws: `TrialDatabaseFault`.
  public func entries(of chain: ChainIdentity) async throws -> [TrialEntry] {
    do {
      return try await queue.read { database in
        try Row.fetchAll(
          database,
          sql: """
            SELECT hash, seq, EXISTS (SELECT 1 FROM quarantine WHERE record = hash) AS apart
            FROM record WHERE study = ? AND site = ? AND device = ? AND epoch = ?
            ORDER BY seq, hash
            """, arguments: [chain.study, chain.site, chain.device, chain.epoch]
        ).compactMap { row in
          ContentHash(hex: row["hash"]).map {
            TrialEntry(hash: $0, seq: row["seq"], isQuarantined: row["apart"])
          }
        }
      }
    } catch {
      throw TrialDatabaseFault(naming: error, at: path)
    }
  }
}
