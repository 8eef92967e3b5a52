import StrictJSON

/// One version of a session: the record that ended it, or that record as a correction leaves it.
public struct SessionVersion: Hashable, Sendable {
  /// The values that this version states. Hash, kind, device, epoch, seq and software are those of
  /// the record that states it; everything else is the ending record's with the corrections made.
  public var record: ExportedRecord
  /// 1 for the record that ended the session, 2 for its first correction, and so on.
  public var number: Int
  /// True when a later version exists among the records given.
  public var isSuperseded: Bool
  /// The corrections up to this version, oldest first.
  public var corrections: [ExportedRecord.Correction]

  /// The reason of the correction that made this version; nil for version 1.
  public var correctedReason: String? { corrections.last?.reason }
}

extension SessionVersion {
  /// All versions of all sessions that ended, in the order of the table. `open` records have no
  /// row: a session without an end is still running or waits for recovery.
  ///
  /// Records of one session are corrected in the order of the chain; each correction applies to
  /// the version before it and its old values must be those that stand there.
  ///
  /// - Throws: `recordUnreadable`, `recordsContradict`, `correctionWithoutRecord` or
  ///   `correctionDoesNotFit`. A correction that cannot be applied stops the export, because the
  ///   value it replaces would otherwise pass for the right one.
  public static func all(of documents: [RecordDocument]) throws(ExportFault) -> [SessionVersion] {
    var bySession: [String: [Entry]] = [:]
    var seen: Set<String> = []
    for document in documents where seen.insert(document.sha256).inserted {
      let entry = Entry(json: document.json, record: try ExportedRecord(document))
      if entry.record.kind != .open {
        bySession[entry.record.identity.session, default: []].append(entry)
      }
    }
    var versions: [SessionVersion] = []
    for session in bySession.keys.sorted() {
      versions += try chain(of: bySession[session] ?? [], session: session)
    }
    return versions.sorted(by: comesFirst)
  }

  /// The version of a session that stands; nil when the session is not among the records or has no
  /// end. The order of the table does not tell: a corrected visit may sort before the wrong one.
  ///
  /// - Throws: `ExportFault` as `all(of:)`.
  public static func latest(
    of session: String, among documents: [RecordDocument]
  ) throws(ExportFault) -> SessionVersion? {
    try all(of: documents).first { $0.record.identity.session == session && !$0.isSuperseded }
  }

  private struct Entry {
    var json: JSONValue
    var record: ExportedRecord

    var place: (Int64, Int64, String) { (record.epoch, record.seq, record.sha256) }
  }

  private static func chain(
    of entries: [Entry], session: String
  ) throws(ExportFault) -> [SessionVersion] {
    let ordered = entries.sorted { $0.place < $1.place }
    let ends = ordered.filter { $0.record.kind != .correction }
    guard ends.count <= 1 else {
      throw ExportFault(
        .recordsContradict, "session \(session)",
        "The session was ended by \(ends.count) records. Verify the device's chain before exporting."
      )
    }
    guard let end = ends.first else { throw orphan(session) }
    var versions = [
      SessionVersion(record: end.record, number: 1, isSuperseded: false, corrections: [])
    ]
    var json = end.json
    var waiting = ordered.filter { $0.record.kind == .correction }
    while !waiting.isEmpty {
      let known = Set(versions.map(\.record.sha256))
      let next = waiting.firstIndex { entry in
        entry.record.correction.map { known.contains($0.correctedSHA256) } ?? false
      }
      guard let next else { throw orphan(session) }
      let entry = waiting.remove(at: next)
      json = try corrected(json, by: entry)
      versions[versions.count - 1].isSuperseded = true
      versions.append(try version(after: versions, entry: entry, json: json))
    }
    return versions
  }

  private static func orphan(_ session: String) -> ExportFault {
    ExportFault(
      .correctionWithoutRecord, "session \(session)",
      "A correction's record is not here. Export from an archive that holds the whole session.")
  }

  private static func corrected(
    _ json: JSONValue, by entry: Entry
  ) throws(ExportFault) -> JSONValue {
    var result = json
    for change in entry.record.correction?.changes ?? [] {
      guard let path = JSONPath(change.path), path.value(in: result) == change.old,
        let replaced = path.replacing(in: result, with: change.new)
      else { throw unfit(entry, "the value at \(change.path) is not the one it replaces") }
      result = replaced
    }
    return result
  }

  private static func version(
    after versions: [SessionVersion], entry: Entry, json: JSONValue
  ) throws(ExportFault) -> SessionVersion {
    var record: ExportedRecord
    do throws(JSONFault) {
      record = try ExportedRecord(reading: json, sha256: entry.record.sha256)
    } catch {
      throw unfit(entry, "what it leaves is no record (\(error.description))")
    }
    record.kind = entry.record.kind
    record.identity.device = entry.record.identity.device
    (record.epoch, record.seq) = (entry.record.epoch, entry.record.seq)
    record.software = entry.record.software
    let made = entry.record.correction.map { [$0] } ?? []
    return SessionVersion(
      record: record, number: versions.count + 1, isSuperseded: false,
      corrections: (versions.last?.corrections ?? []) + made)
  }

  private static func unfit(_ entry: Entry, _ what: String) -> ExportFault {
    ExportFault(
      .correctionDoesNotFit, "record \(entry.record.sha256)",
      "The correction cannot be applied: \(what). Verify the chain, then correct the session again."
    )
  }

  /// The order of rows: study, site, subject, visit, trial, opening, place in the chain, and last
  /// the hash, so that equal records can only be the same record.
  private static func comesFirst(_ left: SessionVersion, _ right: SessionVersion) -> Bool {
    let texts = { (version: SessionVersion) in
      let identity = version.record.identity
      return [identity.study, identity.site, identity.subject, identity.visit]
    }
    for (one, other) in zip(texts(left), texts(right)) where one != other {
      return one.utf8.lexicographicallyPrecedes(other.utf8)
    }
    let numbers = { (version: SessionVersion) in
      (
        version.record.identity.trial, version.record.clock.openedAt, version.record.epoch,
        version.record.seq, version.record.sha256
      )
    }
    return numbers(left) < numbers(right)
  }
}
