import Foundation
import StrictJSON
import Testing

@testable import SessionRecord

@Suite("Trusted keys and receipts")
struct TrustTests {
  private let revokedAt = WallTime(milliseconds: RecordExamples.closedAt.milliseconds + 60_000)

  @Test("a revoked key, refused; with a receipt from before, good; from after, refused")
  func revokedKey() throws {
    let example = try ArchiveExample()
    var list = example.list
    try list.revoke(
      example.device.keyID, reason: .compromised, from: revokedAt, at: revokedAt)
    let verifier = try example.verifier(list)
    #expect(verifier.verify(example.package(1)).faults.map(\.code) == [.keyRevoked])
    try example.addReceipt(receivedAt: WallTime(milliseconds: revokedAt.milliseconds - 1))
    #expect(verifier.verify(example.package(1)).faults.isEmpty)
    try example.addReceipt(receivedAt: revokedAt)
    #expect(verifier.verify(example.package(1)).faults.map(\.code) == [.keyRevoked])
  }

  @Test("a receipt that is quarantined, forged, moved or by a compromised key, of no use")
  func uselessReceipts() throws {
    let example = try ArchiveExample()
    var list = example.list
    try list.revoke(example.device.keyID, reason: .lost, from: revokedAt, at: revokedAt)
    let early = WallTime(milliseconds: revokedAt.milliseconds - 1)
    try example.addReceipt(status: .quarantined, code: "WT005", receivedAt: early)
    #expect(
      try example.verifier(list).verify(example.package(1)).faults.map(\.code) == [.keyRevoked])
    try example.addReceipt(receivedAt: early, key: example.device)
    #expect(try firstFault(example, list)?.detail.hasPrefix("key-role-wrong") == true)
    try example.addReceipt(receivedAt: early, for: 3)
    #expect(try firstFault(example, list)?.code == .receiptWrong)
    try example.addReceipt(receivedAt: early)
    try list.revoke(example.database.keyID, reason: .compromised, from: revokedAt, at: revokedAt)
    #expect(try firstFault(example, list)?.detail.hasPrefix("key-revoked") == true)
  }

  @Test("a receipt, written and read back in its exact form")
  func receiptForm() throws {
    let example = try ArchiveExample(sessions: 1)
    let receipt = Receipt(
      for: try example.record(1), status: .quarantined, code: "WT004", receivedAt: revokedAt,
      logIndex: 7)
    let bytes = receipt.json.compactBytes
    #expect(try Receipt(parsing: bytes) == receipt)
    #expect(
      receipt.json.object?.members.map(\.key) == [
        "format", "record_sha256", "session", "study", "site", "device", "epoch", "seq", "status",
        "code", "received_at", "log_index",
      ])
    let text = receipt.json.compactText
    for (found, new) in [(#""WT004""#, "null"), ("WT004", "WT0x4"), ("receipt/1", "receipt/2")] {
      let edited = Array(text.replacingFirst(found, with: new).utf8)
      let fault = #expect(throws: RecordFault.self) { try Receipt(parsing: edited) }
      #expect(fault?.code == .receiptWrong)
    }
  }

  @Test("a key list, written, signed and read back; edited, refused")
  func keyList() throws {
    let example = try ArchiveExample(sessions: 1)
    let place = try TemporaryDirectory()
    var list = example.list
    try list.revoke(example.device.keyID, reason: .retired, from: revokedAt, at: revokedAt)
    try list.save(in: place.path, signedBy: example.sponsor)
    let root = TrustRoot(owner: "sponsor", key: example.sponsor.publicKey)
    try root.save(to: place.path + "/trust-root.json")
    let read = try TrustRoot(contentsOf: place.path + "/trust-root.json")
    #expect(read == root)
    #expect(try TrustKeys(directory: place.path, root: read).list == list)
    let (bytes, signature) = try list.signed(by: example.sponsor)
    let text = String(decoding: bytes, as: UTF8.self)
    let unrevoked = text.replacingFirst("retired", with: "lost")
    #expect(code(Array(unrevoked.utf8), signature, root) == .trustKeysSignature)
    let stranger = try SigningKey.generate(.ed25519)
    let (_, forged) = try list.signed(by: stranger)
    #expect(code(bytes, forged, root) == .trustKeysSignature)
    #expect(
      code(bytes, signature, TrustRoot(owner: "x", key: stranger.publicKey))
        == .trustKeysSignature)
    let older = #expect(throws: RecordFault.self) {
      try TrustKeys(
        verifying: bytes, signature: signature, root: root,
        newest: WallTime(milliseconds: revokedAt.milliseconds + 1))
    }
    #expect(older?.code == .trustKeysOlder)
  }

  @Test("a key list that contradicts itself, refused though the sponsor signed it")
  func malformedList() throws {
    let example = try ArchiveExample(sessions: 1)
    let root = TrustRoot(owner: "sponsor", key: example.sponsor.publicKey)
    let text = example.list.json.compactText
    let other = try SigningKey.generate(.ed25519)
    let edits: [(String, String, VerdictCode)] = [
      (example.device.keyID, other.keyID, .trustKeysMalformed),
      (#""alg":"Ed25519""#, #""alg":"ES256""#, .trustKeysMalformed),
      ("DEMO/001/wt01", "DEMO", .trustKeysMalformed),
      (#""revocation_reason":null"#, #""revocation_reason":"lost""#, .trustKeysMalformed),
      (#""revoked_at":null"#, #""revoked_at":"x""#, .jsonValueNotAllowed),
      (#""role":"device""#, #""role":"king""#, .jsonValueNotAllowed),
      ("trust-keys/1", "trust-keys/2", .trustKeysMalformed),
      (#""keys":["#, #""extra":1,"keys":["#, .trustKeysMalformed),
    ]
    for (found, new, expected) in edits {
      let bytes = Array(text.replacingFirst(found, with: new).utf8)
      #expect(bytes != Array(text.utf8))
      let signature = try DetachedJWS.sign(bytes, as: .keys, with: example.sponsor)
      #expect(code(bytes, signature, root) == expected, "\(new)")
    }
  }

  @Test("enrolling twice and revoking later than before, refused; earlier, accepted")
  func editing() throws {
    let example = try ArchiveExample(sessions: 1)
    var list = example.list
    let again = try #require(list[example.device.keyID])
    let twice = #expect(throws: RecordFault.self) { try list.enrol(again, at: revokedAt) }
    #expect(twice?.code == .keyAlreadyEnrolled)
    let unknown = #expect(throws: RecordFault.self) {
      try list.revoke("x", reason: .lost, from: revokedAt, at: revokedAt)
    }
    #expect(unknown?.code == .keyUnknown)
    try list.revoke(again.keyID, reason: .lost, from: revokedAt, at: revokedAt)
    let later = #expect(throws: RecordFault.self) {
      try list.revoke(
        again.keyID, reason: .lost,
        from: WallTime(milliseconds: revokedAt.milliseconds + 1), at: revokedAt)
    }
    #expect(later?.code == .keyRevoked)
    let earlier = WallTime(milliseconds: revokedAt.milliseconds - 1)
    try list.revoke(again.keyID, reason: .compromised, from: earlier, at: revokedAt)
    #expect(list[again.keyID]?.revocation == Revocation(at: earlier, reason: .compromised))
  }

  private func firstFault(_ example: ArchiveExample, _ list: TrustKeyList) throws -> RecordFault? {
    try example.verifier(list).verify(example.package(1)).faults.first
  }

  private func code(_ bytes: [UInt8], _ signature: [UInt8], _ root: TrustRoot) -> VerdictCode? {
    let fault = #expect(throws: RecordFault.self) {
      try TrustKeys(verifying: bytes, signature: signature, root: root)
    }
    return fault?.code
  }
}

extension ArchiveExample {
  /// Puts a receipt for record `index` into the package of the first close record.
  func addReceipt(
    status: Receipt.Status = .stored, code: String? = nil, receivedAt: WallTime,
    for index: Int = 1, key: SigningKey? = nil
  ) throws {
    let receipt = Receipt(
      for: try record(index), status: status, code: code, receivedAt: receivedAt, logIndex: 0)
    let (bytes, signature) = try receipt.signed(by: key ?? database)
    try Data(bytes).write(to: URL(filePath: package(1) + "/receipt.json"))
    try Data(signature).write(to: URL(filePath: package(1) + "/receipt.jws"))
  }
}
