import CLinuxIO
public import DeviceProtocols
import Glibc
import Synchronization

/// A serial line of the kernel: raw, exclusive, without waiting. It is told from the event loop's
/// thread; each read is stamped when it returns.
public final class SerialPort: BytePort {
  /// More than that unsent means that the line is dead: a question has 10 bytes at most.
  static let longestQueue = 1_024

  private struct State {
    var file: Int32
    var before: termios
    var unsent: [UInt8] = []
    var isBroken = false
  }

  private let path: String
  private let loop: EventLoop
  private let sink: PortSink
  private let state: Mutex<State>

  /// Opens the line at `path`, claims it for this process, sets it up and drops what it held.
  ///
  /// - Throws: `PortFault`: `absent`, `noPermission`, `busy`, or `system` with a sentence.
  public init(
    path: String, line: SerialLine, loop: EventLoop, sink: @escaping PortSink
  ) throws(PortFault) {
    let file = linuxio_tty_open(path)
    guard file >= 0 else { throw PortFault(opening: path, errno) }
    var before = termios()
    do throws(PortFault) {
      try Self.claim(file, path)
      _ = tcgetattr(file, &before)
      try Self.setUp(file, path, line)
    } catch {
      Glibc.close(file)
      throw error
    }
    self.path = path
    self.loop = loop
    self.sink = sink
    state = Mutex(State(file: file, before: before))
    guard loop.watch(file, { [weak self] events in self?.ready(events) }) else {
      close()
      throw PortFault(.system, "\(path) is no serial line; choose another port.")
    }
  }

  deinit { close() }

  /// Sends `message` as far as the line takes it, and the rest when it takes more.
  public func send(_ message: HostMessage) { send(message.bytes) }

  func send(_ bytes: [UInt8]) {
    let fault: PortFault? = state.withLock { state in
      guard state.file >= 0, !state.isBroken else { return nil }
      guard state.unsent.count + bytes.count <= Self.longestQueue else {
        return breakLine(
          &state, .stalled, "\(path) takes no more bytes; check the cable and unplug it once.", 0)
      }
      let hadUnsent = !state.unsent.isEmpty
      state.unsent += bytes
      return hadUnsent ? nil : flush(&state)
    }
    if let fault { sink(.broken(fault, at: EventLoop.now)) }
  }

  /// Gives the line back as it was.
  public func close() {
    state.withLock { state in
      guard state.file >= 0 else { return }
      loop.unwatch(state.file)
      // On a line that hung up both fail, and need not work.
      _ = tcsetattr(state.file, TCSANOW, &state.before)
      _ = linuxio_tty_release(state.file)
      Glibc.close(state.file)
      state.file = -1
    }
  }

  // MARK: Opening

  private static func claim(_ file: Int32, _ path: String) throws(PortFault) {
    guard isatty(file) == 1 || hasTermios(file) else {
      throw PortFault(.notTheDevice, "\(path) is no serial line; choose another port.")
    }
    // TIOCEXCL does not hold against root, so look for another's claim and lock the node too.
    guard linuxio_tty_is_exclusive(file) == 0, linuxio_lock(file) == 0 else {
      throw PortFault(busy: path, EBUSY)
    }
    _ = linuxio_tty_claim(file)
  }

  private static func hasTermios(_ file: Int32) -> Bool {
    var settings = termios()
    return tcgetattr(file, &settings) == 0
  }

  private static func setUp(
    _ file: Int32, _ path: String, _ line: SerialLine
  ) throws(PortFault) {
    guard linuxio_tty_set_raw(file, Int32(clamping: line.baud)) == 0 else {
      let number = errno
      _ = linuxio_tty_release(file)
      throw PortFault(
        .system, "\(path) does not take \(line.baud) baud, 8N1; use another adapter.", number)
    }
    // An adapter without these lines, and a pseudo-terminal, say so and work all the same.
    if line.raisesModemLines { _ = linuxio_tty_raise_modem_lines(file) }
  }

  // MARK: On the loop

  private func ready(_ events: UInt32) {
    let hungUp = events & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0
    // What came before the hang-up is still to be had.
    if hungUp || events & EPOLLIN.rawValue != 0 { receive() }
    let fault: PortFault? = state.withLock { state in
      guard state.file >= 0, !state.isBroken else { return nil }
      if hungUp { return unplugged(&state, 0) }
      return events & EPOLLOUT.rawValue != 0 ? flush(&state) : nil
    }
    if let fault { sink(.broken(fault, at: EventLoop.now)) }
  }

  private func receive() {
    var buffer = [UInt8](repeating: 0, count: 512)
    while true {
      let (count, fault): (Int, PortFault?) = state.withLock { state in
        guard state.file >= 0, !state.isBroken else { return (0, nil) }
        let count = read(state.file, &buffer, buffer.count)
        if count > 0 { return (count, nil) }
        let number = errno
        if count < 0, number == EAGAIN || number == EINTR { return (0, nil) }
        return (0, unplugged(&state, count < 0 ? number : 0))
      }
      let now = EventLoop.now
      if let fault { return sink(.broken(fault, at: now)) }
      guard count > 0 else { return }
      sink(.bytes(Array(buffer.prefix(count)), at: now))
      guard count == buffer.count else { return }
    }
  }

  // MARK: Under the lock

  private func flush(_ state: inout State) -> PortFault? {
    while !state.unsent.isEmpty {
      let count = write(state.file, state.unsent, state.unsent.count)
      if count > 0 {
        state.unsent.removeFirst(count)
      } else if count < 0, errno == EINTR {
        continue
      } else if count < 0, errno != EAGAIN {
        return unplugged(&state, errno)
      } else {
        loop.rewatch(state.file, for: EPOLLIN.rawValue | EPOLLOUT.rawValue)
        return nil
      }
    }
    loop.rewatch(state.file, for: EPOLLIN.rawValue)
    return nil
  }

  private func unplugged(_ state: inout State, _ number: Int32) -> PortFault {
    breakLine(
      &state, .unplugged, "\(path) hung up: the device was unplugged or switched off.", number)
  }

  /// Silences the line: a hang-up would be told without end.
  private func breakLine(
    _ state: inout State, _ code: PortFault.Code, _ sentence: String, _ number: Int32
  ) -> PortFault {
    state.isBroken = true
    state.unsent = []
    loop.unwatch(state.file)
    return PortFault(code, sentence, number)
  }
}
