import Foundation
import GRDB
import SessionRecord
import SessionStore

/// One upload inside one transaction of the embedded trial database.
struct TrialIntake: Sendable {
  let upload: PackageUpload
  let trust: TrustKeys
  let key: SigningKey
  let now: WallTime

  /// Where a record comes to stand.
  private struct Placing {
    /// Whether it becomes the head of its chain.
    var isInChain: Bool
    /// Why it is kept apart; nil when it is not.
    var quarantine: TrialCode?
  }

  /// Decides, stores and answers.
  func answer(in database: Database) throws -> TrialAnswer {
    let hash = ContentHash(of: upload.record)
    if let receipt = try receipt(of: hash, in: database) { return .duplicate(receipt) }
    do {
      let reception = try Reception(upload, trust: trust, now: now)
      let placing = try placing(of: reception, in: database)
      return try store(reception.sealed, placing, in: database)
    } catch let refused as Reception.Refused {
      return .refused(try refusal(of: hash, refused))
    }
  }

  /// The head of a chain.
  static func head(of chain: ChainIdentity, in database: Database) throws -> TrialHead? {
    let row = try Row.fetchOne(
      database,
      sql: """
        SELECT seq, hash FROM device_head
        WHERE study = ? AND site = ? AND device = ? AND epoch = ?
        """, arguments: [chain.study, chain.site, chain.device, chain.epoch])
    return row.flatMap { row in
      ContentHash(hex: row["hash"]).map { TrialHead(seq: row["seq"], hash: $0) }
    }
  }
}

extension TrialIntake {
  /// Finds the record's place in its chain.
  ///
  /// - Throws: `Reception.Refused` for a stranger, a missing file or a gap.
  private func placing(of reception: Reception, in database: Database) throws -> Placing {
    let record = reception.sealed.record
    let isEnrolled = try Bool.fetchOne(
      database,
      sql: "SELECT EXISTS (SELECT 1 FROM device WHERE study = ? AND site = ? AND code = ?)",
      arguments: [record.study, record.site, record.device])
    guard isEnrolled == true else {
      throw Reception.Refused(code: .stranger, detail: "\(record.keyOwner) is not enrolled")
    }
    try checkFiles(of: record, in: database)
    let head = try Self.head(of: ChainIdentity(of: record), in: database)
    let headSeq = head?.seq ?? 0
    let seq = record.position.seq
    if seq <= headSeq { return Placing(isInChain: false, quarantine: .conflict) }
    if seq == headSeq + 1, record.position.prev == (head?.hash ?? ContentHash.zeros) {
      return Placing(isInChain: true, quarantine: reception.suspicion)
    }
    // It follows something else than the head: a record known as quarantined makes it part of
    // another history; an unknown one further on is still to come.
    guard try seq == headSeq + 1 || isKnown(record.position.prev, in: database) else {
      throw Reception.Refused(code: .gap, detail: "the newest here is number \(headSeq)")
    }
    return Placing(isInChain: false, quarantine: .fork)
  }

  private func isKnown(_ hash: ContentHash, in database: Database) throws -> Bool {
    try Bool.fetchOne(
      database, sql: "SELECT EXISTS (SELECT 1 FROM record WHERE hash = ?)", arguments: [hash.hex])
      ?? false
  }

  /// Each listed file must be in the upload whole, or here already with the same content.
  private func checkFiles(of record: SessionRecord, in database: Database) throws {
    for file in record.files {
      if let bytes = upload.files[file.name] {
        guard bytes.count == file.bytes, ContentHash(of: bytes) == file.sha256 else {
          throw Reception.Refused(code: .file, detail: "\(file.name) is another file")
        }
      } else {
        let isHere = try Bool.fetchOne(
          database, sql: "SELECT EXISTS (SELECT 1 FROM file WHERE sha256 = ?)",
          arguments: [file.sha256.hex])
        guard isHere == true else {
          throw Reception.Refused(code: .file, detail: "\(file.name) is missing")
        }
      }
    }
  }

  private func store(
    _ sealed: SealedRecord, _ placing: Placing, in database: Database
  ) throws -> TrialAnswer {
    let record = sealed.record
    let logIndex =
      try Int64.fetchOne(database, sql: "SELECT coalesce(max(log_index) + 1, 0) FROM record") ?? 0
    try database.execute(
      sql: """
        INSERT INTO record (log_index, hash, study, site, device, epoch, seq, session, in_chain,
          received_ms, record, signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        logIndex, sealed.hash.hex, record.study, record.site, record.device,
        record.position.epoch, record.position.seq, record.session, placing.isInChain,
        now.milliseconds, Data(upload.record), Data(upload.signature),
      ])
    try storeFiles(of: sealed, in: database)
    if let code = placing.quarantine {
      try database.execute(
        sql: "INSERT INTO quarantine (record, code) VALUES (?, ?)",
        arguments: [sealed.hash.hex, code.rawValue])
    }
    let receipt = Receipt(
      for: sealed, status: placing.quarantine == nil ? .stored : .quarantined,
      code: placing.quarantine?.rawValue, receivedAt: now, logIndex: logIndex)
    let (bytes, signature) = try receipt.signed(by: key)
    try database.execute(
      sql: "INSERT INTO receipt (record, bytes, signature) VALUES (?, ?, ?)",
      arguments: [sealed.hash.hex, Data(bytes), Data(signature)])
    let answer = SignedAnswer(bytes: bytes, signature: signature)
    return placing.quarantine == nil ? .stored(answer) : .quarantined(answer)
  }

  private func storeFiles(of sealed: SealedRecord, in database: Database) throws {
    for file in sealed.record.files {
      if let bytes = upload.files[file.name] {
        try database.execute(
          sql: """
            INSERT INTO file (sha256, bytes) SELECT ?, ?
            WHERE NOT EXISTS (SELECT 1 FROM file WHERE sha256 = ?)
            """, arguments: [file.sha256.hex, Data(bytes), file.sha256.hex])
      }
      try database.execute(
        sql: "INSERT INTO record_file (record, name, sha256) VALUES (?, ?, ?)",
        arguments: [sealed.hash.hex, file.name, file.sha256.hex])
    }
  }

  private func receipt(of hash: ContentHash, in database: Database) throws -> SignedAnswer? {
    let row = try Row.fetchOne(
      database, sql: "SELECT bytes, signature FROM receipt WHERE record = ?", arguments: [hash.hex])
    return row.map { row in
      SignedAnswer(
        bytes: [UInt8](row["bytes"] as Data), signature: [UInt8](row["signature"] as Data))
    }
  }

  private func refusal(
    of hash: ContentHash, _ refused: Reception.Refused
  ) throws -> SignedAnswer {
    let refusal = Refusal(
      recordHash: hash, code: refused.code, reason: "\(refused.code.meaning) (\(refused.detail))",
      at: now)
    let bytes = refusal.bytes
    return SignedAnswer(
      bytes: bytes, signature: try DetachedJWS.sign(bytes, as: .receipt, with: key))
  }
}
