extension SessionRecord {
  /// The files whose names have a fixed meaning, in the order a record lists them.
  static let knownFiles = ["protocol.json", "samples.csv", "events.jsonl", "frames.log"]
  /// Names that the package itself uses and no listed file may have.
  static let reservedFiles = ["record.json", "record.jws", "receipt.json", "receipt.jws"]

  /// Checks every rule that the shape alone does not give.
  ///
  /// - Throws: `RecordFault` with `record-identifier-not-allowed` or `record-kind-rule`.
  func check() throws(RecordFault) {
    try checkIdentifiers()
    try checkPosition()
    try checkFiles()
    try checkKind()
  }

  private func checkIdentifiers() throws(RecordFault) {
    let codes = [
      ("study", study), ("site", site), ("device", device), ("subject", subject),
      ("visit", visit), ("operator", operatorCode), ("mode", mode),
    ]
    for (name, code) in codes where !Spelling.isCode(code) {
      throw RecordFault(
        .recordIdentifierNotAllowed, at: name,
        "must be 1 to 32 letters, digits, '.', '_' or '-' and no name of a person")
    }
    guard Spelling.isUUID(session) else {
      throw RecordFault(.recordIdentifierNotAllowed, at: "session", "is not a lower-case UUID")
    }
    let texts = [
      ("protocol.id", walkProtocol.id, 64), ("clock.zone", clock.zone, 64),
      ("clock.boot", clock.boot, 64), ("software.name", software.name, 64),
      ("software.version", software.version, 64), ("software.build", software.build, 128),
    ]
    for (name, text, limit) in texts where !Spelling.isPlainText(text, upTo: limit) {
      throw RecordFault(
        .recordIdentifierNotAllowed, at: name, "must be 1 to \(limit) plain ASCII characters")
    }
  }

  private func checkPosition() throws(RecordFault) {
    guard (position.seq == 1) == (position.prev == .zeros) else {
      throw RecordFault(
        .recordKindRule, at: "prev", "is 64 zeros in the first record of a chain and only there")
    }
  }

  private func checkFiles() throws(RecordFault) {
    for file in files {
      guard Spelling.isFileName(file.name), !Self.reservedFiles.contains(file.name) else {
        throw RecordFault(
          .recordIdentifierNotAllowed, at: "files", "\(file.name) is not a name a file may have")
      }
      guard Spelling.isPlainText(file.mediaType, upTo: 128) else {
        throw RecordFault(
          .recordIdentifierNotAllowed, at: "files: \(file.name)", "has no plain media type")
      }
    }
    let names = files.map(\.name)
    guard Set(names).count == names.count, names == Self.ordered(names) else {
      throw RecordFault(.recordKindRule, at: "files", "are listed twice or out of order")
    }
  }

  /// `names` in the order of `files`: the known ones first, then the others by bytes.
  static func ordered(_ names: [String]) -> [String] {
    names.sorted { left, right in
      let leftRank = knownFiles.firstIndex(of: left) ?? knownFiles.count
      let rightRank = knownFiles.firstIndex(of: right) ?? knownFiles.count
      return leftRank != rightRank
        ? leftRank < rightRank : left.utf8.lexicographicallyPrecedes(right.utf8)
    }
  }

  private func checkKind() throws(RecordFault) {
    let names = files.map(\.name)
    let broken: String? =
      switch kind {
      case .open where clock.closedAt != nil || clock.closedMonotonic != nil || walk != nil:
        "an open record has no end and no walk yet"
      case .open where names != ["protocol.json"]: "an open record has protocol.json and no more"
      case .close where walk == nil: "a close record needs its walk"
      case .close where !Self.knownFiles.allSatisfy(names.contains):
        "a close record needs protocol.json, samples.csv, events.jsonl and frames.log"
      case .close, .abort, .interrupted, .correction:
        if kind != .correction, !names.contains("protocol.json") {
          "the record needs protocol.json"
        } else if clock.closedAt == nil {
          "the record needs the time when the session ended"
        } else if kind == .correction, corrects?.changes.isEmpty ?? true {
          "a correction needs what it corrects"
        } else {
          nil
        }
      case .open: nil
      }
    if let broken { throw RecordFault(.recordKindRule, at: "kind", broken) }
    guard (kind == .correction) == (corrects != nil) else {
      throw RecordFault(.recordKindRule, at: "corrects", "belongs to a correction only")
    }
  }
}
