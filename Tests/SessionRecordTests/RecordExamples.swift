import StrictJSON

@testable import SessionRecord

/// Plausible records and their files, with every text an attacker would want to change.
enum RecordExamples {
  static let session = "6f1c2b1e-3a54-4c8e-9f0a-1b2c3d4e5f60"
  static let otherSession = "0b7de9a4-77f1-4d1e-8a53-2c9f6f0e1d22"
  static let openedAt = WallTime(milliseconds: 1_795_379_400_123)
  static let closedAt = WallTime(milliseconds: 1_795_380_342_456)

  static let protocolBytes = Array(#"{"format":"walktest-protocol/1","id":"6mwt"}"#.utf8)
  static let samples = Array(
    """
    seq,t_us,speed_mm_s,speed_age_us,distance_um,distance_age_us,strides,strides_age_us\r
    1,1000000,1340,2000,62500,2000,1,2000\r
    2,2000000,1341,2000,1375000,2000,2,2000\r\n
    """.utf8)
  static let events = Array(
    """
    {"seq":1,"t_us":1000000,"type":"start"}
    {"seq":2,"t_us":2000000,"type":"end","reason":"SEVERE_SYMPTOMS"}\n
    """.utf8)
  static let frames = Array("1 1000000 1 < a409\n2 2000000 1 < a409\n".utf8)

  static let walk: JSONValue = [
    "start_us": 1_000_000,
    "end": ["at_us": 2_000_000, "reason": "SEVERE_SYMPTOMS", "by": "button"],
    "outcome": ["tfs_us": 500_000, "tat_us": 1_000_000, "distance_mm": 1313],
    "marks": [["mark": "first", "at_us": 1_500_000, "undone": false, "undo_reason": nil]],
    "answers": [["question": "pain", "value": 3]], "rejected": 0,
  ]

  static let contents: [PackageFile] = [
    PackageFile(name: "protocol.json", mediaType: "application/json", bytes: protocolBytes),
    PackageFile(
      name: "samples.csv", mediaType: "text/csv; header=present; charset=UTF-8", bytes: samples),
    PackageFile(name: "events.jsonl", mediaType: "application/jsonl", bytes: events),
    PackageFile(name: "frames.log", mediaType: "text/plain; charset=US-ASCII", bytes: frames),
  ]

  static func record(
    _ kind: RecordKind, at position: ChainPosition = .first(epoch: 1), session: String = session
  ) -> SessionRecord {
    let isOpen = kind == .open
    return SessionRecord(
      kind: kind, study: "DEMO", site: "001", device: "wt01", position: position,
      session: session, subject: "S-001", visit: "baseline", trial: 1, operatorCode: "nurse-1",
      mode: "treadmill-fixed",
      walkProtocol: ProtocolReference(
        id: "6mwt", version: 1, sha256: ContentHash(of: protocolBytes)),
      clock: RecordClock(
        openedAt: openedAt, closedAt: isOpen ? nil : closedAt, openedMonotonic: 900_000,
        closedMonotonic: isOpen ? nil : 943_233_000, boot: "2f0a66b8-1d43-4a1e-b8f4-97b9e1a2c3d4",
        synchronised: .yes),
      files: (isOpen ? Array(contents.prefix(1)) : contents).map(\.statement),
      walk: isOpen ? nil : walk, software: SoftwareIdentity(version: "0.1.0", build: "test"))
  }
}

extension PackageFile {
  /// What a record says about this file when it is in memory.
  var statement: RecordFile {
    guard case .bytes(let bytes) = source else {
      return RecordFile(name: name, mediaType: mediaType, bytes: 0, sha256: .zeros)
    }
    return RecordFile(
      name: name, mediaType: mediaType, bytes: Int64(bytes.count), sha256: ContentHash(of: bytes))
  }
}
