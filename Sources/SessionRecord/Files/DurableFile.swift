import Glibc

/// Whole small files, read with a limit and written so that a power cut leaves the old content or
/// the new one and nothing between.
enum DurableFile {
  /// The bytes of `path`, a regular file of at most `limit` bytes.
  static func read(_ path: String, limit: Int) throws(RecordFault) -> [UInt8] {
    let file = try OpenFile.reading(path)
    var bytes: [UInt8] = []
    while true {
      let part = try file.read(upTo: min(65_536, limit + 1 - bytes.count))
      if part.isEmpty { return bytes }
      bytes += part
      if bytes.count > limit {
        throw RecordFault(.fileTooLarge, at: path, "has more than \(limit) bytes")
      }
    }
  }

  /// Writes `bytes` to `path` in place of what is there: temporary file, fsync, rename, fsync of
  /// the directory.
  static func replace(_ path: String, with bytes: [UInt8], mode: mode_t) throws(RecordFault) {
    try writeTemporary(path, bytes, mode) { temporary in rename(temporary, path) }
  }

  /// Writes `bytes` to `path`, which must not exist yet.
  ///
  /// - Throws: `RecordFault` `already-exists`, or how the disk failed.
  static func create(_ path: String, with bytes: [UInt8], mode: mode_t) throws(RecordFault) {
    // link(2), unlike rename(2), refuses when the name is taken.
    try writeTemporary(path, bytes, mode) { temporary in
      let result = link(temporary, path)
      let number = errno
      _ = unlink(temporary)
      errno = number
      return result
    }
  }

  /// The directory that `path` lies in.
  static func parent(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func writeTemporary(
    _ path: String, _ bytes: [UInt8], _ mode: mode_t, publish: (String) -> Int32
  ) throws(RecordFault) {
    let temporary = "\(path).tmp-\(getpid())"
    do throws(RecordFault) {
      _ = unlink(temporary)
      let file = try OpenFile.creating(temporary, mode: mode)
      try file.write(bytes)
      try file.synchronise()
      guard publish(temporary) == 0 else { throw SystemFailure.fault(errno, at: path) }
    } catch {
      _ = unlink(temporary)
      throw error
    }
    try OpenFile.directory(parent(of: path)).synchronise()
  }
}
