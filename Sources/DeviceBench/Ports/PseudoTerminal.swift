import CLinuxIO
import Glibc

/// A pseudo-terminal as a serial port that can be unplugged. It behaves as a serial line does: what
/// the device sends while nobody has the port open is lost, and the next host finds nothing old.
struct PseudoTerminal: BenchPort {
  /// One plugged-in terminal. The bench holds the host's end open too: otherwise the pair would hang
  /// up, and go on hanging up, whenever no host is there.
  private struct Pair {
    var master: Int32
    var terminal: Int32
    /// Tells who opens the host's end.
    var watch: Int32
    var path: String
  }

  private let link: TerminalLink?
  private var pair: Pair?
  private var hosts: Int32 = 0

  init(link: String?) { self.link = link.map(TerminalLink.init) }

  var isPlugged: Bool { pair != nil }
  var canReturn: Bool { true }
  var path: String { link?.path ?? pair?.path ?? "" }
  var descriptors: [Int32] { pair.map { [$0.master, $0.watch] } ?? [] }

  mutating func plug() throws(BenchFault) {
    guard pair == nil else { return }
    let new = try Self.open()
    do throws(BenchFault) {
      try link?.point(to: new.path)
    } catch {
      Self.close(new)
      throw error
    }
    pair = new
    hosts = 0
  }

  mutating func unplug() {
    guard let pair else { return }
    link?.remove(ifPointingTo: pair.path)
    // The end of the master is what a host sees as the device going away.
    Self.close(pair)
    self.pair = nil
    hosts = 0
  }

  mutating func notice() -> HostPresence {
    guard let pair else { return HostPresence() }
    var opens: Int32 = 0
    var closes: Int32 = 0
    linuxio_open_watch_take(pair.watch, &opens, &closes)
    let before = hosts
    hosts = max(0, hosts &+ opens &- closes)
    let closed = closes > 0 && hosts == 0
    if closed { linuxio_tty_forget(pair.terminal) }
    return HostPresence(opened: before == 0 && opens > 0, closed: closed)
  }

  func read(limit: Int) -> PortInput {
    guard let pair else { return .nothing }
    // A host that closes the port has not unplugged the device.
    if case .bytes(let bytes) = readOnce(pair.master, limit: limit) { return .bytes(bytes) }
    return .nothing
  }

  func write(_ bytes: [UInt8]) -> Int? {
    guard let pair, hosts > 0 else { return nil }
    return writeAtOnce(pair.master, bytes)
  }

  private static func open() throws(BenchFault) -> Pair {
    var master: Int32 = -1
    var terminal: Int32 = -1
    guard linuxio_pty_open(&master, &terminal) == 0 else {
      throw BenchFault(
        .system, "The system gives no pseudo-terminal; check that /dev/pts is mounted.", errno)
    }
    let path = name(of: terminal)
    let watch = linuxio_open_watch(path)
    guard watch >= 0 else {
      let code = errno
      Glibc.close(terminal)
      Glibc.close(master)
      throw BenchFault(
        .system, "The system cannot tell who opens \(path); raise fs.inotify.max_user_instances.",
        code)
    }
    return Pair(master: master, terminal: terminal, watch: watch, path: path)
  }

  private static func close(_ pair: Pair) {
    for descriptor in [pair.watch, pair.terminal, pair.master] { Glibc.close(descriptor) }
  }

  private static func name(of terminal: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
      guard let start = buffer.baseAddress, ttyname_r(terminal, start, buffer.count) == 0 else {
        return ""
      }
      return String(cString: start)
    }
  }
}
