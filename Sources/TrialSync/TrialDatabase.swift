public import SessionRecord
public import SessionStore

/// One sealed package as it goes to the trial database: exact bytes only.
public struct PackageUpload: Hashable, Sendable {
  /// The bytes of `record.json`.
  public var record: [UInt8]
  /// The bytes of `record.jws`.
  public var signature: [UInt8]
  /// The bytes of the files that the record lists, by name.
  public var files: [String: [UInt8]]

  /// An upload.
  public init(record: [UInt8], signature: [UInt8], files: [String: [UInt8]]) {
    self.record = record
    self.signature = signature
    self.files = files
  }
}

/// What the trial database did with an upload. Nothing of it counts before its signature is
/// verified.
public enum TrialAnswer: Hashable, Sendable {
  /// Stored; the receipt says so.
  case stored(SignedAnswer)
  /// The same record was received before; this is the receipt it got then.
  case duplicate(SignedAnswer)
  /// Kept apart; the receipt says why.
  case quarantined(SignedAnswer)
  /// Not taken; the signed `Refusal` says why.
  case refused(SignedAnswer)
}

/// One record as the trial database lists it.
public struct TrialEntry: Hashable, Sendable {
  /// The SHA-256 of `record.json`.
  public var hash: ContentHash
  /// Its place in the chain, from 1.
  public var seq: Int64
  /// Whether it is kept in quarantine.
  public var isQuarantined: Bool

  /// An entry.
  public init(hash: ContentHash, seq: Int64, isQuarantined: Bool) {
    self.hash = hash
    self.seq = seq
    self.isQuarantined = isQuarantined
  }
}

/// The newest record of a chain that the trial database accepts as such.
public struct TrialHead: Hashable, Sendable {
  /// Its place in the chain, from 1.
  public var seq: Int64
  /// The SHA-256 of its `record.json`.
  public var hash: ContentHash

  /// A head.
  public init(seq: Int64, hash: ContentHash) {
    self.seq = seq
    self.hash = hash
  }
}

/// Where a trial's records go. Every call may throw because the way there failed; then nothing is
/// known of its outcome and the same call is made again later, which is always safe.
public protocol TrialDatabase: Sendable {
  /// Hands one package over. The same record again gets the receipt it got first.
  ///
  /// - Parameter now: The wall time of the call; a database with a clock of its own uses that.
  func submit(_ upload: PackageUpload, now: WallTime) async throws -> TrialAnswer

  /// The newest accepted record of a chain; nil when there is none.
  func head(of chain: ChainIdentity) async throws -> TrialHead?

  /// All records of a chain, quarantined ones included, by place and hash.
  func entries(of chain: ChainIdentity) async throws -> [TrialEntry]
}
