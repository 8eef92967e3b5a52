/// A file that goes into a package, from memory or from the disk.
public struct PackageFile: Sendable {
  /// Where the bytes come from.
  public enum Source: Sendable {
    /// They are in memory.
    case bytes([UInt8])
    /// They are in the regular file at this path, which is copied and left as it is.
    case file(path: String)
  }

  /// The name inside the package, `Spelling.isFileName`.
  public var name: String
  /// The media type that the record states.
  public var mediaType: String
  /// Where the bytes come from.
  public var source: Source

  /// A file from memory.
  public init(name: String, mediaType: String, bytes: [UInt8]) {
    self.name = name
    self.mediaType = mediaType
    source = .bytes(bytes)
  }

  /// A file copied from `path`.
  public init(name: String, mediaType: String, copying path: String) {
    self.name = name
    self.mediaType = mediaType
    source = .file(path: path)
  }
}
