import GRDB
public import SessionRecord

/// The outbox of an archive: the persisted states of `OutboxState`, changed only by its events.
public struct Outbox: Sendable {
  private let index: ArchiveIndex

  /// The outbox that `index` keeps.
  public init(_ index: ArchiveIndex) {
    self.index = index
  }

  /// Applies `event` to a record, durably, and returns its new state. Reading, checking and writing
  /// are one transaction, so two processes cannot both take the same step.
  ///
  /// - Throws: `StoreFault`: `store-not-found`, `outbox-step-not-allowed`, or as SQLite failed.
  @discardableResult
  public func apply(
    _ event: OutboxEvent, to hash: ContentHash
  ) throws(StoreFault) -> OutboxState {
    try index.writing { database in
      let row = try Row.fetchOne(
        database, sql: "SELECT * FROM outbox WHERE record = ?", arguments: [hash.hex])
      guard let row else { throw StoreFault(.notFound, at: hash.hex) }
      let state = try RowReader(row: row, path: index.archive.index).state()
      let next = try state.after(event)
      try RecordColumns.update(next, of: hash, in: database)
      return next
    }
  }

  /// Queues every record that is only local and takes back those whose sending was cut off.
  ///
  /// - Returns: How many records were queued or taken back.
  public func queueAll() throws(StoreFault) -> Int {
    var changed = 0
    for record in try index.records(RecordFilter(states: [.local, .sent])) {
      try apply(record.state.name == .local ? .queue : .lose, to: record.hash)
      changed += 1
    }
    return changed
  }
}
