public import SessionRecord

/// One sealed package of the archive, opened for reading. Its hashes and signature are not checked
/// here: that is `PackageVerifier`'s work, and the trial database's.
public struct ArchivedPackage: Sendable {
  /// The most bytes one file of a package may have: 15 min at 100 Hz of raw frames is about 20 MB.
  public static let largestFile = 256 * 1_024 * 1_024
  /// The most bytes a signature or answer may have.
  static let largestAnswer = 65_536

  /// The directory's name.
  public let name: PackageName
  /// The directory's path.
  public let path: String
  /// The record with its exact bytes.
  public let sealed: SealedRecord

  /// What the record says.
  public var record: SessionRecord { sealed.record }

  /// The bytes of `record.jws`.
  public func signature() throws(StoreFault) -> [UInt8] {
    try ArchiveFiles.read(path + "/record.jws", upTo: Self.largestAnswer)
  }

  /// The bytes of a file that the record lists.
  ///
  /// - Throws: `StoreFault`: `store-not-found` when the record does not list it or it is missing.
  public func bytes(of file: String) throws(StoreFault) -> [UInt8] {
    guard let listed = record.files.first(where: { $0.name == file }) else {
      throw StoreFault(.notFound, at: "\(name)/\(file)", "the record lists no such file")
    }
    return try ArchiveFiles.read(
      path + "/" + listed.name, upTo: min(Self.largestFile, Int(max(listed.bytes, 0)) &+ 1))
  }
}

extension Archive {
  /// The path of a package's directory.
  public func path(of package: PackageName) -> String { packages + "/" + package.description }

  /// Opens a package for reading.
  ///
  /// - Throws: `StoreFault`: `store-not-found`, `store-not-a-plain-file` for a symbolic link, or
  ///   `store-package-damaged` when the record cannot be read or belongs to another directory.
  public func package(_ name: PackageName) throws(StoreFault) -> ArchivedPackage {
    let path = path(of: name)
    switch try ArchiveFiles.kind(of: path) {
    case .directory: break
    case nil: throw StoreFault(.notFound, at: name.description)
    default: throw StoreFault(.notAPlainFile, at: name.description)
    }
    let sealed = try sealedRecord(of: name)
    guard sealed.record.directoryName == name.description else {
      throw StoreFault(
        .packageDamaged, at: name.description,
        "its record belongs to \(sealed.record.directoryName)")
    }
    return ArchivedPackage(name: name, path: path, sealed: sealed)
  }

  private func sealedRecord(of name: PackageName) throws(StoreFault) -> SealedRecord {
    let bytes: [UInt8]
    do throws(StoreFault) {
      bytes = try ArchiveFiles.read(
        path(of: name) + "/record.json", upTo: SessionRecord.largestSize)
    } catch  where error.code == .notFound || error.code == .fileTooLarge {
      throw StoreFault(.packageDamaged, at: name.description, "record.json: \(error.code.rawValue)")
    }
    do throws(RecordFault) {
      return try SealedRecord(parsing: bytes)
    } catch {
      throw StoreFault(
        .packageDamaged, at: name.description, "\(error.code.rawValue) at \(error.place)")
    }
  }
}
