import Glibc

/// Seals sessions: writes package directories so that, whatever fails and whenever, a final name
/// holds a whole package or does not exist. One process writes to an archive.
public struct PackageWriter: Sendable {
  /// How the name of a package that is not finished begins.
  static let unfinished = ".sealing-"

  /// The directory that holds the packages and the chain head.
  public let archive: String

  /// A writer into the existing directory `archive`.
  public init(archive: String) {
    self.archive = archive
  }

  /// Writes and signs one package, then the chain head. The files of `draft` are filled in from
  /// `contents`; `draft.position` must be the next of the device's chain.
  ///
  /// - Throws: `RecordFault`: the codes of `SessionRecord.init(parsing:)` when the draft breaks a
  ///   rule, `protocol-hash-differs`, `already-exists`, `disk-full`, `not-writable`, `disk-fault`.
  ///   Nothing is then left under the final name; the contents given are untouched, so sealing can
  ///   be tried again.
  public func seal(
    _ draft: SessionRecord, contents: [PackageFile], key: SigningKey
  ) throws(RecordFault) -> SealedPackage {
    guard Spelling.isUUID(draft.session), Spelling.isOwner(draft.keyOwner) else {
      throw RecordFault(.recordIdentifierNotAllowed, at: "session", "study, site, device or UUID")
    }
    let temporary = "\(archive)/\(Self.unfinished)\(draft.directoryName)"
    let final = "\(archive)/\(draft.directoryName)"
    try Self.remove(temporary)
    let sealed: SealedRecord
    do throws(RecordFault) {
      sealed = try fill(temporary, draft, contents, key)
      try publish(temporary, as: final)
    } catch {
      // The first failure is the one to tell; the next start removes what could not be removed.
      try? Self.remove(temporary)
      throw error
    }
    return SealedPackage(path: final, record: sealed, headFault: saveHead(of: sealed, key))
  }

  /// Removes what a crash left of packages that were never finished; call it at start.
  ///
  /// - Returns: The names removed.
  /// - Throws: `RecordFault` telling how the disk failed.
  public func removeUnfinished() throws(RecordFault) -> [String] {
    let names = try DirectoryListing.names(of: archive, limit: ArchiveLimits.mostPackages)
      .filter { $0.hasPrefix(Self.unfinished) }
    for name in names { try Self.remove("\(archive)/\(name)") }
    return names
  }

  private func publish(_ temporary: String, as final: String) throws(RecordFault) {
    guard rename(temporary, final) == 0 else { throw SystemFailure.fault(errno, at: final) }
    do throws(RecordFault) {
      try OpenFile.directory(archive).synchronise()
    } catch {
      // Nobody knows whether the new name is on the disk: take it back and say that it failed.
      _ = rename(final, temporary)
      throw error
    }
  }

  private func fill(
    _ directory: String, _ draft: SessionRecord, _ contents: [PackageFile], _ key: SigningKey
  ) throws(RecordFault) -> SealedRecord {
    guard mkdir(directory, 0o750) == 0 else { throw SystemFailure.fault(errno, at: directory) }
    var record = draft
    record.files = []
    for name in SessionRecord.ordered(contents.map(\.name)) {
      guard let content = contents.first(where: { $0.name == name }) else { continue }
      record.files.append(try PackageCopy.write(content, into: directory))
    }
    if let file = record.files.first(where: { $0.name == "protocol.json" }),
      file.sha256 != record.walkProtocol.sha256
    {
      throw RecordFault(
        .protocolHashDiffers, at: "protocol.sha256", "is not the hash of the protocol.json given")
    }
    let sealed = try SealedRecord(parsing: record.canonicalBytes)
    let signature = try DetachedJWS.sign(sealed.bytes, as: .record, with: key)
    try PackageCopy.write("record.json", sealed.bytes, into: directory)
    try PackageCopy.write("record.jws", signature, into: directory)
    var sums = SumsFile()
    sums.add("record.json", sealed.hash)
    sums.add("record.jws", ContentHash(of: signature))
    for file in record.files { sums.add(file.name, file.sha256) }
    let readme = VerifyInstructions.text(for: key.algorithm)
    try PackageCopy.write(VerifyInstructions.fileName, readme, into: directory)
    sums.add(VerifyInstructions.fileName, ContentHash(of: readme))
    try PackageCopy.write(SumsFile.fileName, sums.bytes, into: directory)
    try OpenFile.directory(directory).synchronise()
    return sealed
  }

  /// The package is sealed by then, so a failure here is reported and not thrown.
  private func saveHead(of sealed: SealedRecord, _ key: SigningKey) -> RecordFault? {
    do throws(RecordFault) {
      try ChainHead(newest: sealed).save(in: archive, signedBy: key)
      return nil
    } catch {
      return error
    }
  }

  private static func remove(_ directory: String) throws(RecordFault) {
    guard DirectoryListing.isDirectory(directory) else { return }
    for name in try DirectoryListing.names(of: directory, limit: ArchiveLimits.mostPackages) {
      guard unlink("\(directory)/\(name)") == 0 else {
        throw SystemFailure.fault(errno, at: "\(directory)/\(name)")
      }
    }
    guard rmdir(directory) == 0 else { throw SystemFailure.fault(errno, at: directory) }
  }
}

/// A package as it was sealed.
public struct SealedPackage: Sendable {
  /// The directory.
  public let path: String
  /// The record in it.
  public let record: SealedRecord
  /// Set when the package is safe but the chain head could not be written after it; write the
  /// head again with `ChainHead.save`.
  public let headFault: RecordFault?
}
