import Crypto
import FoundationEssentials
public import StrictJSON

/// A private key that signs; made on the device, its private bytes leave it only into its own key
/// file (`save`). It has no textual description on purpose.
public struct SigningKey: Sendable {
  private enum Storage: Sendable {
    case ed25519(Curve25519.Signing.PrivateKey)
    case es256(P256.Signing.PrivateKey)
  }

  private let storage: Storage
  /// The key that verifies what this one signs.
  public let publicKey: PublicKey

  /// A new key from the system's random source.
  ///
  /// - Throws: `RecordFault` `key-malformed`, which would mean a broken crypto library.
  public static func generate(_ algorithm: SignatureAlgorithm) throws(RecordFault) -> SigningKey {
    switch algorithm {
    case .ed25519: try SigningKey(.ed25519(Curve25519.Signing.PrivateKey()))
    case .es256: try SigningKey(.es256(P256.Signing.PrivateKey()))
    }
  }

  private init(_ storage: Storage) throws(RecordFault) {
    self.storage = storage
    switch storage {
    case .ed25519(let key):
      publicKey = try PublicKey(
        algorithm: .ed25519, rawBytes: Array(key.publicKey.rawRepresentation))
    case .es256(let key):
      publicKey = try PublicKey(algorithm: .es256, rawBytes: Array(key.publicKey.rawRepresentation))
    }
  }

  /// The key of a private JWK as `privateJWK` writes it.
  ///
  /// - Throws: `RecordFault` `key-malformed` when a member is missing, foreign or when the public
  ///   part does not belong to the private one.
  public init(privateJWK jwk: JSONValue) throws(RecordFault) {
    guard var members = jwk.object, members["d"] != nil else {
      throw RecordFault(.keyMalformed, at: "jwk.d", "is missing: this is no private key")
    }
    let secret = try PublicKey.coordinate("d", of: jwk)
    members["d"] = nil
    let stated = try PublicKey(jwk: .object(members))
    let storage: Storage? =
      switch stated.algorithm {
      case .ed25519:
        (try? Curve25519.Signing.PrivateKey(rawRepresentation: secret)).map { .ed25519($0) }
      case .es256: (try? P256.Signing.PrivateKey(rawRepresentation: secret)).map { .es256($0) }
      }
    guard let storage else { throw RecordFault(.keyMalformed, at: "jwk.d", "is no private key") }
    try self.init(storage)
    guard publicKey == stated else {
      throw RecordFault(.keyMalformed, at: "jwk", "has a public part of another key")
    }
  }

  /// The private JWK: the public members and `d`. Write it nowhere but into the key file.
  var privateJWK: JSONValue {
    var members = publicKey.jwk.object ?? JSONObject()
    let secret =
      switch storage {
      case .ed25519(let key): Array(key.rawRepresentation)
      case .es256(let key): Array(key.rawRepresentation)
      }
    members["d"] = .string(Base64URL.encode(secret))
    return .object(members)
  }

  /// How this key signs.
  public var algorithm: SignatureAlgorithm { publicKey.algorithm }

  /// The key's id, the RFC 7638 thumbprint of its public part.
  public var keyID: String { publicKey.keyID }

  /// The signature over `message`, 64 bytes.
  ///
  /// - Throws: `RecordFault` `signing-failed` when the crypto library refuses.
  public func sign(_ message: [UInt8]) throws(RecordFault) -> [UInt8] {
    do {
      switch storage {
      case .ed25519(let key): return Array(try key.signature(for: message))
      case .es256(let key): return Array(try key.signature(for: message).rawRepresentation)
      }
    } catch {
      throw RecordFault(.signingFailed, at: keyID, "the crypto library refused to sign")
    }
  }
}
