import StrictJSON
import WalkProtocol

extension ExportedRecord {
  /// Reads a record strictly: nothing missing, nothing unknown.
  ///
  /// - Throws: `ExportFault.Code.recordUnreadable` naming the member.
  public init(_ document: RecordDocument) throws(ExportFault) {
    do throws(JSONFault) {
      try self.init(reading: document.json, sha256: document.sha256)
    } catch {
      throw ExportFault.unreadable(document.sha256, error)
    }
  }

  init(reading json: JSONValue, sha256: String) throws(JSONFault) {
    var reader = try ObjectReader(json)
    guard try reader.string("format") == "walktest-record/1" else {
      throw JSONFault(.notAllowed, at: "format", "is not walktest-record/1")
    }
    self.sha256 = sha256
    kind = try reader.choice("kind")
    identity = try Identity(&reader)
    epoch = try reader.integer("epoch", in: 1...JSONValue.largestInteger)
    seq = try reader.integer("seq", in: 1...JSONValue.largestInteger)
    _ = try reader.string("prev")
    mode = try reader.string("mode")
    walkProtocol = try ProtocolUsed(try reader.nested("protocol"))
    clock = try Clock(try reader.nested("clock"))
    _ = try reader.array("files")
    let walkJSON = reader.optional("walk")
    walk = nil
    quality = walkJSON?["quality"]?.object ?? JSONObject()
    if let walkJSON { walk = try WalkSummary(parsing: walkJSON) }
    correction = nil
    if let link = reader.optional("corrects") {
      correction = try Correction(link, by: identity.operatorCode, at: clock.openedAt)
    }
    software = try Self.software(try reader.nested("software"))
    try reader.finish()
    guard (kind == .correction) == (correction != nil) else {
      throw JSONFault(.notAllowed, at: "corrects", "belongs to a correction and only there")
    }
  }

  private static func software(_ nested: ObjectReader) throws(JSONFault) -> String {
    var reader = nested
    let name = try reader.string("name")
    let version = try reader.string("version")
    let build = try reader.string("build")
    try reader.finish()
    return "\(name) \(version) (\(build))"
  }
}

extension ExportedRecord.Identity {
  fileprivate init(_ reader: inout ObjectReader) throws(JSONFault) {
    study = try reader.string("study")
    site = try reader.string("site")
    device = try reader.string("device")
    subject = try reader.string("subject")
    visit = try reader.string("visit")
    trial = try reader.integer("trial", in: 1...JSONValue.largestInteger)
    operatorCode = try reader.string("operator")
    session = try reader.string("session")
  }
}

extension ExportedRecord.ProtocolUsed {
  fileprivate init(_ nested: ObjectReader) throws(JSONFault) {
    var reader = nested
    id = try reader.string("id")
    version = try reader.integer("version", in: 1...JSONValue.largestInteger)
    sha256 = try reader.string("sha256")
    try reader.finish()
  }
}

extension ExportedRecord.Clock {
  fileprivate init(_ nested: ObjectReader) throws(JSONFault) {
    var reader = nested
    zone = try reader.string("zone")
    openedAt = try Self.stamp(try reader.string("opened_at"), reader.place(of: "opened_at"))
    closedAt = nil
    if let text = try reader.optionalString("closed_at") {
      closedAt = try Self.stamp(text, reader.place(of: "closed_at"))
    }
    _ = try reader.integer("opened_mono_us")
    _ = try reader.optionalInteger("closed_mono_us")
    boot = try reader.string("boot")
    synchronised = try reader.string("synchronised")
    try reader.finish()
  }

  private static func stamp(_ text: String, _ place: String) throws(JSONFault) -> String {
    guard UTCStamp(text) != nil else {
      throw JSONFault(.notAllowed, at: place, "is not a time such as 2026-11-22T20:30:00.123Z")
    }
    return text
  }
}

extension ExportedRecord.Correction {
  fileprivate init(
    _ value: JSONValue, by operatorCode: String, at madeAt: String
  ) throws(JSONFault) {
    var reader = try ObjectReader(value, at: "corrects")
    self.operatorCode = operatorCode
    self.madeAt = madeAt
    correctedSHA256 = try reader.string("record_sha256")
    reason = try reader.string("reason")
    changes = []
    for (index, value) in try reader.array("changes").enumerated() {
      var change = try ObjectReader(value, at: "\(reader.place(of: "changes"))[\(index)]")
      let path = try change.string("path")
      // A value may be null: what was absent is filled in, or what should be absent is taken out.
      let old = change.optional("old") ?? .null
      let new = change.optional("new") ?? .null
      changes.append(ExportedRecord.Change(path: path, old: old, new: new))
      try change.finish()
    }
    try reader.finish()
  }
}
