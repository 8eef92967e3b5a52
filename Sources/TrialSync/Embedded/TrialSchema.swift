import GRDB

/// The tables of the embedded trial database. Triggers hold every table append-only, also against
/// `INSERT OR REPLACE`, which deletes without asking the DELETE triggers.
enum TrialSchema {
  /// `PRAGMA application_id`, the ASCII of `WTdb`.
  static let applicationID: Int32 = 0x5754_6462

  /// Each table with the condition under which a new row would take an old one's place.
  static let evidence = [
    ("study", "code = NEW.code"),
    ("site", "study = NEW.study AND code = NEW.code"),
    ("device", "study = NEW.study AND site = NEW.site AND code = NEW.code"),
    (
      "record",
      """
      log_index = NEW.log_index OR hash = NEW.hash OR (in_chain AND NEW.in_chain
        AND study = NEW.study AND site = NEW.site AND device = NEW.device
        AND epoch = NEW.epoch AND seq = NEW.seq)
      """
    ),
    ("file", "sha256 = NEW.sha256"),
    ("record_file", "record = NEW.record AND name = NEW.name"),
    ("receipt", "record = NEW.record"),
    ("quarantine", "record = NEW.record"),
  ]

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1-evidence") { database in
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
      try database.execute(sql: tables)
      for (table, taken) in evidence {
        try database.execute(sql: triggers(table, taken: taken))
      }
    }
    return migrator
  }

  private static func triggers(_ table: String, taken: String) -> String {
    """
    CREATE TRIGGER \(table)_update BEFORE UPDATE ON \(table) BEGIN
      SELECT RAISE(ABORT, 'table \(table) is append-only: a row is never changed');
    END;
    CREATE TRIGGER \(table)_delete BEFORE DELETE ON \(table) BEGIN
      SELECT RAISE(ABORT, 'table \(table) is append-only: a row is never deleted');
    END;
    CREATE TRIGGER \(table)_replace BEFORE INSERT ON \(table)
    WHEN EXISTS (SELECT 1 FROM \(table) WHERE \(taken)) BEGIN
      SELECT RAISE(ABORT, 'table \(table) is append-only: a row is never replaced');
    END;
    """
  }

  private static let tables = """
    CREATE TABLE study (code TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;
    CREATE TABLE site (
      study TEXT NOT NULL REFERENCES study (code), code TEXT NOT NULL,
      PRIMARY KEY (study, code)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE device (
      study TEXT NOT NULL, site TEXT NOT NULL, code TEXT NOT NULL,
      PRIMARY KEY (study, site, code),
      FOREIGN KEY (study, site) REFERENCES site (study, code)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE record (
      log_index INTEGER NOT NULL PRIMARY KEY CHECK (log_index >= 0),
      hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
      study TEXT NOT NULL, site TEXT NOT NULL, device TEXT NOT NULL,
      epoch INTEGER NOT NULL, seq INTEGER NOT NULL, session TEXT NOT NULL,
      in_chain INTEGER NOT NULL CHECK (in_chain IN (0, 1)),
      received_ms INTEGER NOT NULL,
      record BLOB NOT NULL, signature BLOB NOT NULL,
      FOREIGN KEY (study, site, device) REFERENCES device (study, site, code)
    ) STRICT;
    CREATE UNIQUE INDEX record_place ON record (study, site, device, epoch, seq)
      WHERE in_chain = 1;
    CREATE INDEX record_chain ON record (study, site, device, epoch, seq);
    CREATE TABLE file (
      sha256 TEXT NOT NULL PRIMARY KEY CHECK (length(sha256) = 64), bytes BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE record_file (
      record TEXT NOT NULL REFERENCES record (hash), name TEXT NOT NULL,
      sha256 TEXT NOT NULL REFERENCES file (sha256),
      PRIMARY KEY (record, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE receipt (
      record TEXT NOT NULL PRIMARY KEY REFERENCES record (hash),
      bytes BLOB NOT NULL, signature BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE quarantine (
      record TEXT NOT NULL PRIMARY KEY REFERENCES record (hash), code TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE VIEW device_head AS
      SELECT study, site, device, epoch, max(seq) AS seq, hash FROM record WHERE in_chain = 1
      GROUP BY study, site, device, epoch;
    """
}
