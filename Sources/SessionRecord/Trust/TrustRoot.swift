public import StrictJSON

/// The sponsor's public key that signs key lists, pinned by hand in `trust-root.json`:
/// `{"format":"walktest-trust-root/1","owner":…,"alg":…,"jwk":{…}}`.
public struct TrustRoot: Hashable, Sendable {
  /// The value of `format`.
  public static let format = "walktest-trust-root/1"

  /// Whose key it is, a code.
  public var owner: String
  /// The key.
  public var key: PublicKey

  /// A root.
  public init(owner: String, key: PublicKey) {
    self.owner = owner
    self.key = key
  }

  /// The content of `trust-root.json`.
  public var json: JSONValue {
    [
      "format": .string(Self.format), "owner": .string(owner),
      "alg": .string(key.algorithm.rawValue), "jwk": key.jwk,
    ]
  }

  /// Reads the bytes of `trust-root.json`; white space is allowed, people install this file.
  ///
  /// - Throws: `RecordFault` `trust-root-wrong` with what is wrong.
  public init(parsing bytes: [UInt8]) throws(RecordFault) {
    do throws(RecordFault) {
      let value = try reading("trust-root.json") { () throws(JSONFault) in
        try StrictJSON.parse(bytes)
      }
      let key = try PublicKey(jwk: value["jwk"] ?? .null)
      let owner = value["owner"]?.string ?? ""
      self.init(owner: owner, key: key)
      guard value == json, Spelling.isOwner(owner) else {
        throw RecordFault(.trustRootWrong, at: "trust-root.json", "is not of the form it must have")
      }
    } catch {
      throw RecordFault(.trustRootWrong, at: "trust-root.json", "\(error.place) \(error.detail)")
    }
  }

  /// Reads `trust-root.json` at `path`.
  ///
  /// - Throws: `RecordFault` as `init(parsing:)`, or how reading failed.
  public init(contentsOf path: String) throws(RecordFault) {
    try self.init(parsing: try DurableFile.read(path, limit: 4_096))
  }

  /// Writes the root to `path` durably, in place of what is there.
  ///
  /// - Throws: `RecordFault` telling how the disk failed.
  public func save(to path: String) throws(RecordFault) {
    try DurableFile.replace(path, with: json.compactBytes + [0x0A], mode: 0o644)
  }
}
