public import SessionRecord
public import SessionStore

extension PackageUpload {
  /// Reads a package from disk and checks it against its own record, so that a file that went bad
  /// on this disk is noticed here and never sent.
  ///
  /// - Parameter hash: The hash that the index knows the record by.
  /// - Throws: `StoreFault` `store-package-damaged`, or how reading failed.
  public init(of package: ArchivedPackage, expecting hash: ContentHash) throws(StoreFault) {
    guard package.sealed.hash == hash else {
      throw StoreFault(
        .packageDamaged, at: package.name.description, "its record is not the one that was sealed")
    }
    var files: [String: [UInt8]] = [:]
    for file in package.record.files {
      let bytes = try package.bytes(of: file.name)
      guard bytes.count == file.bytes, ContentHash(of: bytes) == file.sha256 else {
        throw StoreFault(
          .packageDamaged, at: package.name.description, "\(file.name) is not as it was sealed")
      }
      files[file.name] = bytes
    }
    self.init(
      record: package.sealed.bytes, signature: try package.signature(), files: files)
  }
}
