/// How much is read at most from a package or archive that may come from anywhere.
enum ArchiveLimits {
  /// Names in one package directory: the listed files and the package's own.
  static let mostNames = SessionRecord.mostFiles + 8
  /// Packages in one archive.
  static let mostPackages = 1_000_000
  /// The bytes of one file.
  static let largestFile: Int64 = 268_435_456
}
