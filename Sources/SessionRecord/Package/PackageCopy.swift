/// Writes single files of a package that is being sealed, each on the disk before the next.
enum PackageCopy {
  /// Writes `content` into `directory`, streaming it when it comes from a file.
  ///
  /// - Returns: What the record says about it, from the bytes that were really written.
  static func write(
    _ content: PackageFile, into directory: String
  ) throws(RecordFault) -> RecordFile {
    guard Spelling.isFileName(content.name),
      !SessionRecord.reservedFiles.contains(content.name)
    else {
      throw RecordFault(
        .recordIdentifierNotAllowed, at: content.name, "is not a name a file may have")
    }
    let target = try OpenFile.creating("\(directory)/\(content.name)", mode: 0o640)
    var digest = FileDigest()
    switch content.source {
    case .bytes(let bytes):
      digest.append(bytes)
      try target.write(bytes)
    case .file(let path):
      let source = try OpenFile.reading(path)
      while case let part = try source.read(upTo: 262_144), !part.isEmpty {
        digest.append(part)
        try target.write(part)
      }
    }
    try target.synchronise()
    return RecordFile(
      name: content.name, mediaType: content.mediaType, bytes: digest.count, sha256: digest.hash)
  }

  /// Writes a file that the package itself uses.
  static func write(
    _ name: String, _ bytes: [UInt8], into directory: String
  ) throws(RecordFault) {
    let target = try OpenFile.creating("\(directory)/\(name)", mode: 0o640)
    try target.write(bytes)
    try target.synchronise()
  }
}
