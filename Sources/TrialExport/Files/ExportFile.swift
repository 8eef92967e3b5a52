import Glibc

/// Writes an export so that its name never stands for half a file.
public enum ExportFile {
  /// What was done.
  public enum Result: Hashable, Sendable {
    /// The file is new, or replaced a different one as asked.
    case written
    /// The same bytes were there already.
    case unchanged
  }

  /// Puts `bytes` at `path`: into a temporary file beside it, to disk, then into place in one step.
  ///
  /// - Parameter replacing: true allows a different file of this name to be replaced.
  /// - Throws: `ExportFault.Code.fileExists` when a different file is there and may not be
  ///   replaced, `fileNotWritten` when the file system refuses.
  @discardableResult
  public static func write(
    _ bytes: [UInt8], to path: String, replacing: Bool = false
  ) throws(ExportFault) -> Result {
    if holds(bytes, at: path) { return .unchanged }
    if !replacing, access(path, F_OK) == 0 { throw exists(path) }
    let temporary = try fill(bytes, beside: path)
    if replacing {
      guard rename(temporary, path) == 0 else { throw discarding(temporary, path) }
    } else {
      try place(temporary, at: path)
    }
    return .written
  }

  /// A link fails when the name is taken, even when it was taken after we looked.
  private static func place(_ temporary: String, at path: String) throws(ExportFault) {
    if link(temporary, path) == 0 {
      unlink(temporary)
      return
    }
    if errno == EEXIST {
      unlink(temporary)
      throw exists(path)
    }
    // FAT on a USB stick has no links; there, looking once more is the best that can be done.
    if access(path, F_OK) == 0 {
      unlink(temporary)
      throw exists(path)
    }
    guard rename(temporary, path) == 0 else { throw discarding(temporary, path) }
  }

  private static func fill(_ bytes: [UInt8], beside path: String) throws(ExportFault) -> String {
    let temporary = "\(path).\(getpid())-\(UInt32.random(in: 0 ... .max)).partial"
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
    guard file >= 0 else { throw failure(path) }
    var isWritten = true
    var offset = 0
    while isWritten, offset < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(file, buffer.baseAddress.map { $0 + offset }, buffer.count - offset)
      }
      if count > 0 { offset += count } else { isWritten = count < 0 && errno == EINTR }
    }
    isWritten = isWritten && fsync(file) == 0
    let cause = errno
    close(file)
    guard isWritten else {
      errno = cause
      throw discarding(temporary, path)
    }
    return temporary
  }

  private static func holds(_ bytes: [UInt8], at path: String) -> Bool {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    var found: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while found.count <= bytes.count {
      let count = read(file, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return count == 0 && found == bytes }
      found += chunk[..<count]
    }
    return false
  }

  private static func discarding(_ temporary: String, _ path: String) -> ExportFault {
    let fault = failure(path)
    unlink(temporary)
    return fault
  }

  private static func failure(_ path: String) -> ExportFault {
    let cause = String(cString: strerror(errno))
    return ExportFault(
      .fileNotWritten, path,
      "The file could not be written (\(cause)). Check the folder, its rights and free space.")
  }

  private static func exists(_ path: String) -> ExportFault {
    ExportFault(
      .fileExists, path,
      "A different file has this name. Choose another name, or allow it to be replaced.")
  }
}
