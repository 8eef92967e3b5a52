import FuzzHarness
import SessionRecord
import StrictJSON

/// One of everything that is signed, to be edited. The private key is the published example of
/// RFC 8037 appendix A.1, so every input is reproducible; it protects nothing.
enum SignedExamples {
  static let edited = EditedTexts(all)

  static let all: [[UInt8]] =
    [RecordKind.open, .close, .abort, .interrupted, .correction].map { record($0).canonicalBytes }
    + [keyList.json.compactBytes, root.json.compactBytes]
    + receipts.map(\.json.compactBytes)
    + SignedType.allCases.map { signed(as: $0).file }

  static let key: SigningKey = made {
    try SigningKey(privateJWK: [
      "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
      "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    ])
  }

  static func signed(as type: SignedType) -> (payload: [UInt8], file: [UInt8]) {
    let payload = Array(type.rawValue.utf8)
    return (payload, signatures[type] ?? [])
  }

  /// Refuses examples that the parsers do not accept: seeds that fuzz nothing.
  static func checkThatAllAreAccepted() throws {
    for kind in RecordKind.allCases { _ = try SealedRecord(parsing: record(kind).canonicalBytes) }
    _ = try TrustKeyList(parsing: keyList.json.compactBytes)
    _ = try TrustRoot(parsing: root.json.compactBytes)
    for receipt in receipts { _ = try Receipt(parsing: receipt.json.compactBytes) }
    for type in SignedType.allCases {
      let (payload, file) = signed(as: type)
      try DetachedJWS(parsing: file, as: type, file: "fuzz.jws").verify(
        payload, with: key.publicKey, file: "fuzz.jws")
    }
  }

  private static let signatures: [SignedType: [UInt8]] = Dictionary(
    uniqueKeysWithValues: SignedType.allCases.map { type in
      (type, made { try DetachedJWS.sign(Array(type.rawValue.utf8), as: type, with: key) })
    })

  private static let opened = WallTime(milliseconds: 1_795_379_400_123)
  private static let closed = WallTime(milliseconds: 1_795_380_342_456)
  private static let session = "6f1c2b1e-3a54-4c8e-9f0a-1b2c3d4e5f60"

  private static func record(_ kind: RecordKind) -> SessionRecord {
    let isOpen = kind == .open
    let hash = ContentHash(of: session.utf8)
    let names =
      isOpen
      ? ["protocol.json"] : ["protocol.json", "samples.csv", "events.jsonl", "frames.log"]
    let change = CorrectionChange(path: "subject", old: "S-001", new: "S-002")
    return SessionRecord(
      kind: kind, study: "DEMO", site: "001", device: "wt01",
      position: isOpen ? .first(epoch: 1) : ChainPosition(epoch: 1, seq: 2, prev: hash),
      session: session, subject: "S-001", visit: "baseline", trial: 1, operatorCode: "nurse-1",
      mode: "treadmill-fixed",
      walkProtocol: ProtocolReference(id: "6mwt", version: 1, sha256: hash),
      clock: RecordClock(
        openedAt: opened, closedAt: isOpen ? nil : closed, openedMonotonic: 900_000,
        closedMonotonic: isOpen ? nil : 2_100_000, boot: "2f0a66b8-1d43-4a1e-b8f4-97b9e1a2c3d4",
        synchronised: .yes),
      files: names.map { RecordFile(name: $0, mediaType: "text/plain", bytes: 9, sha256: hash) },
      walk: isOpen ? nil : walk,
      corrects: kind == .correction
        ? CorrectionLink(recordHash: hash, reason: .wrongSubject, changes: [change]) : nil,
      software: SoftwareIdentity(version: "0.1.0", build: "fuzz"))
  }

  private static let walk: JSONValue = [
    "start_us": 1_000_000, "end": ["at_us": 2_000_000, "reason": "FATIGUE", "by": "button"],
    "marks": [["mark": "first-symptoms", "undone": false]], "gaps": [], "rejected": 0,
  ]

  private static let root = TrustRoot(owner: "sponsor", key: key.publicKey)

  private static let keyList: TrustKeyList = made {
    var list = TrustKeyList(issuedAt: opened)
    try list.enrol(
      EnrolledKey(
        key: key.publicKey, role: .device, owner: "DEMO/001/wt01", notBefore: opened,
        notAfter: closed, revocation: Revocation(at: closed, reason: .retired)), at: opened)
    return list
  }

  private static let receipts: [Receipt] = made {
    let sealed = try SealedRecord(parsing: record(.open).canonicalBytes)
    return [
      Receipt(for: sealed, status: .stored, receivedAt: closed, logIndex: 0),
      Receipt(for: sealed, status: .quarantined, code: "WT101", receivedAt: closed, logIndex: 1),
    ]
  }

  /// The value, or the end of the process: without its examples this target fuzzes nothing.
  private static func made<Value>(_ make: () throws -> Value) -> Value {
    do { return try make() } catch { stop("cannot make an example: \(error)") }
  }
}
