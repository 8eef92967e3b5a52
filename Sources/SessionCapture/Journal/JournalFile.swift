import Glibc

/// A journal on the disk as recovery reads it: only when no session is writing it any more.
public enum JournalFile {
  /// The bytes of a journal that nobody writes.
  ///
  /// - Throws: `JournalFault`: `inUse` while a session writes it, `unreadable` when it cannot be
  ///   opened or read.
  public static func read(_ path: String) throws(JournalFault) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw fault(path) }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else {
      throw errno == EWOULDBLOCK ? JournalFault(.inUse, at: 0, path) : fault(path)
    }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw fault(path) }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
  }

  private static func fault(_ path: String) -> JournalFault {
    JournalFault(.unreadable, at: 0, "\(path): \(String(cString: strerror(errno)))")
  }
}
