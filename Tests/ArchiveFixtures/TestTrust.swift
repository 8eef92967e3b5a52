package import SessionRecord

/// The keys of a trial: a sponsor who signs the key list, and a trial database.
package struct TestTrust {
  package let sponsor: SigningKey
  package let database: SigningKey
  package private(set) var list: TrustKeyList

  package init(database: SigningKey? = nil) throws {
    sponsor = try SigningKey.generate(.ed25519)
    self.database = try database ?? SigningKey.generate(.ed25519)
    list = TrustKeyList(issuedAt: Self.begin)
    try enrol(self.database, as: .trialDatabase, owner: "DEMO")
  }

  private static let begin = WallTime(milliseconds: 1_577_836_800_000)
  private static let end = WallTime(milliseconds: 4_102_444_800_000)

  package mutating func enrol(
    _ key: SigningKey, as role: KeyRole = .device, owner: String = "DEMO/001/wt01"
  ) throws {
    try list.enrol(
      EnrolledKey(
        key: key.publicKey, role: role, owner: owner, notBefore: Self.begin, notAfter: Self.end),
      at: Self.begin)
  }

  package mutating func revoke(
    _ key: SigningKey, from moment: WallTime, reason: RevocationReason = .compromised
  ) throws {
    try list.revoke(key.keyID, reason: reason, from: moment, at: moment)
  }

  /// The list, signed and verified.
  package func keys() throws -> TrustKeys {
    let (bytes, signature) = try list.signed(by: sponsor)
    return try TrustKeys(
      verifying: bytes, signature: signature,
      root: TrustRoot(owner: "DEMO", key: sponsor.publicKey))
  }
}
