import GRDB
public import SessionRecord

/// Which records a list shows; nil members and empty sets let everything through.
public struct RecordFilter: Hashable, Sendable {
  /// The site's code.
  public var site: String?
  /// The device's code.
  public var device: String?
  /// The subject's pseudonym.
  public var subject: String?
  /// The visit's code.
  public var visit: String?
  /// The session's UUID.
  public var session: String?
  /// Kinds of records.
  public var kinds: Set<RecordKind>
  /// States in the outbox.
  public var states: Set<OutboxState.Name>
  /// Sessions opened at this time or later.
  public var openedFrom: WallTime?
  /// Sessions opened before this time.
  public var openedBefore: WallTime?

  /// A filter.
  public init(
    site: String? = nil, device: String? = nil, subject: String? = nil, visit: String? = nil,
    session: String? = nil, kinds: Set<RecordKind> = [], states: Set<OutboxState.Name> = [],
    openedFrom: WallTime? = nil, openedBefore: WallTime? = nil
  ) {
    self.site = site
    self.device = device
    self.subject = subject
    self.visit = visit
    self.session = session
    self.kinds = kinds
    self.states = states
    self.openedFrom = openedFrom
    self.openedBefore = openedBefore
  }

  /// The filter as an SQL condition with its arguments.
  var condition: (sql: String, arguments: StatementArguments) {
    var terms: [String] = []
    var arguments = StatementArguments()
    func require(_ term: String, _ values: [(any DatabaseValueConvertible)?]) {
      terms.append(term)
      arguments += StatementArguments(values)
    }
    let equal = [
      ("site", site), ("device", device), ("subject", subject), ("visit", visit),
      ("session", session),
    ]
    for case (let column, let value?) in equal { require("record.\(column) = ?", [value]) }
    for (column, values) in [
      ("record.kind", kinds.map(\.rawValue)), ("outbox.state", states.map(\.rawValue)),
    ] where !values.isEmpty {
      require("\(column) IN (\(values.map { _ in "?" }.joined(separator: ",")))", values)
    }
    if let openedFrom { require("opened_ms >= ?", [openedFrom.milliseconds]) }
    if let openedBefore { require("opened_ms < ?", [openedBefore.milliseconds]) }
    return (terms.isEmpty ? "" : "WHERE " + terms.joined(separator: " AND "), arguments)
  }
}

extension ArchiveIndex {
  /// The records that a filter lets through, by chain and in its order.
  public func records(_ filter: RecordFilter = RecordFilter()) throws(StoreFault)
    -> [IndexedRecord]
  {
    let (sql, arguments) = filter.condition
    return try rows("\(sql) \(RecordColumns.chainOrder)", arguments)
  }

  /// The sessions of which at least one record passes the filter, each with all its records; the
  /// session opened last comes first.
  public func sessions(_ filter: RecordFilter = RecordFilter()) throws(StoreFault)
    -> [SessionSummary]
  {
    let (sql, arguments) = filter.condition
    let found = try rows(
      """
      WHERE record.session IN (SELECT record.session FROM record
        JOIN outbox ON outbox.record = record.hash \(sql)) \(RecordColumns.chainOrder)
      """, arguments)
    return Dictionary(grouping: found, by: \.session).values
      .compactMap { SessionSummary(records: $0) }
      .sorted { ($1.newest.openedAt, $1.session) < ($0.newest.openedAt, $0.session) }
  }

  /// The one session whose UUID begins with `prefix`.
  ///
  /// - Throws: `StoreFault`: `store-not-found` or `store-ambiguous`.
  public func session(beginning prefix: String) throws(StoreFault) -> SessionSummary {
    let found = try rows(
      "WHERE substr(record.session, 1, ?) = ? \(RecordColumns.chainOrder)",
      [prefix.unicodeScalars.count, prefix])
    let sessions = Set(found.map(\.session))
    guard sessions.count < 2, !prefix.isEmpty || sessions.isEmpty else {
      throw StoreFault(.ambiguous, at: prefix, "\(sessions.count) sessions begin like that")
    }
    guard let summary = SessionSummary(records: found) else {
      throw StoreFault(.notFound, at: prefix)
    }
    return summary
  }

  /// One record by its hash.
  ///
  /// - Throws: `StoreFault`: `store-not-found`.
  public func record(_ hash: ContentHash) throws(StoreFault) -> IndexedRecord {
    guard let record = try rows("WHERE record.hash = ?", [hash.hex]).first else {
      throw StoreFault(.notFound, at: hash.hex)
    }
    return record
  }

  /// How many records are in each state; states without any are 0.
  public func counts() throws(StoreFault) -> [OutboxState.Name: Int] {
    var counts = Dictionary(uniqueKeysWithValues: OutboxState.Name.allCases.map { ($0, 0) })
    let rows = try reading { database in
      try Row.fetchAll(database, sql: "SELECT state, count(*) AS n FROM outbox GROUP BY state")
    }
    for row in rows {
      guard let name = (row["state"] as String?).flatMap(OutboxState.Name.init) else {
        throw StoreFault(.indexDamaged, at: archive.index, "has an unknown state")
      }
      counts[name] = row["n"]
    }
    return counts
  }

  private func rows(
    _ rest: String, _ arguments: StatementArguments
  ) throws(StoreFault) -> [IndexedRecord] {
    let path = archive.index
    return try reading { database in
      try Row.fetchAll(database, sql: "\(RecordColumns.select) \(rest)", arguments: arguments)
        .map { try RowReader(row: $0, path: path).record() }
    }
  }
}
