public import StrictJSON

/// The statement that a device signs about one session: `record.json`, format
/// `walktest-record/1`. Its bytes are compact strict JSON in one fixed member order; a record is
/// therefore written once, and read back only if it is byte for byte what would be written.
public struct SessionRecord: Hashable, Sendable {
  /// The value of `format`.
  public static let format = "walktest-record/1"
  /// The most bytes a `record.json` may have.
  public static let largestSize = 1_048_576
  /// The most files one record may vouch for.
  public static let mostFiles = 64

  /// What happened.
  public var kind: RecordKind
  /// The study's code.
  public var study: String
  /// The site's code.
  public var site: String
  /// The device's code.
  public var device: String
  /// Where the record stands in the device's chain.
  public var position: ChainPosition
  /// The session's UUID, lower case; the same in all records of the session.
  public var session: String
  /// The subject's pseudonym.
  public var subject: String
  /// The visit's code.
  public var visit: String
  /// Which trial of the visit, from 1.
  public var trial: Int64
  /// The code of who operated, or in a correction of who corrects.
  public var operatorCode: String
  /// The mode of the walk, such as `treadmill-fixed`.
  public var mode: String
  /// The walking protocol.
  public var walkProtocol: ProtocolReference
  /// When.
  public var clock: RecordClock
  /// The files that the record vouches for: `protocol.json`, `samples.csv`, `events.jsonl`,
  /// `frames.log` in this order, then others by name.
  public var files: [RecordFile]
  /// What the engine derived from the files; nil in an `open` record.
  public var walk: JSONValue?
  /// What is corrected; nil unless `kind` is `correction`.
  public var corrects: CorrectionLink?
  /// The program that made the record.
  public var software: SoftwareIdentity

  /// A record. Nothing is checked here; `PackageWriter` and `init(parsing:)` check everything.
  public init(
    kind: RecordKind, study: String, site: String, device: String, position: ChainPosition,
    session: String, subject: String, visit: String, trial: Int64, operatorCode: String,
    mode: String, walkProtocol: ProtocolReference, clock: RecordClock, files: [RecordFile] = [],
    walk: JSONValue?, corrects: CorrectionLink? = nil, software: SoftwareIdentity
  ) {
    self.kind = kind
    self.study = study
    self.site = site
    self.device = device
    self.position = position
    self.session = session
    self.subject = subject
    self.visit = visit
    self.trial = trial
    self.operatorCode = operatorCode
    self.mode = mode
    self.walkProtocol = walkProtocol
    self.clock = clock
    self.files = files
    // JSONValue has a nil literal of its own, so an absent walk may arrive as a JSON null.
    self.walk = walk == .some(.null) ? Optional.none : walk
    self.corrects = corrects
    self.software = software
  }

  /// The name of the package directory:
  /// `<study>-<site>-<device>-<epoch>-<seq>_<session-uuid>`.
  public var directoryName: String {
    "\(study)-\(site)-\(device)-\(position.epoch)-\(position.seq)_\(session)"
  }

  /// The owner that the signing device's key must have in the key list: `study/site/device`.
  public var keyOwner: String { "\(study)/\(site)/\(device)" }

  /// The latest wall time the record claims: when it was opened, and the monotonic clock's span from
  /// there to its end. A wall clock that was set in mid-walk does not move it.
  public var claimedTime: WallTime {
    let span = clock.closedMonotonic.map { $0 &- clock.openedMonotonic } ?? 0
    return WallTime(milliseconds: clock.openedAt.milliseconds &+ span / 1_000)
  }
}

/// A record together with the exact bytes it was read from or sealed as.
public struct SealedRecord: Hashable, Sendable {
  /// The exact bytes of `record.json`.
  public let bytes: [UInt8]
  /// Their SHA-256, by which the chain, receipts and corrections name the record.
  public let hash: ContentHash
  /// What they say.
  public let record: SessionRecord

  /// Reads `bytes` strictly.
  ///
  /// - Throws: `RecordFault` as `SessionRecord.init(parsing:)`.
  public init(parsing bytes: [UInt8]) throws(RecordFault) {
    record = try SessionRecord(parsing: bytes)
    hash = ContentHash(of: bytes)
    self.bytes = bytes
  }
}
