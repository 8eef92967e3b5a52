import Glibc

/// One open file or directory, closed when it goes out of scope. Symbolic links are never
/// followed; every failing call becomes a `RecordFault` with advice.
struct OpenFile: ~Copyable {
  let descriptor: Int32
  /// The name that faults show.
  let name: String

  private init(descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  deinit { _ = close(descriptor) }

  /// Opens `path` for reading, which must be a regular file and not a link.
  static func reading(_ path: String) throws(RecordFault) -> OpenFile {
    // O_NONBLOCK: opening a FIFO that a hostile package holds must not wait for a writer.
    let file = try opening(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0)
    guard try file.status().st_mode & S_IFMT == S_IFREG else {
      throw RecordFault(.fileNotRegular, at: path, "is not a regular file")
    }
    return file
  }

  /// Creates `path`, which must not exist, for writing.
  static func creating(_ path: String, mode: mode_t) throws(RecordFault) -> OpenFile {
    try opening(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
  }

  /// Opens the directory `path`; the last component must not be a link.
  static func directory(_ path: String) throws(RecordFault) -> OpenFile {
    try opening(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0)
  }

  private static func opening(
    _ path: String, _ flags: Int32, _ mode: mode_t
  ) throws(RecordFault) -> OpenFile {
    let descriptor = open(path, flags, mode)
    guard descriptor >= 0 else { throw SystemFailure.fault(errno, at: path) }
    return OpenFile(descriptor: descriptor, name: path)
  }

  /// What the kernel says about the file.
  func status() throws(RecordFault) -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw SystemFailure.fault(errno, at: name) }
    return status
  }

  /// Reads up to `limit` bytes, the next of the file; empty at its end.
  func read(upTo limit: Int) throws(RecordFault) -> [UInt8] {
    var count = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
      repeat {
        count = Glibc.read(descriptor, buffer.baseAddress, limit)
      } while count < 0
        && errno == EINTR
      filled = max(count, 0)
    }
    guard count >= 0 else { throw SystemFailure.fault(errno, at: name) }
    return bytes
  }

  /// Writes all of `bytes`.
  func write(_ bytes: [UInt8]) throws(RecordFault) {
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw SystemFailure.fault(count < 0 ? errno : EIO, at: name) }
      written += count
    }
  }

  /// Returns when the disk holds what was written. A failed fsync is never retried: the kernel
  /// may have dropped the pages and would report success.
  func synchronise() throws(RecordFault) {
    guard fsync(descriptor) == 0 else { throw SystemFailure.fault(errno, at: name) }
  }
}

/// Turns the kernel's error numbers into faults that say what to do.
enum SystemFailure {
  static func fault(_ number: Int32, at path: String) -> RecordFault {
    let code: VerdictCode =
      switch number {
      case ENOSPC, EDQUOT: .diskFull
      case EACCES, EPERM, EROFS: .notWritable
      case ENOENT, ENOTDIR: .pathMissing
      case ELOOP: .fileNotRegular
      case EEXIST, ENOTEMPTY: .alreadyExists
      default: .diskFault
      }
    return RecordFault(code, at: path, String(cString: strerror(number)))
  }
}
