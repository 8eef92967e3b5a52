public import StrictJSON
public import WalkProtocol

/// What exports need of one `record.json` (format `walktest-record/1`).
public struct ExportedRecord: Hashable, Sendable {
  /// What the record says happened.
  public enum Kind: String, Sendable, CaseIterable {
    case open, close, abort, interrupted, correction
  }

  /// Who, where and which walk: codes only.
  public struct Identity: Hashable, Sendable {
    /// The study's code.
    public var study: String
    /// The site's code.
    public var site: String
    /// The capture host's code.
    public var device: String
    /// The subject's pseudonym.
    public var subject: String
    /// The visit's code.
    public var visit: String
    /// Which walk of the visit, from 1.
    public var trial: Int64
    /// The operator's code.
    public var operatorCode: String
    /// The session's UUID.
    public var session: String
  }

  /// The protocol that was walked.
  public struct ProtocolUsed: Hashable, Sendable {
    /// Its id.
    public var id: String
    /// Its version, from 1.
    public var version: Int64
    /// SHA-256 of its file, hexadecimal.
    public var sha256: String
  }

  /// When the session was, on the wall clock.
  public struct Clock: Hashable, Sendable {
    /// The clinic's zone as an IANA name.
    public var zone: String
    /// When it was opened, `2026-11-22T20:30:00.123Z`.
    public var openedAt: String
    /// When it was closed; nil when it never was.
    public var closedAt: String?
    /// `yes`, `no` or `unknown`.
    public var synchronised: String
    /// The kernel's boot id.
    public var boot: String
  }

  /// What a correction says of itself.
  public struct Correction: Hashable, Sendable {
    /// The hash of the record it corrects.
    public var correctedSHA256: String
    /// The coded reason.
    public var reason: String
    /// What it replaces.
    public var changes: [Change]
    /// The code of who corrected.
    public var operatorCode: String
    /// When, wall clock.
    public var madeAt: String
  }

  /// One replaced value.
  public struct Change: Hashable, Sendable {
    /// The key path, such as `subject` or `walk.answers[0].value`.
    public var path: String
    /// The value before.
    public var old: JSONValue
    /// The value after.
    public var new: JSONValue
  }

  /// What happened.
  public var kind: Kind
  /// The hash of the record's exact bytes.
  public var sha256: String
  /// Codes.
  public var identity: Identity
  /// Which chain of the device.
  public var epoch: Int64
  /// The place in the chain, from 1.
  public var seq: Int64
  /// How the subject walked, such as `treadmill-fixed`.
  public var mode: String
  /// The protocol.
  public var walkProtocol: ProtocolUsed
  /// When.
  public var clock: Clock
  /// The walk; nil in a record that has none.
  public var walk: WalkSummary?
  /// The engine's evidence of quality, empty when there is none.
  public var quality: JSONObject
  /// What it corrects; nil unless `kind` is `correction`.
  public var correction: Correction?
  /// The program that made it: name, version and build.
  public var software: String
}
