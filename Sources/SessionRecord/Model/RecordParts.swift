/// What a record says happened; raw values appear in `record.json`.
public enum RecordKind: String, Sendable, CaseIterable {
  /// A session begins; signed and chained before the first step.
  case open
  /// The session ended and its walk is complete with its answers.
  case close
  /// The session ended before the walk started.
  case abort
  /// Power or process was lost while the session ran.
  case interrupted
  /// A later, linked version of an earlier record; the original stays.
  case correction
}

/// Where a record stands in its device's chain.
public struct ChainPosition: Hashable, Sendable {
  /// Which chain of the device, from 1; a new one begins when the device is set up anew.
  public var epoch: Int64
  /// The place in the epoch, from 1.
  public var seq: Int64
  /// The SHA-256 of the previous `record.json`; `ContentHash.zeros` for `seq` 1.
  public var prev: ContentHash

  /// A position.
  public init(epoch: Int64, seq: Int64, prev: ContentHash) {
    self.epoch = epoch
    self.seq = seq
    self.prev = prev
  }

  /// The first position of an epoch.
  public static func first(epoch: Int64) -> ChainPosition {
    ChainPosition(epoch: epoch, seq: 1, prev: .zeros)
  }
}

/// The walking protocol a session ran.
public struct ProtocolReference: Hashable, Sendable {
  /// The protocol's id, such as `deen-1.2mph-15min`.
  public var id: String
  /// Its version, from 1.
  public var version: Int64
  /// The SHA-256 of the exact bytes of `protocol.json`.
  public var sha256: ContentHash

  /// A reference.
  public init(id: String, version: Int64, sha256: ContentHash) {
    self.id = id
    self.version = version
    self.sha256 = sha256
  }
}

/// When the session was, on the wall clock and on the monotonic one.
public struct RecordClock: Hashable, Sendable {
  /// Whether the kernel held the wall clock synchronised while the session ran.
  public enum Synchronised: String, Sendable, CaseIterable {
    case yes
    case no
    case unknown
  }

  /// The clinic's time zone as an IANA name; display only, every time here is UTC.
  public var zone: String
  /// When the session was opened, wall clock.
  public var openedAt: WallTime
  /// When it ended, wall clock; nil in an `open` record.
  public var closedAt: WallTime?
  /// When the session was opened, µs on the monotonic clock of `boot`.
  public var openedMonotonic: Int64
  /// When it ended, µs on the monotonic clock; nil in an `open` record or when not known.
  public var closedMonotonic: Int64?
  /// The kernel's boot id.
  public var boot: String
  /// What is known of the wall clock's discipline.
  public var synchronised: Synchronised

  /// A clock statement.
  public init(
    zone: String = "UTC", openedAt: WallTime, closedAt: WallTime?, openedMonotonic: Int64,
    closedMonotonic: Int64?, boot: String, synchronised: Synchronised
  ) {
    self.zone = zone
    self.openedAt = openedAt
    self.closedAt = closedAt
    self.openedMonotonic = openedMonotonic
    self.closedMonotonic = closedMonotonic
    self.boot = boot
    self.synchronised = synchronised
  }
}

/// One file that a record vouches for.
public struct RecordFile: Hashable, Sendable {
  /// The name inside the package, `Spelling.isFileName`.
  public var name: String
  /// The media type, such as `text/csv; header=present; charset=UTF-8`.
  public var mediaType: String
  /// The exact length.
  public var bytes: Int64
  /// The SHA-256 of the exact bytes.
  public var sha256: ContentHash

  /// A file statement.
  public init(name: String, mediaType: String, bytes: Int64, sha256: ContentHash) {
    self.name = name
    self.mediaType = mediaType
    self.bytes = bytes
    self.sha256 = sha256
  }
}

/// The program that made a record.
public struct SoftwareIdentity: Hashable, Sendable {
  /// The program's name.
  public var name: String
  /// Its version.
  public var version: String
  /// Which build, as text.
  public var build: String

  /// An identity.
  public init(name: String = "walktest", version: String, build: String) {
    self.name = name
    self.version = version
    self.build = build
  }
}
