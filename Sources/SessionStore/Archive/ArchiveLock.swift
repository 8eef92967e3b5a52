import Glibc

/// Says that one process uploads from an archive, or that one process writes its chain: an `flock`
/// on `sync.lock` or `capture.lock`, which the kernel gives up when the process ends, however it
/// ends. Held as long as this object lives.
public final class ArchiveLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock of uploads.
  ///
  /// - Throws: `StoreFault` `sync-already-running` when another process has it.
  public convenience init(syncing archive: Archive) throws(StoreFault) {
    try self.init(archive.syncLock, taken: .syncAlreadyRunning)
  }

  /// Takes the lock of walks and their recovery. Two writers would fork the chain, and recovery
  /// would seal a walk that another process still records.
  ///
  /// - Throws: `StoreFault` `capture-already-running` when another process has it.
  public convenience init(capturing archive: Archive) throws(StoreFault) {
    try self.init(archive.captureLock, taken: .captureAlreadyRunning)
  }

  private init(_ path: String, taken: StoreFault.Code) throws(StoreFault) {
    let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC
    descriptor = open(path, flags, 0o640)
    guard descriptor >= 0 else { throw ArchiveFiles.fault(errno: errno, at: path, writing: true) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      close(descriptor)
      guard code == EWOULDBLOCK else { throw ArchiveFiles.fault(errno: code, at: path) }
      throw StoreFault(taken, at: path)
    }
  }

  deinit {
    close(descriptor)
  }
}
