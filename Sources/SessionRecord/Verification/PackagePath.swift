/// Names of package directories.
enum PackagePath {
  /// `path` without slashes at its end.
  static func trimmed(_ path: String) -> String {
    var bytes = Array(path.utf8)
    while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What follows the last slash.
  static func lastComponent(_ path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
  }

  /// What the name of a package directory says, for ordering; nil for other names.
  static func parts(of name: String) -> (chain: String, epoch: Int64, seq: Int64)? {
    guard !name.hasPrefix(".") else { return nil }
    let halves = name.split(separator: "_", omittingEmptySubsequences: false)
    guard let session = halves.last, Spelling.isUUID(String(session)) else { return nil }
    let fields = halves.dropLast().joined(separator: "_").split(
      separator: "-", omittingEmptySubsequences: false)
    guard fields.count >= 5, let epoch = Int64(fields[fields.count - 2]),
      let seq = Int64(fields[fields.count - 1])
    else { return nil }
    return (fields.dropLast(2).joined(separator: "-"), epoch, seq)
  }
}
