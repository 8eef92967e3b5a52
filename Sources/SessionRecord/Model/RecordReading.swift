import StrictJSON

extension SessionRecord {
  /// Reads the exact bytes of a `record.json`.
  ///
  /// - Throws: `RecordFault`: `record-version-unknown` for a newer format, the `json-*` codes for
  ///   bytes that are not strict JSON of this shape, `record-identifier-not-allowed` for a code
  ///   that breaks `Spelling`, `record-kind-rule` when members contradict the kind, and
  ///   `record-not-canonical` when the bytes are not exactly those that would be written.
  public init(parsing bytes: [UInt8]) throws(RecordFault) {
    guard bytes.count <= Self.largestSize else {
      throw RecordFault(.fileTooLarge, at: "record.json", "has more than 1 MiB")
    }
    let value = try reading("record.json") { () throws(JSONFault) in try StrictJSON.parse(bytes) }
    try Self.checkFormat(value)
    self = try reading("record.json") { () throws(JSONFault) in
      var reader = try ObjectReader(value)
      return try SessionRecord(from: &reader)
    }
    try check()
    guard canonicalBytes == bytes else {
      throw RecordFault(
        .recordNotCanonical, at: "record.json",
        "is not in the one compact form and member order that is signed")
    }
  }

  private static func checkFormat(_ value: JSONValue) throws(RecordFault) {
    guard let format = value["format"]?.string, format != Self.format else { return }
    guard format.hasPrefix("walktest-record/") else {
      throw RecordFault(.jsonValueNotAllowed, at: "record.json: format", "is not a walktest record")
    }
    throw RecordFault(
      .recordVersionUnknown, at: "record.json: format", "\(format) was written by a newer walktest")
  }

  private init(from reader: inout ObjectReader) throws(JSONFault) {
    _ = try reader.string("format")
    let kind: RecordKind = try reader.choice("kind")
    let study = try reader.string("study")
    let site = try reader.string("site")
    let device = try reader.string("device")
    let position = ChainPosition(
      epoch: try reader.integer("epoch", in: 1...1_000_000),
      seq: try reader.integer("seq", in: 1...JSONValue.largestInteger),
      prev: try reader.hash("prev"))
    self.init(
      kind: kind, study: study, site: site, device: device, position: position,
      session: try reader.string("session"), subject: try reader.string("subject"),
      visit: try reader.string("visit"), trial: try reader.integer("trial", in: 1...99),
      operatorCode: try reader.string("operator"), mode: try reader.string("mode"),
      walkProtocol: try ProtocolReference(from: try reader.nested("protocol")),
      clock: try RecordClock(from: try reader.nested("clock")),
      files: try Self.files(try reader.array("files")), walk: reader.optional("walk"),
      corrects: try Self.link(reader.optional("corrects")),
      software: try SoftwareIdentity(from: try reader.nested("software")))
    try reader.finish()
  }

  private static func files(_ values: [JSONValue]) throws(JSONFault) -> [RecordFile] {
    guard values.count <= mostFiles else {
      throw JSONFault(.notAllowed, at: "files", "has more than \(mostFiles) entries")
    }
    var files: [RecordFile] = []
    for (index, value) in values.enumerated() {
      files.append(try RecordFile(from: try ObjectReader(value, at: "files[\(index)]")))
    }
    return files
  }

  private static func link(_ value: JSONValue?) throws(JSONFault) -> CorrectionLink? {
    guard let value else { return nil }
    return try CorrectionLink(from: try ObjectReader(value, at: "corrects"))
  }
}

extension ProtocolReference {
  fileprivate init(from source: ObjectReader) throws(JSONFault) {
    var reader = source
    self.init(
      id: try reader.string("id"),
      version: try reader.integer("version", in: 1...JSONValue.largestInteger),
      sha256: try reader.hash("sha256"))
    try reader.finish()
  }
}

extension RecordClock {
  fileprivate init(from source: ObjectReader) throws(JSONFault) {
    var reader = source
    let monotonic: ClosedRange<Int64> = 0...JSONValue.largestInteger
    self.init(
      zone: try reader.string("zone"), openedAt: try reader.time("opened_at"),
      closedAt: try reader.optionalTime("closed_at"),
      openedMonotonic: try reader.integer("opened_mono_us", in: monotonic),
      closedMonotonic: try reader.optionalInteger("closed_mono_us", in: monotonic),
      boot: try reader.string("boot"), synchronised: try reader.choice("synchronised"))
    try reader.finish()
  }
}

extension RecordFile {
  fileprivate init(from source: ObjectReader) throws(JSONFault) {
    var reader = source
    self.init(
      name: try reader.string("name"), mediaType: try reader.string("media_type"),
      bytes: try reader.integer("bytes", in: 0...JSONValue.largestInteger),
      sha256: try reader.hash("sha256"))
    try reader.finish()
  }
}

extension CorrectionLink {
  fileprivate init(from source: ObjectReader) throws(JSONFault) {
    var reader = source
    let hash = try reader.hash("record_sha256")
    let reason: CorrectionReason = try reader.choice("reason")
    var changes: [CorrectionChange] = []
    for (index, value) in try reader.array("changes").enumerated() {
      var change = try ObjectReader(value, at: "corrects.changes[\(index)]")
      changes.append(
        CorrectionChange(
          path: try change.string("path"), old: change.optional("old") ?? .null,
          new: change.optional("new") ?? .null))
      try change.finish()
    }
    try reader.finish()
    self.init(recordHash: hash, reason: reason, changes: changes)
  }
}

extension SoftwareIdentity {
  fileprivate init(from source: ObjectReader) throws(JSONFault) {
    var reader = source
    self.init(
      name: try reader.string("name"), version: try reader.string("version"),
      build: try reader.string("build"))
    try reader.finish()
  }
}

extension ObjectReader {
  /// The SHA-256 member `key`.
  mutating func hash(_ key: String) throws(JSONFault) -> ContentHash {
    guard let hash = ContentHash(hex: try string(key)) else {
      throw JSONFault(.notAllowed, at: place(of: key), "is not 64 lower-case hexadecimal digits")
    }
    return hash
  }

  /// The wall time member `key`.
  mutating func time(_ key: String) throws(JSONFault) -> WallTime {
    guard let time = WallTime(try string(key)) else {
      throw JSONFault(
        .notAllowed, at: place(of: key), "is not a UTC time such as 2026-11-22T20:30:00.123Z")
    }
    return time
  }

  /// The wall time member `key`, nil when absent or null.
  mutating func optionalTime(_ key: String) throws(JSONFault) -> WallTime? {
    guard optional(key) != nil else { return nil }
    return try time(key)
  }
}
