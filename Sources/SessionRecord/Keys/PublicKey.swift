import Crypto
import FoundationEssentials
public import StrictJSON

/// The two ways a key may sign; fixed per key, never chosen by what is verified.
public enum SignatureAlgorithm: String, Sendable, CaseIterable {
  /// EdDSA on Curve25519 (RFC 8032), named as in RFC 9864.
  case ed25519 = "Ed25519"
  /// ECDSA on P-256 with SHA-256 (RFC 7518 section 3.4), signature `r || s`.
  case es256 = "ES256"
}

/// A key that verifies, as a JSON Web Key (RFC 7517; OKP as in RFC 8037).
public struct PublicKey: Hashable, Sendable {
  /// How this key signs.
  public let algorithm: SignatureAlgorithm
  /// Ed25519: the 32 bytes of the point. ES256: `x || y`, 64 bytes.
  public let rawBytes: [UInt8]

  /// A key from its raw bytes.
  ///
  /// - Throws: `RecordFault` `key-malformed` for a wrong length or a point not on the curve.
  public init(algorithm: SignatureAlgorithm, rawBytes: [UInt8]) throws(RecordFault) {
    self.algorithm = algorithm
    self.rawBytes = rawBytes
    let isKey =
      switch algorithm {
      case .ed25519: (try? Curve25519.Signing.PublicKey(rawRepresentation: rawBytes)) != nil
      case .es256: (try? P256.Signing.PublicKey(rawRepresentation: rawBytes)) != nil
      }
    guard isKey else {
      throw RecordFault(.keyMalformed, at: "jwk", "is no \(algorithm.rawValue) key")
    }
  }

  /// A key from a public JWK with exactly the members `kty`, `crv`, `x` (and `y` for P-256).
  ///
  /// - Throws: `RecordFault` `key-malformed`, also when the JWK holds a private part.
  public init(jwk: JSONValue) throws(RecordFault) {
    let members = jwk.object?.members.map(\.key) ?? []
    switch (jwk["kty"]?.string, jwk["crv"]?.string, members) {
    case ("OKP", "Ed25519", ["kty", "crv", "x"]):
      try self.init(algorithm: .ed25519, rawBytes: try Self.coordinate("x", of: jwk))
    case ("EC", "P-256", ["kty", "crv", "x", "y"]):
      let x = try Self.coordinate("x", of: jwk)
      try self.init(algorithm: .es256, rawBytes: x + (try Self.coordinate("y", of: jwk)))
    default:
      throw RecordFault(.keyMalformed, at: "jwk", "is no public Ed25519 or P-256 key")
    }
  }

  static func coordinate(_ name: String, of jwk: JSONValue) throws(RecordFault) -> [UInt8] {
    guard let text = jwk[name]?.string, let bytes = Base64URL.decode(text), bytes.count == 32
    else { throw RecordFault(.keyMalformed, at: "jwk.\(name)", "is not 32 bytes of base64url") }
    return bytes
  }

  /// The public JWK: `{"kty":"OKP","crv":"Ed25519","x":…}` or
  /// `{"kty":"EC","crv":"P-256","x":…,"y":…}`.
  public var jwk: JSONValue {
    switch algorithm {
    case .ed25519: ["kty": "OKP", "crv": "Ed25519", "x": .string(Base64URL.encode(rawBytes))]
    case .es256:
      [
        "kty": "EC", "crv": "P-256", "x": .string(Base64URL.encode(Array(rawBytes.prefix(32)))),
        "y": .string(Base64URL.encode(Array(rawBytes.suffix(32)))),
      ]
    }
  }

  /// The key's id: its JWK thumbprint (RFC 7638, SHA-256, base64url), 43 characters.
  public var keyID: String { Self.thumbprint(jwk.object ?? JSONObject()) }

  /// RFC 7638 section 3: the required members in the order of their names, compact, hashed.
  static func thumbprint(_ required: JSONObject) -> String {
    var sorted = JSONObject()
    for member in required.members.sorted(by: { $0.key < $1.key }) {
      sorted[member.key] = member.value
    }
    let digest = SHA256.hash(data: JSONValue.object(sorted).compactBytes)
    return Base64URL.encode(Array(digest))
  }

  /// Whether `signature` (64 bytes) is this key's signature over `message`.
  public func verifies(_ signature: [UInt8], over message: [UInt8]) -> Bool {
    switch algorithm {
    case .ed25519:
      guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: rawBytes) else {
        return false
      }
      return key.isValidSignature(signature, for: message)
    case .es256:
      guard let key = try? P256.Signing.PublicKey(rawRepresentation: rawBytes),
        let parsed = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
      else { return false }
      return key.isValidSignature(parsed, for: message)
    }
  }
}
