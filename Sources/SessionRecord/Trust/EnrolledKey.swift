import StrictJSON

/// What a key may sign.
public enum KeyRole: String, Sendable, CaseIterable {
  /// Records and chain heads of one device.
  case device
  /// Receipts of the trial database.
  case trialDatabase = "trial-database"
  /// Key lists.
  case sponsor
  /// Staff signatures.
  case staff
}

/// Why a key was withdrawn; a closed list.
public enum RevocationReason: String, Sendable, CaseIterable {
  /// Another key took its place.
  case superseded
  /// Somebody else may have it.
  case compromised
  /// Nobody has it any more.
  case lost
  /// Its owner left the trial.
  case retired
}

/// When and why a key was withdrawn.
public struct Revocation: Hashable, Sendable {
  /// From when on its signatures need a receipt that is older.
  public var at: WallTime
  /// Why.
  public var reason: RevocationReason

  /// A revocation.
  public init(at: WallTime, reason: RevocationReason) {
    self.at = at
    self.reason = reason
  }
}

/// One key of the key list with all that is decided about it.
public struct EnrolledKey: Hashable, Sendable {
  /// The key; its algorithm is the only one accepted.
  public var key: PublicKey
  /// What it may sign.
  public var role: KeyRole
  /// Whose it is: for a device `study/site/device`, else one to three codes joined by `/`.
  public var owner: String
  /// The first moment at which it may sign.
  public var notBefore: WallTime
  /// The last moment at which it may sign.
  public var notAfter: WallTime
  /// Set when it was withdrawn.
  public var revocation: Revocation?

  /// A key with its decisions.
  public init(
    key: PublicKey, role: KeyRole, owner: String, notBefore: WallTime, notAfter: WallTime,
    revocation: Revocation? = nil
  ) {
    self.key = key
    self.role = role
    self.owner = owner
    self.notBefore = notBefore
    self.notAfter = notAfter
    self.revocation = revocation
  }

  /// The key's id.
  public var keyID: String { key.keyID }

  var json: JSONValue {
    [
      "kid": .string(keyID), "role": .string(role.rawValue), "owner": .string(owner),
      "alg": .string(key.algorithm.rawValue), "jwk": key.jwk,
      "not_before": .string(notBefore.description), "not_after": .string(notAfter.description),
      "revoked_at": revocation.map { .string($0.at.description) } ?? .null,
      "revocation_reason": revocation.map { .string($0.reason.rawValue) } ?? .null,
    ]
  }

  /// Checks that the key may sign as `role` at `time`; revocation is judged by `TrustKeys`.
  ///
  /// - Throws: `RecordFault` `key-role-wrong`, `key-not-yet-valid` or `key-expired`.
  func checkUse(as role: KeyRole, at time: WallTime) throws(RecordFault) {
    guard self.role == role else {
      throw RecordFault(
        .keyRoleWrong, at: keyID, "is a \(self.role.rawValue) key, needed is \(role.rawValue)")
    }
    guard time >= notBefore else {
      throw RecordFault(.keyNotYetValid, at: keyID, "is valid from \(notBefore), used \(time)")
    }
    guard time <= notAfter else {
      throw RecordFault(.keyExpired, at: keyID, "was valid until \(notAfter), used \(time)")
    }
  }

  /// Checks that a statement with a time of its own may still count though nobody else witnessed
  /// it: a key that may be in other hands can date as it likes; one that was merely replaced still
  /// vouches for what it said before.
  ///
  /// - Throws: `RecordFault` `key-revoked`.
  func checkNotWithdrawn(at time: WallTime) throws(RecordFault) {
    guard let revocation else { return }
    guard revocation.reason != .compromised, time < revocation.at else {
      throw RecordFault(
        .keyRevoked, at: keyID, "was withdrawn \(revocation.at) as \(revocation.reason.rawValue)")
    }
  }
}
