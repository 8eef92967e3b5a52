import CLinuxIO
import ControlSocket
import Foundation
import Glibc
import Readings
import SessionCapture
import Synchronization

/// The conversation of a view with the daemon, on a thread of its own: a daemon that is slow to
/// reply must not make the keys deaf. Connects again for as long as it takes.
final class ControlLink: Sendable {
  /// What the view hears.
  enum Word: Sendable {
    case connected(daemon: String)
    case lost(ControlFault)
    case status(WalkStatus)
    case devices([DeviceLine])
    case event(ControlEvent)
    case granted(String)
    case refused(String, ControlFault)
  }

  private struct Shared {
    var words: [Word] = []
    var asks: [(request: ControlRequest, label: String)] = []
    /// What was asked is done and the status after it told.
    var isSettled = true
    var isStopped = false
  }

  /// A view that does not listen is not told more: then the daemon lets it go, and it begins anew.
  private static let longestBacklog = 2_048
  /// After so much silence the daemon is asked whether it is there.
  private static let pulse = Microseconds.seconds(1)

  /// Readable when there are words.
  let wake = linuxio_eventfd()
  private let nudge = linuxio_eventfd()
  private let shared = Mutex(Shared())
  private let path: String
  private let person: String?

  /// A link to the daemon at `path`, for a person with this code.
  init(path: String, person: String?) {
    self.path = path
    self.person = person
  }

  deinit {
    close(wake)
    close(nudge)
  }

  /// Connects once, so that a daemon that is not there is told at once, and goes on by itself.
  func start(_ socket: SocketOption) throws {
    _ = try DaemonTalk(socket, program: "run")
    Thread { self.run() }.start()
  }

  /// Ends the thread, at the latest when a reply that it waits for has come or timed out.
  func stop() {
    shared.withLock { $0.isStopped = true }
    signal(nudge)
  }

  /// What was heard since the last call.
  func take() -> [Word] {
    Self.drain(wake)
    return shared.withLock { state in
      defer { state.words = [] }
      return state.words
    }
  }

  /// Asks the daemon; the label comes back with what it replies.
  func ask(_ request: ControlRequest, label: String) {
    shared.withLock { state in
      state.asks.append((request, label))
      state.isSettled = false
    }
    signal(nudge)
  }

  /// Waits until what was asked is done or refused, so that a key that was pressed before leaving
  /// counts; no longer than a reply is waited for.
  ///
  /// - Returns: what was heard meanwhile.
  func finish() -> [Word] {
    let end = MachineClocks.now + .seconds(31)
    var words: [Word] = []
    while !shared.withLock({ $0.isSettled }), MachineClocks.now < end {
      _ = wait(for: [wake], .milliseconds(100))
      words += take()
    }
    return words + take()
  }

  // MARK: The thread

  private var isStopped: Bool { shared.withLock { $0.isStopped } }

  private func run() {
    while !isStopped {
      do throws(ControlFault) {
        var client = try ControlClient.connect(to: path, program: "walktest run")
        try converse(&client)
      } catch {
        // What was asked of a daemon that is gone must not be done by the next one.
        let asks = shared.withLock { state in
          defer {
            state.asks = []
            state.isSettled = true
          }
          return state.asks
        }
        for ask in asks { tell(.refused(ask.label, error)) }
        tell(.lost(error))
      }
      _ = wait(for: [nudge], .milliseconds(500))
    }
  }

  private func converse(_ client: inout ControlClient) throws(ControlFault) {
    _ = try client.ask(.subscribe)
    guard case .status(let status) = try client.ask(.status) else { throw Self.nonsense }
    // Only now: a daemon that greets and says no more is not there.
    tell(.connected(daemon: client.daemon))
    tell(.status(status))
    if case .devices(let lines) = try client.ask(.devices) { tell(.devices(lines)) }
    var heard = MachineClocks.now
    while !isStopped {
      _ = wait(for: [client.descriptor, nudge], Self.pulse)
      Self.drain(nudge)
      var isStatusOld = try doAsked(&client)
      while let event = try client.nextEvent(within: .zero) {
        heard = MachineClocks.now
        if case .action = event { isStatusOld = true }
        if case .state = event { isStatusOld = false }
        try tellBounded(.event(event))
      }
      if isStatusOld || MachineClocks.now - heard >= Self.pulse {
        try refreshStatus(&client)
        heard = MachineClocks.now
      }
    }
  }

  private func refreshStatus(_ client: inout ControlClient) throws(ControlFault) {
    let isIdle = shared.withLock { $0.asks.isEmpty }
    if case .status(let status) = try client.ask(.status) { tell(.status(status)) }
    if isIdle { shared.withLock { $0.isSettled = $0.asks.isEmpty } }
  }

  /// True when something was done.
  private func doAsked(_ client: inout ControlClient) throws(ControlFault) -> Bool {
    var isDone = false
    while let next = shared.withLock({ $0.asks.first }) {
      do throws(ControlFault) {
        _ = try client.ask(next.request, by: person, patience: next.request.patience)
        tell(.granted(next.label))
      } catch {
        let isConversationOver = Self.ends(error)
        tell(.refused(next.label, isConversationOver ? Self.unknown : error))
        shared.withLock { _ = $0.asks.removeFirst() }
        if isConversationOver { throw error }
        isDone = true
        continue
      }
      shared.withLock { _ = $0.asks.removeFirst() }
      isDone = true
    }
    return isDone
  }

  private static func ends(_ fault: ControlFault) -> Bool {
    switch fault.code {
    case .rejected, .failed, .roleMissing, .badRequest, .textTooLong, .replyTooLong: false
    default: true
    }
  }

  private static var nonsense: ControlFault {
    ControlFault(
      .malformedLine, "walktestd replied to another question; install the same version of both.")
  }

  private static var unknown: ControlFault {
    ControlFault(
      .noAnswer,
      "no answer; nobody knows whether it was done: look at what is shown when the "
        + "daemon is back.")
  }

  private func tellBounded(_ word: Word) throws(ControlFault) {
    guard shared.withLock({ $0.words.count < Self.longestBacklog }) else {
      throw ControlFault(.tooSlow, "The terminal does not take what is shown.")
    }
    tell(word)
  }

  private func tell(_ word: Word) {
    shared.withLock { state in
      // A daemon that is gone for hours says so once.
      if case .lost = word, case .lost = state.words.last { state.words.removeLast() }
      state.words.append(word)
    }
    signal(wake)
  }

  // MARK: Descriptors

  private func signal(_ descriptor: Int32) {
    var one: UInt64 = 1
    write(descriptor, &one, 8)
  }

  private static func drain(_ descriptor: Int32) {
    var count: UInt64 = 0
    read(descriptor, &count, 8)
  }

  private func wait(for descriptors: [Int32], _ span: Microseconds) -> Bool {
    var wanted = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    return poll(&wanted, nfds_t(wanted.count), Int32(span.count / 1_000)) > 0
  }
}
