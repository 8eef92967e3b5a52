import GRDB

/// The tables of the index. A migration, once released, never changes; a new one is added.
enum IndexSchema {
  /// `PRAGMA application_id`, the ASCII of `WTix`: tells our index from any other SQLite file.
  static let applicationID: Int32 = 0x5754_6978

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1-records-and-outbox") { database in
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
      try database.execute(sql: records)
      try database.execute(sql: outbox)
    }
    return migrator
  }

  private static let records = """
    CREATE TABLE record (
      hash TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
      package TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      study TEXT NOT NULL, site TEXT NOT NULL, device TEXT NOT NULL,
      epoch INTEGER NOT NULL, seq INTEGER NOT NULL, prev TEXT NOT NULL,
      session TEXT NOT NULL,
      subject TEXT NOT NULL, visit TEXT NOT NULL, trial INTEGER NOT NULL,
      operator TEXT NOT NULL, mode TEXT NOT NULL, protocol TEXT NOT NULL,
      opened_ms INTEGER NOT NULL, closed_ms INTEGER,
      corrects TEXT
    ) STRICT;
    CREATE INDEX record_chain ON record (study, site, device, epoch, seq);
    CREATE INDEX record_session ON record (session);
    CREATE INDEX record_subject ON record (subject, visit, trial);
    """

  /// The CHECK holds each state to the columns that are legal in it.
  private static let outbox = """
    CREATE TABLE outbox (
      record TEXT NOT NULL PRIMARY KEY REFERENCES record (hash) ON DELETE CASCADE,
      state TEXT NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
      not_before_ms INTEGER,
      problem_code TEXT, problem_reason TEXT,
      receipt_status TEXT, log_index INTEGER, received_ms INTEGER,
      CHECK ((problem_code IS NULL) = (problem_reason IS NULL)),
      CHECK (CASE state
        WHEN 'local' THEN attempts = 0 AND not_before_ms IS NULL AND problem_code IS NULL
          AND receipt_status IS NULL
        WHEN 'queued' THEN receipt_status IS NULL
        WHEN 'sent' THEN attempts > 0 AND not_before_ms IS NULL AND problem_code IS NULL
          AND receipt_status IS NULL
        WHEN 'rejected' THEN attempts = 0 AND not_before_ms IS NULL
          AND problem_code IS NOT NULL AND receipt_status IS NULL
        WHEN 'acknowledged' THEN attempts = 0 AND not_before_ms IS NULL
          AND receipt_status IS NOT NULL AND log_index IS NOT NULL AND received_ms IS NOT NULL
        WHEN 'conflict' THEN attempts = 0 AND not_before_ms IS NULL
          AND receipt_status IS NOT NULL AND log_index IS NOT NULL AND received_ms IS NOT NULL
        ELSE FALSE END)
    ) STRICT;
    CREATE INDEX outbox_state ON outbox (state);
    """
}
