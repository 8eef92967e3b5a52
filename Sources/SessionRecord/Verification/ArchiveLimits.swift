/// How much is read at most from a package or archive that may come from anywhere.
enum ArchiveLimits {
  /// Names in one package directory: the listed files and the package's own.
  static let mostNames = SessionRecord.mostFiles + 8
  /// Packages in one archive.
  static let mostPackages = 1_000_000
  /// The bytes of all files that one record lists; half an hour at 100 Hz needs about 20 MB.
  static let largestPackage: Int64 = 536_870_912
}
