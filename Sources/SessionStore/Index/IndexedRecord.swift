public import SessionRecord

/// What the index knows of one sealed record: who, when and which, and how far it has come. It
/// holds no outcome of a walk, so that a list can be shown to a blinded assessor.
public struct IndexedRecord: Hashable, Sendable {
  /// The SHA-256 of `record.json`.
  public var hash: ContentHash
  /// The package's directory.
  public var package: PackageName
  /// What happened.
  public var kind: RecordKind
  /// The chain the record belongs to.
  public var chain: ChainIdentity
  /// Its place in the chain.
  public var position: ChainPosition
  /// The subject's pseudonym.
  public var subject: String
  /// The visit's code.
  public var visit: String
  /// Which trial of the visit, from 1.
  public var trial: Int64
  /// The code of who operated.
  public var operatorCode: String
  /// The mode of the walk.
  public var mode: String
  /// The walking protocol's id.
  public var protocolID: String
  /// When the session was opened, wall clock.
  public var openedAt: WallTime
  /// When it ended, wall clock; nil in an `open` record.
  public var closedAt: WallTime?
  /// The record that this one corrects.
  public var corrects: ContentHash?
  /// How far it has come on its way to the trial database.
  public var state: OutboxState

  /// The session's UUID, lower case.
  public var session: String { package.session }

  /// What a package says, in `state`.
  public init(of package: ArchivedPackage, state: OutboxState) {
    let record = package.record
    hash = package.sealed.hash
    self.package = package.name
    kind = record.kind
    chain = ChainIdentity(of: record)
    position = record.position
    subject = record.subject
    visit = record.visit
    trial = record.trial
    operatorCode = record.operatorCode
    mode = record.mode
    protocolID = record.walkProtocol.id
    openedAt = record.clock.openedAt
    closedAt = record.clock.closedAt
    corrects = record.corrects?.recordHash
    self.state = state
  }

  /// A record as its columns say; `ArchiveIndex` alone reads them.
  init(
    hash: ContentHash, package: PackageName, kind: RecordKind, chain: ChainIdentity,
    position: ChainPosition, subject: String, visit: String, trial: Int64, operatorCode: String,
    mode: String, protocolID: String, openedAt: WallTime, closedAt: WallTime?,
    corrects: ContentHash?, state: OutboxState
  ) {
    self.hash = hash
    self.package = package
    self.kind = kind
    self.chain = chain
    self.position = position
    self.subject = subject
    self.visit = visit
    self.trial = trial
    self.operatorCode = operatorCode
    self.mode = mode
    self.protocolID = protocolID
    self.openedAt = openedAt
    self.closedAt = closedAt
    self.corrects = corrects
    self.state = state
  }
}

/// One session as its records tell it.
public struct SessionSummary: Hashable, Sendable {
  /// How the session stands.
  public enum Progress: String, Sendable, CaseIterable {
    /// Opened, and nothing after it.
    case open
    /// Closed with its walk.
    case closed
    /// Ended before the walk started.
    case aborted
    /// Power or process was lost.
    case interrupted
  }

  /// The session's records in the order of the chain; at least one.
  public let records: [IndexedRecord]
  /// The newest of them.
  public let newest: IndexedRecord

  /// The session of `records`; nil when there are none.
  init?(records: [IndexedRecord]) {
    guard let newest = records.last else { return nil }
    self.records = records
    self.newest = newest
  }

  /// The session's UUID.
  public var session: String { newest.session }

  /// How the session stands.
  public var progress: Progress {
    for record in records.reversed() {
      switch record.kind {
      case .close: return .closed
      case .abort: return .aborted
      case .interrupted: return .interrupted
      case .open, .correction: continue
      }
    }
    return .open
  }

  /// How many corrections there are.
  public var corrections: Int { records.count { $0.kind == .correction } }

  /// The state that most needs somebody's eye: refused before waiting before delivered.
  public var delivery: OutboxState.Name {
    let urgency: [OutboxState.Name] = [.conflict, .rejected, .local, .queued, .sent]
    let names = Set(records.map(\.state.name))
    return urgency.first(where: names.contains) ?? .acknowledged
  }
}
