import StrictJSON

/// A key list that the pinned sponsor key has signed; the only source of keys for verification.
public struct TrustKeys: Hashable, Sendable {
  /// The list.
  public let list: TrustKeyList

  /// Verifies a key list.
  ///
  /// - Parameters:
  ///   - bytes: The exact bytes of `trust-keys.json`.
  ///   - signature: The bytes of `trust-keys.jws`.
  ///   - root: The pinned sponsor key.
  ///   - newest: The `issuedAt` of the newest list ever accepted here, against replayed old lists.
  /// - Throws: `RecordFault` `trust-keys-signature`, `trust-keys-older`, `trust-keys-malformed`.
  public init(
    verifying bytes: [UInt8], signature: [UInt8], root: TrustRoot, newest: WallTime? = nil
  ) throws(RecordFault) {
    do throws(RecordFault) {
      let jws = try DetachedJWS(parsing: signature, as: .keys, file: "trust-keys.jws")
      guard jws.keyID == root.key.keyID else {
        throw RecordFault(.keyUnknown, at: jws.keyID, "is not the pinned key \(root.key.keyID)")
      }
      try jws.verify(bytes, with: root.key, file: "trust-keys.jws")
    } catch {
      throw RecordFault(
        .trustKeysSignature, at: "trust-keys.jws", "\(error.code.rawValue): \(error.detail)")
    }
    list = try TrustKeyList(parsing: bytes)
    if let newest, list.issuedAt < newest {
      throw RecordFault(
        .trustKeysOlder, at: "trust-keys.json", "is of \(list.issuedAt), known is one of \(newest)")
    }
  }

  /// Reads and verifies `trust-keys.json` and `trust-keys.jws` in `directory`.
  ///
  /// - Throws: `RecordFault` as above, or how reading failed.
  public init(
    directory: String, root: TrustRoot, newest: WallTime? = nil
  ) throws(RecordFault) {
    let bytes = try DurableFile.read(
      directory + "/trust-keys.json", limit: TrustKeyList.largestSize)
    let signature = try DurableFile.read(
      directory + "/trust-keys.jws", limit: DetachedJWS.largestSize)
    try self.init(verifying: bytes, signature: signature, root: root, newest: newest)
  }

  /// The key with this kid.
  ///
  /// - Throws: `RecordFault` `key-unknown`.
  public func key(_ keyID: String) throws(RecordFault) -> EnrolledKey {
    guard let key = list[keyID] else {
      throw RecordFault(.keyUnknown, at: keyID, "is not in the key list of \(list.issuedAt)")
    }
    return key
  }
}

extension TrustKeyList {
  /// Signs the list with the sponsor's key.
  ///
  /// - Returns: The bytes of `trust-keys.json` and of `trust-keys.jws`.
  /// - Throws: `RecordFault` `signing-failed`.
  public func signed(
    by sponsor: SigningKey
  ) throws(RecordFault) -> (bytes: [UInt8], signature: [UInt8]) {
    let bytes = json.compactBytes
    return (bytes, try DetachedJWS.sign(bytes, as: .keys, with: sponsor))
  }

  /// Signs the list and writes `trust-keys.json` and `trust-keys.jws` into `directory`. A power
  /// cut between the two leaves a pair that is refused, never one that is wrongly accepted.
  ///
  /// - Throws: `RecordFault` `signing-failed`, or how the disk failed.
  public func save(in directory: String, signedBy sponsor: SigningKey) throws(RecordFault) {
    let (bytes, signature) = try signed(by: sponsor)
    try DurableFile.replace(directory + "/trust-keys.json", with: bytes, mode: 0o644)
    try DurableFile.replace(directory + "/trust-keys.jws", with: signature, mode: 0o644)
  }
}
