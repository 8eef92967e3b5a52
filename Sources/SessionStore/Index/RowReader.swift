import GRDB
import SessionRecord

/// Reads the columns of one row without ever trapping: what walktest never writes is a fault.
struct RowReader {
  let row: Row
  /// The index file, for faults.
  let path: String

  /// The record of a row that `RecordColumns.select` gave.
  ///
  /// - Throws: `StoreFault` `index-damaged`.
  func record() throws(StoreFault) -> IndexedRecord {
    let epoch = try integer("epoch")
    return IndexedRecord(
      hash: try known("hash", ContentHash.init(hex:)),
      package: try known("package", PackageName.init),
      kind: try known("kind", RecordKind.init),
      chain: ChainIdentity(
        study: try text("study"), site: try text("site"), device: try text("device"), epoch: epoch),
      position: ChainPosition(
        epoch: epoch, seq: try integer("seq"), prev: try known("prev", ContentHash.init(hex:))),
      subject: try text("subject"), visit: try text("visit"), trial: try integer("trial"),
      operatorCode: try text("operator"), mode: try text("mode"), protocolID: try text("protocol"),
      openedAt: WallTime(milliseconds: try integer("opened_ms")), closedAt: time("closed_ms"),
      corrects: optional("corrects").flatMap { ContentHash(hex: $0) }, state: try state())
  }

  /// The state that the outbox's columns tell.
  ///
  /// - Throws: `StoreFault` `index-damaged`.
  func state() throws(StoreFault) -> OutboxState {
    switch try known("state", OutboxState.Name.init) {
    case .local: return .local
    case .queued:
      return .queued(
        attempts: try integer("attempts"), last: problem(), notBefore: time("not_before_ms"))
    case .sent: return .sent(attempt: try integer("attempts"))
    case .rejected:
      guard let problem = problem() else { throw fault("problem_code") }
      return .rejected(problem)
    case .acknowledged: return .acknowledged(try acknowledgement())
    case .conflict: return .conflict(try acknowledgement())
    }
  }

  private func acknowledgement() throws(StoreFault) -> Acknowledgement {
    Acknowledgement(
      status: try text("receipt_status"), logIndex: try integer("log_index"),
      receivedAt: WallTime(milliseconds: try integer("received_ms")), problem: problem())
  }

  private func problem() -> DeliveryProblem? {
    guard let code: String = optional("problem_code"),
      let reason: String = optional("problem_reason")
    else { return nil }
    return DeliveryProblem(code: code, reason: reason)
  }

  private func time(_ column: String) -> WallTime? {
    optional(column).map { WallTime(milliseconds: $0) }
  }

  private func text(_ column: String) throws(StoreFault) -> String {
    try known(column) { $0 }
  }

  private func integer(_ column: String) throws(StoreFault) -> Int64 {
    guard let value: Int64 = optional(column) else { throw fault(column) }
    return value
  }

  private func known<Value>(
    _ column: String, _ make: (String) -> Value?
  ) throws(StoreFault) -> Value {
    guard let value = optional(column).flatMap(make) else { throw fault(column) }
    return value
  }

  /// Nil for NULL, a missing column and a value of another type.
  private func optional<Value: DatabaseValueConvertible>(_ column: String) -> Value? {
    guard row.hasColumn(column) else { return nil }
    let value: DatabaseValue = row[column]
    return Value.fromDatabaseValue(value)
  }

  private func fault(_ column: String) -> StoreFault {
    StoreFault(.indexDamaged, at: path, "column \(column) holds what walktest never writes")
  }
}
