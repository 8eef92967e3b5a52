import StrictJSON

/// What a signature is about; the `typ` of its header, so that no signature can be moved from one
/// kind of statement to another.
public enum SignedType: String, Sendable, CaseIterable {
  /// `record.json`.
  case record = "walktest-record+json"
  /// `receipt.json`.
  case receipt = "walktest-receipt+json"
  /// `trust-keys.json`.
  case keys = "walktest-keys+json"
  /// `chain-head.json`.
  case head = "walktest-head+json"
}

/// A detached signature: JWS in general JSON serialisation with one signature and without the
/// payload (RFC 7515 section 7.2.1 and appendix F):
/// `{"signatures":[{"protected":"…","signature":"…"}]}`. The protected header has exactly the
/// members `alg`, `kid`, `typ` in this order. What the header says about the algorithm is only
/// compared with the key's, never followed.
public struct DetachedJWS: Hashable, Sendable {
  /// The most bytes a signature file may have.
  public static let largestSize = 4_096

  /// The header's `alg`; a claim, to be compared with the key's algorithm.
  public let claimedAlgorithm: String
  /// The header's `kid`, by which the key is looked up.
  public let keyID: String
  private let protected: String
  private let signature: [UInt8]

  /// The bytes of a signature file for `payload`.
  ///
  /// - Throws: `RecordFault` `signing-failed`.
  public static func sign(
    _ payload: [UInt8], as type: SignedType, with key: SigningKey
  ) throws(RecordFault) -> [UInt8] {
    let header: JSONValue = [
      "alg": .string(key.algorithm.rawValue), "kid": .string(key.keyID),
      "typ": .string(type.rawValue),
    ]
    let protected = Base64URL.encode(header.compactBytes)
    let signature = try key.sign(signingInput(protected: protected, payload: payload))
    let file: JSONValue = [
      "signatures": [
        ["protected": .string(protected), "signature": .string(Base64URL.encode(signature))]
      ]
    ]
    return file.compactBytes
  }

  /// Reads the bytes of a signature file that must be of `type`.
  ///
  /// - Parameter file: The name that faults show.
  /// - Throws: `RecordFault` with one of the `jws-*` or `json-*` codes.
  public init(parsing bytes: [UInt8], as type: SignedType, file: String) throws(RecordFault) {
    guard bytes.count <= Self.largestSize else {
      throw RecordFault(.fileTooLarge, at: file, "has more than \(Self.largestSize) bytes")
    }
    let value = try reading(file) { () throws(JSONFault) in try StrictJSON.parse(bytes) }
    let entry = try Self.onlyEntry(of: value, file)
    guard let protected = entry["protected"]?.string, let text = entry["signature"]?.string,
      let signature = Base64URL.decode(text), signature.count == 64, value.compactBytes == bytes
    else { throw RecordFault(.jwsMalformed, at: file, "is not the signature form walktest writes") }
    self.protected = protected
    self.signature = signature
    (claimedAlgorithm, keyID) = try Self.header(protected, as: type, file)
  }

  /// Verifies that `key` signed `payload` and that the header names the key's own algorithm.
  ///
  /// - Throws: `RecordFault` `jws-algorithm-differs` or `signature-wrong`.
  public func verify(
    _ payload: [UInt8], with key: PublicKey, file: String
  ) throws(RecordFault) {
    guard claimedAlgorithm == key.algorithm.rawValue else {
      throw RecordFault(
        .jwsAlgorithmDiffers, at: file,
        "claims \(claimedAlgorithm), the key signs with \(key.algorithm.rawValue)")
    }
    guard isSignature(of: payload, by: key) else {
      throw RecordFault(.signatureWrong, at: file, "does not belong to these bytes")
    }
  }

  /// Whether `key` signed exactly `payload` with this header.
  func isSignature(of payload: [UInt8], by key: PublicKey) -> Bool {
    key.verifies(signature, over: Self.signingInput(protected: protected, payload: payload))
  }

  /// RFC 7515 section 5.1 step 8: `BASE64URL(header) . BASE64URL(payload)`.
  private static func signingInput(protected: String, payload: [UInt8]) -> [UInt8] {
    Array(protected.utf8) + [UInt8(ascii: ".")] + Array(Base64URL.encode(payload).utf8)
  }

  private static func onlyEntry(
    of value: JSONValue, _ file: String
  ) throws(RecordFault) -> JSONObject {
    let names = value.object?.members.map(\.key) ?? []
    guard !names.contains("payload") else {
      throw RecordFault(.jwsPayloadPresent, at: file, "carries a payload of its own")
    }
    guard names == ["signatures"], let entries = value["signatures"]?.array,
      let entry = entries.first?.object
    else { throw RecordFault(.jwsMalformed, at: file, "has not exactly the member signatures") }
    guard entries.count == 1 else {
      throw RecordFault(.jwsManySignatures, at: file, "has \(entries.count) signatures")
    }
    guard entry["header"] == nil else {
      throw RecordFault(.jwsUnprotectedHeader, at: file, "has an unprotected header")
    }
    guard entry.members.map(\.key) == ["protected", "signature"] else {
      throw RecordFault(.jwsMalformed, at: file, "has not exactly protected and signature")
    }
    return entry
  }

  private static func header(
    _ protected: String, as type: SignedType, _ file: String
  ) throws(RecordFault) -> (String, String) {
    guard let bytes = Base64URL.decode(protected) else {
      throw RecordFault(.jwsMalformed, at: file, "has a header that is not base64url")
    }
    let header = try reading(file) { () throws(JSONFault) in try StrictJSON.parse(bytes) }
    let names = header.object?.members.map(\.key) ?? []
    let keyed = ["crit", "jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256", "b64"]
    if let name = names.first(where: keyed.contains) {
      throw RecordFault(.jwsHeaderForbidden, at: file, "has \(name) in its header")
    }
    guard names == ["alg", "kid", "typ"], header.compactBytes == bytes,
      let algorithm = header["alg"]?.string, let keyID = header["kid"]?.string,
      let written = header["typ"]?.string
    else {
      throw RecordFault(.jwsHeaderNotExact, at: file, "has a header other than alg, kid, typ")
    }
    guard written == type.rawValue else {
      throw RecordFault(.jwsTypeWrong, at: file, "is a signature for \(written)")
    }
    return (algorithm, keyID)
  }
}
