import Glibc

/// The system calls under a journal, with their failures told as the journal's.
enum JournalFile {
  /// The bytes that are read and compared at once.
  private static let block = 1 << 16

  /// Keeps every other writer out until the descriptor is closed; a crash closes it as well.
  ///
  /// - Throws: `JournalFault`: `inUse` when another writer has the file open.
  static func lock(_ descriptor: Int32) throws(JournalFault) {
    guard flock(descriptor, LOCK_EX | LOCK_NB) != 0 else { return }
    throw errno == EWOULDBLOCK ? JournalFault(.inUse, at: 0) : fault(errno: errno, at: 0)
  }

  /// Makes sure that the first `size` bytes have their place on the disk. Never shortens the file.
  static func reserve(_ size: Int, in descriptor: Int32) throws(JournalFault) {
    let reserved = posix_fallocate(descriptor, 0, off_t(size))
    guard reserved == 0 else { throw fault(errno: reserved, at: 0) }
  }

  /// Writes at the descriptor's position.
  static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(JournalFault) {
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw fault(errno: errno, at: written) }
      written += count
    }
  }

  /// Up to `count` bytes from `offset` on; fewer only at the end of the file.
  static func read(
    _ count: Int, at offset: Int, from descriptor: Int32
  ) throws(JournalFault) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let got = bytes.withUnsafeMutableBytes {
        pread(
          descriptor, $0.baseAddress?.advanced(by: filled), count - filled, off_t(offset + filled))
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw fault(errno: errno, at: offset + filled) }
      if got == 0 { break }
      filled += got
    }
    return filled == count ? bytes : Array(bytes.prefix(filled))
  }

  /// All bytes of the file at `path`.
  ///
  /// - Throws: `JournalFault`: `unreadable` when it cannot be opened.
  static func readAll(_ path: String) throws(JournalFault) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw openingFault(errno: errno) }
    defer { Glibc.close(descriptor) }
    return try read(size(of: descriptor), at: 0, from: descriptor)
  }

  /// The file's size in bytes.
  static func size(of descriptor: Int32) throws(JournalFault) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw fault(errno: errno, at: 0) }
    return Int(status.st_size)
  }

  /// True when nothing but zeros stands from `offset` to the file's end.
  static func isZero(from offset: Int, in descriptor: Int32) throws(JournalFault) -> Bool {
    let zeros = [UInt8](repeating: 0, count: block)
    var place = offset
    while true {
      let bytes = try read(block, at: place, from: descriptor)
      guard !bytes.isEmpty else { return true }
      guard memcmp(bytes, zeros, bytes.count) == 0 else { return false }
      place += bytes.count
    }
  }

  /// Writes the file's first bytes once more.
  static func rewrite(_ bytes: [UInt8], in descriptor: Int32) throws(JournalFault) {
    try seek(to: 0, in: descriptor)
    try writeAll(bytes, to: descriptor)
  }

  /// Overwrites `count` bytes from `offset` on with zeros, durably, and goes to `offset`.
  static func clear(_ count: Int, at offset: Int, in descriptor: Int32) throws(JournalFault) {
    try seek(to: offset, in: descriptor)
    var left = count
    while left > 0 {
      let part = min(left, block)
      try writeAll([UInt8](repeating: 0, count: part), to: descriptor)
      left -= part
    }
    guard fsync(descriptor) == 0 else { throw fault(errno: errno, at: offset) }
    try seek(to: offset, in: descriptor)
  }

  /// Makes the name of a new file durable.
  static func syncDirectory(of path: String) throws(JournalFault) {
    let slash = path.lastIndex(of: "/")
    let directory = slash.map { String(path[..<$0]) } ?? "."
    let descriptor = open(directory.isEmpty ? "/" : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw fault(errno: errno, at: 0) }
    defer { Glibc.close(descriptor) }
    guard fsync(descriptor) == 0 else { throw fault(errno: errno, at: 0) }
  }

  /// What a failed call while writing means.
  static func fault(errno code: Int32, at offset: Int) -> JournalFault {
    JournalFault(
      code == ENOSPC || code == EDQUOT ? .diskFull : .writeFailed, at: offset,
      String(cString: strerror(code)))
  }

  /// What a failed call while opening means.
  static func openingFault(errno code: Int32) -> JournalFault {
    let fault = fault(errno: code, at: 0)
    return fault.code == .diskFull ? fault : JournalFault(.unreadable, at: 0, fault.detail)
  }

  private static func seek(to offset: Int, in descriptor: Int32) throws(JournalFault) {
    guard lseek(descriptor, off_t(offset), SEEK_SET) == off_t(offset) else {
      throw fault(errno: errno, at: offset)
    }
  }
}
