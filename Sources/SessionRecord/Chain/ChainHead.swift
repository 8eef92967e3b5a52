public import StrictJSON

/// The device's signed statement which record is its newest: `chain-head.json`, format
/// `walktest-head/1`, and `chain-head.jws`, both next to the packages. Without it, nobody could
/// tell from the packages alone that the newest was removed.
public struct ChainHead: Hashable, Sendable {
  /// The value of `format`.
  public static let format = "walktest-head/1"

  /// The device's study.
  public var study: String
  /// The device's site.
  public var site: String
  /// The device.
  public var device: String
  /// The epoch of the newest record.
  public var epoch: Int64
  /// Its place in the epoch.
  public var seq: Int64
  /// The SHA-256 of its `record.json`.
  public var recordHash: ContentHash
  /// The latest wall time that record claims.
  public var at: WallTime

  /// The head of a chain that ends with `newest`.
  public init(newest: SealedRecord) {
    study = newest.record.study
    site = newest.record.site
    device = newest.record.device
    epoch = newest.record.position.epoch
    seq = newest.record.position.seq
    recordHash = newest.hash
    at = newest.record.claimedTime
  }

  /// The owner that the signing key must have: `study/site/device`.
  public var keyOwner: String { "\(study)/\(site)/\(device)" }

  /// The head as JSON in its one member order.
  public var json: JSONValue {
    [
      "format": .string(Self.format), "study": .string(study), "site": .string(site),
      "device": .string(device), "epoch": .integer(epoch), "seq": .integer(seq),
      "record_sha256": .string(recordHash.hex), "at": .string(at.description),
    ]
  }

  /// Signs the head and writes both files into `archive`. A power cut between the two leaves a
  /// pair that is refused as `chain-head-wrong`; the device writes the head anew when it starts.
  ///
  /// - Throws: `RecordFault` `signing-failed`, or how the disk failed.
  public func save(in archive: String, signedBy key: SigningKey) throws(RecordFault) {
    let bytes = json.compactBytes
    let signature = try DetachedJWS.sign(bytes, as: .head, with: key)
    try DurableFile.replace(archive + "/chain-head.json", with: bytes, mode: 0o640)
    try DurableFile.replace(archive + "/chain-head.jws", with: signature, mode: 0o640)
  }

  /// Reads both files in `archive` and verifies that the device they name signed them.
  ///
  /// - Throws: `RecordFault` `chain-head-missing`, or `chain-head-wrong` with the precise code.
  public init(archive: String, trust: TrustKeys) throws(RecordFault) {
    do throws(RecordFault) {
      let bytes = try DurableFile.read(archive + "/chain-head.json", limit: 4_096)
      let signature = try DurableFile.read(
        archive + "/chain-head.jws", limit: DetachedJWS.largestSize)
      try self.init(verifying: bytes, signature: signature, trust: trust)
    } catch {
      let code: VerdictCode = error.code == .pathMissing ? .chainHeadMissing : .chainHeadWrong
      throw RecordFault(code, at: error.place, "\(error.code.rawValue): \(error.detail)")
    }
  }

  /// Verifies a head from its bytes.
  ///
  /// - Throws: `RecordFault` with the precise code.
  public init(
    verifying bytes: [UInt8], signature: [UInt8], trust: TrustKeys
  ) throws(RecordFault) {
    let file = "chain-head.json"
    let jws = try DetachedJWS(parsing: signature, as: .head, file: "chain-head.jws")
    let enrolled = try trust.key(jws.keyID)
    try jws.verify(bytes, with: enrolled.key, file: "chain-head.jws")
    let value = try reading(file) { () throws(JSONFault) in try StrictJSON.parse(bytes) }
    self = try reading(file) { () throws(JSONFault) in
      var reader = try ObjectReader(value)
      return try ChainHead(from: &reader)
    }
    guard json.compactBytes == bytes else {
      throw RecordFault(.chainHeadWrong, at: file, "is not the form it must have")
    }
    try enrolled.checkUse(as: .device, at: at)
    try enrolled.checkNotWithdrawn(at: at)
    guard enrolled.owner == keyOwner else {
      throw RecordFault(.keyOwnerDiffers, at: jws.keyID, "belongs to \(enrolled.owner)")
    }
  }

  private init(from reader: inout ObjectReader) throws(JSONFault) {
    _ = try reader.string("format")
    study = try reader.string("study")
    site = try reader.string("site")
    device = try reader.string("device")
    epoch = try reader.integer("epoch", in: 1...1_000_000)
    seq = try reader.integer("seq", in: 1...JSONValue.largestInteger)
    recordHash = try reader.hash("record_sha256")
    at = try reader.time("at")
    try reader.finish()
  }
}
