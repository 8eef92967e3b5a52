public import SessionRecord
public import StrictJSON

/// The trial database's signed statement that it does not take a record: `refusal.json`, format
/// `walktest-refusal/1`, signed like a receipt (`typ` `walktest-receipt+json`; the `format` inside
/// keeps the two apart). Only a signed refusal stops an upload, so a proxy cannot.
///
/// `{"format":"walktest-refusal/1","record_sha256":"…","code":"WT006","reason":"…","at":"…"}`
public struct Refusal: Hashable, Sendable {
  /// The value of `format`.
  public static let format = "walktest-refusal/1"
  /// The most bytes a refusal may have.
  public static let largestSize = 4_096

  /// The SHA-256 of the `record.json` that was refused.
  public var recordHash: ContentHash
  /// Why.
  public var code: TrialCode
  /// One sentence, plain text of at most 512 bytes.
  public var reason: String
  /// When, by the trial database's clock.
  public var at: WallTime

  /// A refusal.
  public init(recordHash: ContentHash, code: TrialCode, reason: String, at: WallTime) {
    self.recordHash = recordHash
    self.code = code
    self.reason = reason
    self.at = at
  }

  /// The bytes that are signed.
  public var bytes: [UInt8] {
    let value: JSONValue = [
      "format": .string(Self.format), "record_sha256": .string(recordHash.hex),
      "code": .string(code.rawValue), "reason": .string(reason), "at": .string(at.description),
    ]
    return value.compactBytes
  }

  /// Reads exactly what `bytes` writes.
  ///
  /// - Throws: `JSONFault` for anything else.
  public init(parsing bytes: [UInt8]) throws(JSONFault) {
    guard bytes.count <= Self.largestSize else {
      throw JSONFault(.notAllowed, at: "refusal", "has more than \(Self.largestSize) bytes")
    }
    var reader = try ObjectReader(try StrictJSON.parse(bytes))
    let format = try reader.string("format")
    guard format == Self.format else {
      throw JSONFault(.notAllowed, at: "format", "is \"\(format)\", allowed: \(Self.format)")
    }
    guard let hash = ContentHash(hex: try reader.string("record_sha256")) else {
      throw JSONFault(.notAllowed, at: "record_sha256", "is no SHA-256")
    }
    recordHash = hash
    code = try reader.choice("code")
    reason = try reader.string("reason")
    guard let at = WallTime(try reader.string("at")), reason.utf8.count <= 512 else {
      throw JSONFault(.notAllowed, at: "at", "is no UTC time, or the reason is too long")
    }
    self.at = at
    try reader.finish()
    guard self.bytes == bytes else {
      throw JSONFault(.notAllowed, at: "refusal", "is not in the one form that is signed")
    }
  }
}
