import Glibc

/// How much room a disk has.
package enum DiskRoom {
  /// Bytes that an ordinary user may still write at `path`; nil when the disk cannot be asked.
  package static func free(at path: String) -> UInt64? {
    var disk = statvfs()
    guard statvfs(path, &disk) == 0 else { return nil }
    return UInt64(disk.f_bavail) &* UInt64(disk.f_frsize)
  }

  /// Whether at least `bytes` are free at `path`.
  package static func isEnough(_ bytes: UInt64, at path: String) -> Bool {
    free(at: path).map { $0 >= bytes } ?? false
  }
}
