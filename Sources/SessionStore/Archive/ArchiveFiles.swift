import Glibc

/// The few file operations the archive needs, none of which follows a symbolic link in its last
/// component, overwrites a file or leaves half of one under its final name.
enum ArchiveFiles {
  /// The bytes of a plain file.
  ///
  /// - Throws: `StoreFault`: `notFound`, `notAPlainFile`, `fileTooLarge`, or as `fault(errno:at:)`.
  static func read(_ path: String, upTo limit: Int) throws(StoreFault) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw fault(errno: errno, at: path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw fault(errno: errno, at: path) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw StoreFault(.notAPlainFile, at: path) }
    guard status.st_size <= limit else { throw StoreFault(.fileTooLarge, at: path) }
    return try readAll(descriptor, size: Int(status.st_size), limit: limit, path: path)
  }

  private static func readAll(
    _ descriptor: Int32, size: Int, limit: Int, path: String
  ) throws(StoreFault) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    var chunk = [UInt8](repeating: 0, count: min(max(size, 1), 65_536))
    while true {
      let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw fault(errno: errno, at: path) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
      guard bytes.count <= limit else { throw StoreFault(.fileTooLarge, at: path) }
    }
  }

  /// Writes a new file so that after a power cut either all of it or nothing is there: to
  /// `temporary` on the same disk, synced, linked to its final name, and the directory synced. The
  /// temporary name is outside the package, where nothing but the package's files may lie.
  ///
  /// - Throws: `StoreFault`: `alreadyThere` when the name is taken by other bytes (the same bytes
  ///   are no error, so that an interrupted write may be repeated).
  static func writeOnce(
    _ bytes: [UInt8], to path: String, by temporary: String
  ) throws(StoreFault) {
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { throw fault(errno: errno, at: path, writing: true) }
    defer { unlink(temporary) }
    do throws(StoreFault) {
      try writeAll(bytes, to: descriptor, path: path)
    } catch {
      close(descriptor)
      throw error
    }
    guard close(descriptor) == 0 else { throw fault(errno: errno, at: path, writing: true) }
    if link(temporary, path) != 0 {
      guard errno == EEXIST else { throw fault(errno: errno, at: path, writing: true) }
      guard try read(path, upTo: max(bytes.count, 1)) == bytes else {
        throw StoreFault(.alreadyThere, at: path)
      }
    }
    try syncDirectory(of: path)
  }

  private static func writeAll(
    _ bytes: [UInt8], to descriptor: Int32, path: String
  ) throws(StoreFault) {
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw fault(errno: errno, at: path, writing: true) }
      written += count
    }
    guard fsync(descriptor) == 0 else { throw fault(errno: errno, at: path, writing: true) }
  }

  /// Makes the names in the directory of `path` durable.
  static func syncDirectory(of path: String) throws(StoreFault) {
    let slash = path.lastIndex(of: "/")
    let directory = slash.map { String(path[..<$0]) } ?? "."
    let descriptor = open(directory.isEmpty ? "/" : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw fault(errno: errno, at: directory, writing: true) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw fault(errno: errno, at: directory, writing: true) }
  }

  /// The names in a directory, without `.` and `..`, in byte order.
  static func names(in path: String) throws(StoreFault) -> [String] {
    guard let stream = opendir(path) else { throw fault(errno: errno, at: path) }
    defer { closedir(stream) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
      errno = 0
    }
    guard errno == 0 else { throw fault(errno: errno, at: path) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// What stands at a path.
  enum Kind {
    case file
    case directory
    case other
  }

  /// What stands at `path`, not following a symbolic link; nil when there is nothing.
  static func kind(of path: String) throws(StoreFault) -> Kind? {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if errno == ENOENT { return nil }
      throw fault(errno: errno, at: path)
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .directory
    default: return .other
    }
  }

  /// Checks that this process, with the rights it acts with, may do `rights` (`R_OK`, `W_OK`, `X_OK`).
  static func checkRights(_ rights: Int32, at path: String) throws(StoreFault) {
    guard faccessat(AT_FDCWD, path, rights, AT_EACCESS) == 0 else {
      throw fault(errno: errno, at: path)
    }
  }

  /// Checks that a file may be read and written.
  static func checkReadableAndWritable(_ path: String) throws(StoreFault) {
    try checkRights(R_OK | W_OK, at: path)
  }

  /// Makes a directory durable; one that is there already is no error.
  static func makeDirectory(_ path: String, mode: mode_t) throws(StoreFault) {
    if mkdir(path, mode) != 0 {
      guard errno == EEXIST else { throw fault(errno: errno, at: path, writing: true) }
      guard try kind(of: path) == .directory else { throw StoreFault(.notADirectory, at: path) }
    }
    try syncDirectory(of: path)
  }

  /// The fault that an `errno` stands for.
  static func fault(errno code: Int32, at path: String, writing: Bool = false) -> StoreFault {
    let kind: StoreFault.Code =
      switch code {
      case ENOENT where !writing: .notFound
      case EACCES, EPERM: .notPermitted
      case EROFS: .readOnly
      case ENOSPC, EDQUOT: .diskFull
      case ELOOP, ENXIO: .notAPlainFile
      case ENOTDIR: .notADirectory
      default: .inputOutput
      }
    return StoreFault(kind, at: path, String(cString: strerror(code)))
  }
}
