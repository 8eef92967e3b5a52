/// Reads what is in an archive of packages, unverified: for finding the next place in the chain
/// and for showing lists. Verification is `PackageVerifier`'s.
public enum PackageArchive {
  /// The names of the package directories in `archive`, by device, epoch and place.
  ///
  /// - Throws: `RecordFault` when the archive cannot be listed.
  public static func packageNames(in archive: String) throws(RecordFault) -> [String] {
    let names = try DirectoryListing.names(of: archive, limit: ArchiveLimits.mostPackages)
    let parsed = names.compactMap { name in
      PackagePath.parts(of: name).map { (name: name, parts: $0) }
    }
    return
      parsed
      .filter { DirectoryListing.isDirectory("\(archive)/\($0.name)") }
      .sorted { $0.parts < $1.parts }.map(\.name)
  }

  /// The record of one package, read strictly, its signature not verified.
  ///
  /// - Throws: `RecordFault` as `SessionRecord.init(parsing:)`, or how reading failed.
  public static func record(
    named name: String, in archive: String
  ) throws(RecordFault) -> SealedRecord {
    try SealedRecord(parsing: try PackageVerifier.recordBytes(in: "\(archive)/\(name)"))
  }
}
