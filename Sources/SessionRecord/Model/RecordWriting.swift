public import StrictJSON

extension SessionRecord {
  /// The record as JSON in the one member order of `walktest-record/1`.
  public var json: JSONValue {
    [
      "format": .string(Self.format), "kind": .string(kind.rawValue), "study": .string(study),
      "site": .string(site), "device": .string(device), "epoch": .integer(position.epoch),
      "seq": .integer(position.seq), "prev": .string(position.prev.hex),
      "session": .string(session), "subject": .string(subject), "visit": .string(visit),
      "trial": .integer(trial), "operator": .string(operatorCode), "mode": .string(mode),
      "protocol": walkProtocol.json, "clock": clock.json, "files": .array(files.map(\.json)),
      "walk": walk ?? .null, "corrects": corrects?.json ?? .null, "software": software.json,
    ]
  }

  /// The bytes of `record.json`.
  public var canonicalBytes: [UInt8] { json.compactBytes }
}

extension ProtocolReference {
  var json: JSONValue {
    ["id": .string(id), "version": .integer(version), "sha256": .string(sha256.hex)]
  }
}

extension RecordClock {
  var json: JSONValue {
    [
      "zone": .string(zone), "opened_at": .string(openedAt.description),
      "closed_at": closedAt.map { .string($0.description) } ?? .null,
      "opened_mono_us": .integer(openedMonotonic),
      "closed_mono_us": closedMonotonic.map { .integer($0) } ?? .null, "boot": .string(boot),
      "synchronised": .string(synchronised.rawValue),
    ]
  }
}

extension RecordFile {
  var json: JSONValue {
    [
      "name": .string(name), "media_type": .string(mediaType), "bytes": .integer(bytes),
      "sha256": .string(sha256.hex),
    ]
  }
}

extension CorrectionLink {
  var json: JSONValue {
    [
      "record_sha256": .string(recordHash.hex), "reason": .string(reason.rawValue),
      "changes": .array(
        changes.map { ["path": .string($0.path), "old": $0.old, "new": $0.new] }),
    ]
  }
}

extension SoftwareIdentity {
  var json: JSONValue {
    ["name": .string(name), "version": .string(version), "build": .string(build)]
  }
}
