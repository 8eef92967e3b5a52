import Glibc

/// Says that one process uploads from an archive: an `flock` on `sync.lock`, which the kernel
/// gives up when the process ends, however it ends. Held as long as this object lives.
public final class ArchiveLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock.
  ///
  /// - Throws: `StoreFault` `sync-already-running` when another process has it.
  public init(syncing archive: Archive) throws(StoreFault) {
    let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC
    descriptor = open(archive.syncLock, flags, 0o640)
    guard descriptor >= 0 else { throw ArchiveFiles.fault(errno: errno, at: archive.syncLock) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      close(descriptor)
      guard code == EWOULDBLOCK else { throw ArchiveFiles.fault(errno: code, at: archive.syncLock) }
      throw StoreFault(.syncAlreadyRunning, at: archive.syncLock)
    }
  }

  deinit {
    close(descriptor)
  }
}
