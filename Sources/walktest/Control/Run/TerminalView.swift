import CLinuxIO
import ControlSocket
import Foundation
import Glibc
import Readings
import SessionCapture
import SessionHost
import WalkProtocol
import WalkScreen

/// The view on a whole terminal: takes it over, draws what changes, gives it back whatever happens.
struct TerminalView {
  /// How often the screen changes at most, and how often its times go on at least.
  private static let shortestPause = Microseconds.milliseconds(50)
  private static let longestPause = Microseconds.milliseconds(250)

  private let link: ControlLink
  private let style = TerminalStyle(environment: ProcessInfo.processInfo.environment)
  private var screen = WalkScreen()
  private var shown = ShownScreen()
  private var keys = KeyReader()
  private var drawn = MonotonicInstant(microseconds: .min)
  private var isLeft = false
  /// Where signals come as bytes.
  private let signals: Int32

  /// Takes the terminal over.
  init(_ link: ControlLink) throws {
    self.link = link
    signals = linuxio_screen_enter(STDIN_FILENO, STDOUT_FILENO)
    guard signals >= 0 else {
      throw Complaint(
        "The terminal cannot be drawn on (\(String(cString: strerror(errno)))); "
          + "run it with TERM=dumb.", .inputOutput)
    }
  }

  /// Shows the walk until the view is left; gives the terminal back.
  ///
  /// - Returns: the phase at last; nil when the daemon was not there.
  mutating func show() -> WalkPhase? {
    while !isLeft {
      draw()
      wait()
      for word in link.take() { screen.hear(word, at: MachineClocks.now) }
    }
    linuxio_screen_leave()
    for word in link.finish() {
      screen.hear(word, at: MachineClocks.now)
      if let sentence = word.refusal { Console.complain("walktest: \(sentence)") }
    }
    return screen.link == .up ? screen.status?.phase : nil
  }

  private mutating func draw() {
    let now = MachineClocks.now
    guard drawn.microseconds == .min || now - drawn >= Self.shortestPause else { return }
    drawn = now
    var (rows, columns): (Int32, Int32) = (24, 80)
    _ = linuxio_screen_size(STDOUT_FILENO, &rows, &columns)
    let lines = screen.lines(ScreenSize(rows: Int(rows), columns: Int(columns)), at: now)
    let bytes = shown.bytes(toShow: lines, style)
    if !bytes.isEmpty, !Self.write(bytes) { isLeft = true }
  }

  /// Waits for keys, words, signals or the next moment at which something changes by itself.
  private mutating func wait() {
    var wanted = [STDIN_FILENO, link.wake, signals].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    // Words that come within the pause are drawn together.
    let pause = Self.shortestPause - (MachineClocks.now - drawn)
    if pause > .zero { wanted[1].fd = -1 }
    let patience = pause > .zero ? pause : Self.longestPause
    guard poll(&wanted, 3, Int32(patience.count / 1_000 + 1)) > 0 else { return }
    if wanted[2].revents != 0 { hearSignals() }
    guard wanted[0].revents != 0 else { return }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = read(STDIN_FILENO, &bytes, bytes.count)
    // The terminal is gone.
    if count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN) { isLeft = true }
    guard count > 0 else { return }
    for key in keys.take(bytes.prefix(count)) { press(key) }
  }

  private mutating func press(_ key: KeyStroke) {
    for step in screen.press(key, at: MachineClocks.now) {
      switch step {
      case .ask(let request, let label): link.ask(request, label: label)
      case .leave: isLeft = true
      case .redraw: shown = ShownScreen()
      }
    }
    drawn = MonotonicInstant(microseconds: .min)
  }

  private mutating func hearSignals() {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(signals, &bytes, bytes.count)
    for byte in bytes.prefix(max(0, count)) {
      switch Int32(byte) {
      case SIGWINCH: shown = ShownScreen()
      case SIGCONT:
        linuxio_screen_again()
        shown = ShownScreen()
      default: isLeft = true
      }
    }
    drawn = MonotonicInstant(microseconds: .min)
  }

  /// All bytes at once; false when nobody takes them any more.
  private static func write(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN {
        var room = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        guard poll(&room, 1, 5_000) > 0 else { return false }
        continue
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}

extension ControlLink.Word {
  /// What was not done, and why; nil for other words.
  var refusal: String? {
    if case .refused(let label, let fault) = self {
      "Not done: \(label): \(fault.description)".plain
    } else {
      nil
    }
  }
}

extension WalkScreen {
  /// Takes a word of the link in.
  mutating func hear(_ word: ControlLink.Word, at now: MonotonicInstant) {
    switch word {
    case .connected(let daemon): connected(daemon: daemon, at: now)
    case .lost(let fault): lost(fault.description)
    case .status(let status): hear(status, at: now)
    case .devices(let devices): hear(devices, at: now)
    case .event(let event): hear(event, at: now)
    case .granted(let label): granted(label, at: now)
    case .refused(let label, let fault): refused(label, fault, at: now)
    }
  }
}
