public import StrictJSON

/// The content of `trust-keys.json`, format `walktest-trust-keys/1`, as the sponsor edits it. It
/// says nothing until the sponsor has signed it; verification needs `TrustKeys`.
public struct TrustKeyList: Hashable, Sendable {
  /// The value of `format`.
  public static let format = "walktest-trust-keys/1"
  /// The most bytes a key list may have.
  public static let largestSize = 4_194_304

  /// When the list was issued; a later list replaces an earlier one.
  public private(set) var issuedAt: WallTime
  /// The keys, in order of enrolment.
  public private(set) var keys: [EnrolledKey]

  /// An empty list.
  public init(issuedAt: WallTime) {
    self.issuedAt = issuedAt
    keys = []
  }

  /// The key with this kid.
  public subscript(keyID: String) -> EnrolledKey? { keys.first { $0.keyID == keyID } }

  /// Adds a key; the list is then issued at `time`.
  ///
  /// - Throws: `RecordFault` `key-already-enrolled`, or `trust-keys-malformed` when owner or
  ///   times make no sense.
  public mutating func enrol(_ key: EnrolledKey, at time: WallTime) throws(RecordFault) {
    guard self[key.keyID] == nil else {
      throw RecordFault(.keyAlreadyEnrolled, at: key.keyID, "is in the list already")
    }
    try Self.check(key)
    keys.append(key)
    issuedAt = time
  }

  /// Withdraws a key from `time` on. A second revocation can only move the moment earlier: what
  /// was once refused is never accepted again.
  ///
  /// - Throws: `RecordFault` `key-unknown`, or `key-revoked` when it was withdrawn before that.
  public mutating func revoke(
    _ keyID: String, reason: RevocationReason, from moment: WallTime, at time: WallTime
  ) throws(RecordFault) {
    guard let index = keys.firstIndex(where: { $0.keyID == keyID }) else {
      throw RecordFault(.keyUnknown, at: keyID, "is not in the list")
    }
    if let earlier = keys[index].revocation, earlier.at <= moment {
      throw RecordFault(.keyRevoked, at: keyID, "is withdrawn since \(earlier.at) already")
    }
    keys[index].revocation = Revocation(at: moment, reason: reason)
    issuedAt = time
  }

  /// The list as JSON.
  public var json: JSONValue {
    [
      "format": .string(Self.format), "issued_at": .string(issuedAt.description),
      "keys": .array(keys.map(\.json)),
    ]
  }

  /// Reads the bytes of `trust-keys.json`.
  ///
  /// - Throws: `RecordFault` with a `json-*` code, `key-malformed` or `trust-keys-malformed`.
  public init(parsing bytes: [UInt8]) throws(RecordFault) {
    let file = "trust-keys.json"
    guard bytes.count <= Self.largestSize else {
      throw RecordFault(.fileTooLarge, at: file, "has more than \(Self.largestSize) bytes")
    }
    let value = try reading(file) { () throws(JSONFault) in try StrictJSON.parse(bytes) }
    var list = try reading(file) { () throws(JSONFault) in
      var reader = try ObjectReader(value)
      return TrustKeyList(issuedAt: try reader.time("issued_at"))
    }
    for entry in value["keys"]?.array ?? [] {
      try list.enrol(try EnrolledKey(entry), at: list.issuedAt)
    }
    // Also refuses foreign members, another format, and a kid that is not the key's thumbprint.
    guard list.json.compactBytes == bytes else {
      throw RecordFault(.trustKeysMalformed, at: file, "is not the form that walktest writes")
    }
    self = list
  }

  private static func check(_ key: EnrolledKey) throws(RecordFault) {
    guard Spelling.isOwner(key.owner), key.notBefore <= key.notAfter else {
      throw RecordFault(
        .trustKeysMalformed, at: key.keyID, "has no proper owner or ends before it begins")
    }
    let slashes = key.owner.utf8.count { $0 == UInt8(ascii: "/") }
    guard key.role != .device || slashes == 2 else {
      throw RecordFault(
        .trustKeysMalformed, at: key.keyID, "is a device key; its owner is study/site/device")
    }
  }
}

extension EnrolledKey {
  fileprivate init(_ value: JSONValue) throws(RecordFault) {
    let key = try PublicKey(jwk: value["jwk"] ?? .null)
    self = try reading("trust-keys.json") { () throws(JSONFault) in
      var reader = try ObjectReader(value, at: "keys")
      var revocation: Revocation?
      if let at = try reader.optionalTime("revoked_at") {
        revocation = Revocation(at: at, reason: try reader.choice("revocation_reason"))
      }
      return EnrolledKey(
        key: key, role: try reader.choice("role"), owner: try reader.string("owner"),
        notBefore: try reader.time("not_before"), notAfter: try reader.time("not_after"),
        revocation: revocation)
    }
  }
}
