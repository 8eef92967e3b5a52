public import StrictJSON

/// The statement of one record as the exporter takes it: the JSON of `record.json` and the hash by
/// which the chain names it. Whoever hands it in has verified it; an export proves nothing.
public struct RecordDocument: Hashable, Sendable {
  /// The parsed `record.json`.
  public var json: JSONValue
  /// SHA-256 of its exact bytes, 64 lower-case hexadecimal digits.
  public var sha256: String

  /// A record already parsed.
  public init(json: JSONValue, sha256: String) {
    self.json = json
    self.sha256 = sha256
  }

  /// Parses the exact bytes of a `record.json`.
  ///
  /// - Throws: `ExportFault.Code.recordUnreadable`.
  public init(bytes: some Sequence<UInt8>, sha256: String) throws(ExportFault) {
    do throws(JSONFault) {
      json = try StrictJSON.parse(bytes)
    } catch {
      throw ExportFault.unreadable(sha256, error)
    }
    self.sha256 = sha256
  }
}

extension ExportFault {
  static func unreadable(_ sha256: String, _ fault: JSONFault) -> ExportFault {
    ExportFault(
      .recordUnreadable, "record \(sha256)",
      "\(fault.description). Run `walktest verify` on its package and tell the sponsor's data desk."
    )
  }
}
