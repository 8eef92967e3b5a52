import Glibc

/// Runs file operations as somebody who is not root, so that rights count: the kernel checks them
/// by the file-system user of the thread, which only this thread changes.
enum Unprivileged {
  /// Runs `preparing` as we are, then `body` without root's rights; `body` must not change threads.
  static func run(_ body: () throws -> Void, preparing: () -> Void) throws {
    preparing()
    guard geteuid() == 0 else { return try body() }
    setFileSystemUser(65_534)
    defer { setFileSystemUser(0) }
    try body()
  }

  /// `setfsuid` of glibc, whose header Swift's Glibc module leaves out.
  private static func setFileSystemUser(_ user: uid_t) {
    typealias Function = @convention(c) (uid_t) -> Int32
    guard let symbol = dlsym(nil, "setfsuid") else { return }
    _ = unsafeBitCast(symbol, to: Function.self)(user)
  }
}
