import GRDB
import SessionRecord

/// Between an `IndexedRecord` and the columns of `record` and `outbox`.
enum RecordColumns {
  static let select = """
    SELECT record.*, outbox.state, outbox.attempts, outbox.not_before_ms, outbox.problem_code,
      outbox.problem_reason, outbox.receipt_status, outbox.log_index, outbox.received_ms
    FROM record JOIN outbox ON outbox.record = record.hash
    """
  static let chainOrder = "ORDER BY study, site, device, epoch, seq, hash"

  /// Writes both rows of a record that is not there yet.
  static func insert(_ record: IndexedRecord, into database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO record (hash, package, kind, study, site, device, epoch, seq, prev, session,
          subject, visit, trial, operator, mode, protocol, opened_ms, closed_ms, corrects)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        record.hash.hex, record.package.description, record.kind.rawValue, record.chain.study,
        record.chain.site, record.chain.device, record.position.epoch, record.position.seq,
        record.position.prev.hex, record.session, record.subject, record.visit, record.trial,
        record.operatorCode, record.mode, record.protocolID, record.openedAt.milliseconds,
        record.closedAt?.milliseconds, record.corrects?.hex,
      ])
    try database.execute(
      sql: """
        INSERT INTO outbox (state, attempts, not_before_ms, problem_code, problem_reason,
          receipt_status, log_index, received_ms, record)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: columns(of: record.state) + [record.hash.hex])
  }

  /// Writes the state of a record that is there.
  static func update(
    _ state: OutboxState, of hash: ContentHash, in database: Database
  ) throws {
    try database.execute(
      sql: """
        UPDATE outbox SET state = ?, attempts = ?, not_before_ms = ?, problem_code = ?,
          problem_reason = ?, receipt_status = ?, log_index = ?, received_ms = ? WHERE record = ?
        """,
      arguments: columns(of: state) + [hash.hex])
  }

  private static func columns(of state: OutboxState) -> StatementArguments {
    var attempts: Int64 = 0
    var notBefore: WallTime?
    var problem: DeliveryProblem?
    var receipt: Acknowledgement?
    switch state {
    case .local: break
    case .queued(let made, let last, let time): (attempts, problem, notBefore) = (made, last, time)
    case .sent(let attempt): attempts = attempt
    case .rejected(let refusal): problem = refusal
    case .acknowledged(let acknowledgement), .conflict(let acknowledgement):
      receipt = acknowledgement
      problem = acknowledgement.problem
    }
    return [
      state.name.rawValue, attempts, notBefore?.milliseconds, problem?.code, problem?.reason,
      receipt?.status, receipt?.logIndex, receipt?.receivedAt.milliseconds,
    ]
  }
}
