import Foundation

/// One thread of a running program that stands still while the others go on, as a debugger would
/// have it (ptrace(2)). It goes on with `thaw`, or with the last reference to this.
package final class FrozenThread {
  private static let script = """
    import ctypes, errno, os, sys
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    tasks = f"/proc/{sys.argv[1]}/task/"
    named = [task for task in os.listdir(tasks)
             if open(f"{tasks}{task}/comm").read().strip() == sys.argv[2]]
    if len(named) != 1:
        sys.exit(print(f"{len(named)} threads"))
    thread = int(named[0])
    for request in (0x4206, 0x4207):  # PTRACE_SEIZE, PTRACE_INTERRUPT
        if libc.ptrace(request, thread, None, None) == -1:
            sys.exit(print(errno.errorcode[ctypes.get_errno()]))
    os.waitpid(thread, 0x40000000)  # __WALL: it is not a child. Returns once the thread stands.
    print("frozen", flush=True)
    sys.stdin.read()  # With the end of this process the thread goes on.
    """

  private let process = Process()
  private let release = Pipe()

  /// Freezes the one thread of `daemon` called `name`, and returns when it stands.
  ///
  /// - Returns: nil when this account may not trace.
  /// - Throws: `RigFault` when there is not one such thread.
  package init?(_ name: String, of daemon: RunningDaemon) throws {
    let said = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/python3")
    process.arguments = ["-c", Self.script, "\(daemon.processID)", name]
    process.standardInput = release
    process.standardOutput = said
    try process.run()
    var answer = Data()
    while answer.last != UInt8(ascii: "\n") {
      let more = said.fileHandleForReading.availableData
      if more.isEmpty { break }
      answer += more
    }
    switch String(decoding: answer, as: UTF8.self) {
    case "frozen\n": return
    case "EPERM\n": return nil
    case let other: throw RigFault("\(name) could not be frozen: \(other)")
    }
  }

  deinit { thaw() }

  /// Lets the thread go on.
  package func thaw() {
    try? release.fileHandleForWriting.close()
    process.waitUntilExit()
  }
}
