/// The rules of a package that need neither keys nor the engine.
enum PackageRules {
  /// The names that the package itself may use.
  static let ownNames = [
    "record.json", "record.jws", "receipt.json", "receipt.jws", SumsFile.fileName,
    VerifyInstructions.fileName,
  ]

  /// One refusal per file that nobody signed, or one passed check.
  static func extraFiles(_ names: [String], _ record: SessionRecord) -> [Check] {
    let listed = record.files.map(\.name)
    let extra = names.filter { !ownNames.contains($0) && !listed.contains($0) }
    guard !extra.isEmpty else { return [Check(.listing, "directory", .passed)] }
    return extra.map { name in
      Check(
        .listing, name, .refused(RecordFault(.fileExtra, at: name, "is listed nowhere")))
    }
  }

  /// Whether the listed protocol file is the protocol that the record names.
  static func walkProtocol(_ record: SessionRecord) -> Check {
    let place = "protocol.json"
    guard let file = record.files.first(where: { $0.name == place }) else {
      return Check(.walkProtocol, place, .notChecked("the package holds no protocol"))
    }
    guard file.sha256 == record.walkProtocol.sha256 else {
      return Check(
        .walkProtocol, place,
        .refused(
          RecordFault(.protocolHashDiffers, at: place, "is not the protocol the record names")))
    }
    return Check(.walkProtocol, place, .passed)
  }

  /// Whether the directory has the name that its record gives it.
  static func directoryName(_ name: String, _ record: SessionRecord) -> Check {
    guard Array(name.utf8) == Array(record.directoryName.utf8) else {
      return Check(
        .directoryName, name,
        .refused(
          RecordFault(
            .directoryNameDiffers, at: name, "should be called \(record.directoryName)")))
    }
    return Check(.directoryName, name, .passed)
  }

  /// Whether `SHA256SUMS` names every file with the hash it has. Files that are refused already
  /// are left out, so that one change is reported once.
  static func sums(
    in directory: String, _ sealed: SealedRecord, _ names: [String], ignoring refused: Set<String>
  ) -> Check {
    let place = SumsFile.fileName
    do throws(RecordFault) {
      let bytes = try DurableFile.read("\(directory)/\(place)", limit: SumsFile.largestSize)
      guard let sums = SumsFile(parsing: bytes) else {
        throw RecordFault(.sumsWrong, at: place, "is not in the form sha256sum writes")
      }
      let listed = Dictionary(uniqueKeysWithValues: sums.entries.map { ($0.name, $0.hash) })
      var expected = ["record.json": sealed.hash]
      for file in sealed.record.files { expected[file.name] = file.sha256 }
      for name in ownNames where name != place && name != "record.json" && names.contains(name) {
        expected[name] = ContentHash(
          of: try DurableFile.read("\(directory)/\(name)", limit: SumsFile.largestSize))
      }
      for name in Set(listed.keys).union(expected.keys).sorted() where !refused.contains(name) {
        // A receipt comes later; a power cut may leave it out of the list.
        if listed[name] == nil, name.hasPrefix("receipt.") { continue }
        guard listed[name] == expected[name] else {
          throw RecordFault(.sumsWrong, at: place, "does not fit \(name)")
        }
      }
      return Check(.sums, place, .passed)
    } catch {
      return Check(.sums, place, .refused(RecordFault(.sumsWrong, at: place, error.detail)))
    }
  }
}
