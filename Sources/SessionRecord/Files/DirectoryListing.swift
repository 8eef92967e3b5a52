import Glibc

/// The names in a directory, without `.` and `..`, in the order of their bytes.
enum DirectoryListing {
  /// - Throws: `RecordFault` `file-too-large` beyond `limit` names, or how reading failed.
  static func names(of path: String, limit: Int) throws(RecordFault) -> [String] {
    let directory = try OpenFile.directory(path)
    guard let stream = fdopendir(dup(directory.descriptor)) else {
      throw SystemFailure.fault(errno, at: path)
    }
    defer { _ = closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name == "." || name == ".." { continue }
      names.append(name)
      if names.count > limit {
        throw RecordFault(.fileTooLarge, at: path, "holds more than \(limit) names")
      }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Whether `path` is a directory itself and not a link to one.
  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
