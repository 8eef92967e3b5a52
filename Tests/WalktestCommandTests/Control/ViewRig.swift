import CLinuxIO
import EmulatedBus
import Foundation
import Glibc
import Testing

/// `walktest run` on a pseudo-terminal, looked at as a person would. Unchecked: what its two threads
/// share is read and written under `lock`.
final class ViewRig: @unchecked Sendable {
  private let lock = NSCondition()
  private var screen: VirtualTerminal
  private var isClosed = false
  private let process = Process()
  private let master: Int32
  private let terminal: Int32
  private let before: [UInt8]
  private let ended = DispatchSemaphore(value: 0)

  init(
    _ daemon: ProbeDaemon, rows: Int = 24, columns: Int = 80, environment: [String: String] = [:]
  ) throws {
    var ends: (master: Int32, terminal: Int32) = (-1, -1)
    try #require(linuxio_pty_open(&ends.master, &ends.terminal) == 0)
    (master, terminal) = ends
    // As a shell leaves it: lines are edited, echoed, and Ctrl-C is a signal.
    var settings = termios()
    tcgetattr(terminal, &settings)
    settings.c_lflag |= tcflag_t(ICANON | ECHO | ISIG)
    tcsetattr(terminal, TCSANOW, &settings)
    before = Self.settings(terminal)
    screen = VirtualTerminal(rows: rows, columns: columns)
    setSize(rows, columns)
    process.executableURL = URL(filePath: Walktest.program)
    process.arguments = ["run", "--socket", daemon.socket]
    process.environment = [
      "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "xterm-256color",
    ].merging(environment) { $1 }
    let side = FileHandle(fileDescriptor: terminal, closeOnDealloc: false)
    (process.standardInput, process.standardOutput, process.standardError) = (side, side, side)
    process.terminationHandler = { [ended] _ in ended.signal() }
    try process.run()
    Thread { self.read() }.start()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    lock.withLock { isClosed = true }
    close(terminal)
  }

  private func read() {
    var wanted = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    var bytes = [UInt8](repeating: 0, count: 16_384)
    while !lock.withLock({ isClosed }) {
      guard poll(&wanted, 1, 100) > 0 else { continue }
      let count = Glibc.read(master, &bytes, bytes.count)
      guard count > 0 else { break }
      lock.withLock {
        screen.take(bytes.prefix(count))
        lock.broadcast()
      }
    }
    close(master)
  }

  private func setSize(_ rows: Int, _ columns: Int) {
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = withUnsafeMutablePointer(to: &size) { ioctl(terminal, UInt(TIOCSWINSZ), $0) }
  }

  /// The terminal's settings as bytes, to be compared.
  private static func settings(_ terminal: Int32) -> [UInt8] {
    var settings = termios()
    tcgetattr(terminal, &settings)
    return withUnsafeBytes(of: &settings) { Array($0.prefix(17)) }
  }

  /// What the person sees.
  var seen: VirtualTerminal { lock.withLock { screen } }
  /// Waits until the usual screen is back; tells whether the terminal is as the shell left it.
  func isGivenBack() async throws -> Bool {
    try await sees("the usual screen") { !$0.isAlternate && $0.isCursorShown }
    return Self.settings(terminal) == before
  }

  func type(_ keys: String) {
    let bytes = Array(keys.utf8)
    _ = write(master, bytes, bytes.count)
  }

  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  func resize(rows: Int, columns: Int) {
    lock.withLock { screen.resize(rows: rows, columns: columns) }
    setSize(rows, columns)
    signal(SIGWINCH)
  }

  /// Waits until the screen satisfies `condition`.
  @discardableResult
  func sees(
    within seconds: Double = 40, _ what: String,
    _ condition: @escaping @Sendable (VirtualTerminal) -> Bool
  ) async throws -> VirtualTerminal {
    let end = Date(timeIntervalSinceNow: seconds)
    return try await Blocking.run { [self] in
      lock.lock()
      defer { lock.unlock() }
      while !condition(screen) {
        guard lock.wait(until: end) else {
          throw RigFault.noLine(
            what, seen: screen.text.components(separatedBy: "\n") + [screen.usual])
        }
      }
      return screen
    }
  }

  /// Waits until the screen shows `text`.
  @discardableResult
  func sees(_ text: String) async throws -> VirtualTerminal {
    try await sees(text) { $0.text.contains(text) }
  }

  /// Waits for the end; gives the exit status.
  func end() async throws -> Int32 {
    let ended = ended
    let isOver = try await Blocking.run { ended.wait(timeout: .now() + .seconds(40)) == .success }
    guard isOver else { throw RigFault.noLine("the end", seen: [seen.text]) }
    return process.terminationStatus
  }
}
