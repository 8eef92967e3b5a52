public import StrictJSON

/// A correction about to be made: a new record, linked to the one it corrects, which stays as it
/// is. The corrected record's `walk` is repeated in full with the changes made, so that a reader
/// of the newest version needs no other file; `changes` names each old and new value.
public struct CorrectionDraft: Sendable {
  /// The unsealed record; give it to `PackageWriter.seal` without contents.
  public let record: SessionRecord

  /// Drafts a correction of `original`, which may itself be a correction (then the newest one).
  ///
  /// - Parameters:
  ///   - replacements: The new values by key path, at least one; the old ones are looked up.
  ///   - operatorCode: Who corrects.
  ///   - position: The next place in the chain of the device on which the correction is made.
  ///   - clock: When the correction is made, both `openedAt` and `closedAt`.
  /// - Throws: `RecordFault` `correction-path-not-allowed`, `correction-old-value-differs` for a
  ///   path with no value in the original, or a `json-*` code when a new value has the wrong kind.
  public init(
    of original: SealedRecord, reason: CorrectionReason,
    replacements: [(path: String, new: JSONValue)], operatorCode: String,
    at position: ChainPosition, clock: RecordClock, software: SoftwareIdentity
  ) throws(RecordFault) {
    var changes: [CorrectionChange] = []
    for (path, new) in replacements {
      let old = try Self.path(path).value(in: original.record.json)
      guard let old else {
        throw RecordFault(.correctionOldValueDiffers, at: path, "is not in the original")
      }
      changes.append(CorrectionChange(path: path, old: old, new: new))
    }
    var record = original.record
    record.kind = .correction
    record.operatorCode = operatorCode
    record.position = position
    record.clock = clock
    record.software = software
    record.files = []
    record.corrects = CorrectionLink(recordHash: original.hash, reason: reason, changes: changes)
    let corrected = try Self.applying(changes, to: original.record)
    record.subject = corrected["subject"]?.string ?? ""
    record.visit = corrected["visit"]?.string ?? ""
    record.trial = corrected["trial"]?.integer ?? 0
    record.walk = corrected["walk"]
    // What no reader would accept must not be sealed either.
    self.record = try SessionRecord(parsing: record.canonicalBytes)
  }

  /// The JSON of `original` with `changes` made, each of which must name the old value.
  static func applying(
    _ changes: [CorrectionChange], to original: SessionRecord
  ) throws(RecordFault) -> JSONValue {
    var json = original.json
    var seen: Set<RecordPath> = []
    for change in changes {
      let path = try path(change.path)
      guard seen.insert(path).inserted, let old = path.value(in: original.json),
        old.compactBytes == change.old.compactBytes,
        let replaced = path.replacing(in: json, with: change.new)
      else {
        throw RecordFault(
          .correctionOldValueDiffers, at: change.path, "is not \(change.old.compactText) there")
      }
      json = replaced
    }
    return json
  }

  private static func path(_ text: String) throws(RecordFault) -> RecordPath {
    guard let path = RecordPath(text) else {
      throw RecordFault(.correctionPathNotAllowed, at: text, "cannot be corrected")
    }
    return path
  }
}
