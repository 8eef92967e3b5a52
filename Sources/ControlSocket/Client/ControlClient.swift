import CLinuxIO
import Glibc
public import Readings

/// A program's connection to the daemon. Every wait is bounded. Used by one thread at a time.
///
///     var client = try ControlClient.connect(to: path, program: "walktest status")
///     guard case .status(let status) = try client.ask(.status) else { … }
public struct ControlClient: ~Copyable {
  /// Events kept while a reply is waited for.
  public static let longestBacklog = 4_096

  /// The daemon's version.
  public private(set) var daemon = ""
  /// What this account may do.
  public private(set) var roles: [ControlRole] = []
  /// The connection, for a poll together with others: when it has something, ask for `nextEvent`
  /// until there is none.
  public let descriptor: Int32

  private var framer = LineFramer()
  private var events: [ControlEvent] = []
  private var lastID: Int64 = 0
  /// Replies that nobody waits for any more bear lower numbers than this.
  private var reply: (id: Int64, Result<ControlResult, ControlFault>)?

  /// Connects and says hello.
  ///
  /// - Parameters:
  ///   - path: the daemon's socket.
  ///   - program: this program's name, for the daemon's log.
  ///   - patience: how long to wait for the connection and the greeting.
  /// - Throws: `ControlFault`: `notRunning`, `noPermission`, `noRole`, `wrongVersion`, `noAnswer` …
  public static func connect(
    to path: String, program: String, patience: Microseconds = .seconds(5)
  ) throws(ControlFault) -> ControlClient {
    var client = ControlClient(descriptor: try open(path, patience))
    guard
      case .welcome(let daemon, let roles) = try client.ask(
        .hello(version: ControlProtocol.version, program: program), patience: patience)
    else { throw .unexpected }
    client.daemon = daemon
    client.roles = roles
    return client
  }

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Asks and waits for the reply; events that come meanwhile are kept for `nextEvent`.
  ///
  /// - Parameter person: the code of the person who acts; nil for the session's operator.
  /// - Throws: the daemon's refusal, or `noAnswer` or `closed`. After `noAnswer` it is not known
  ///   whether the daemon did it: ask for the status.
  public mutating func ask(
    _ request: ControlRequest, by person: String? = nil, patience: Microseconds = .seconds(5)
  ) throws(ControlFault) -> ControlResult {
    lastID += 1
    let end = Self.now + patience
    reply = nil
    var line = ControlCall(id: lastID, person: person, request).line[...]
    while !line.isEmpty { try send(&line, until: end) }
    while reply == nil {
      guard try wait(for: POLLIN, until: end) else { throw .noAnswer }
      try receive()
    }
    guard let reply else { throw .noAnswer }
    return try reply.1.get()
  }

  /// The next event; nil when none comes within `patience` (zero: when none is there).
  ///
  /// - Throws: `ControlFault`: why the daemon ended the connection, or `closed`.
  public mutating func nextEvent(
    within patience: Microseconds
  ) throws(ControlFault) -> ControlEvent? {
    let end = Self.now + patience
    while events.isEmpty {
      guard try wait(for: POLLIN, until: end) else { return nil }
      try receive()
    }
    return events.removeFirst()
  }

  // MARK: The line

  private static var now: MonotonicInstant {
    MonotonicInstant(microseconds: linuxio_monotonic_us())
  }

  private static func open(
    _ path: String, _ patience: Microseconds
  ) throws(ControlFault) -> Int32 {
    let socket = linuxio_local_socket()
    guard socket >= 0 else { throw .system("No sockets are to be had", errno) }
    var error = linuxio_local_connect(socket, path, max(1, patience.count))
    if error == 0 { error = linuxio_no_waiting(socket) }
    guard error == 0 else {
      close(socket)
      throw .cannotConnect(path, error)
    }
    return socket
  }

  /// False when time is over.
  private func wait(for events: Int32, until end: MonotonicInstant) throws(ControlFault) -> Bool {
    var wanted = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    while true {
      let left = max(0, (end - Self.now).count)
      let count = poll(&wanted, 1, Int32(clamping: (left + 999) / 1_000))
      if count > 0 { return true }
      if count == 0 { return false }
      // A signal (a window that changed its size) is no answer.
      if errno != EINTR { throw .system("The connection cannot be waited for", errno) }
    }
  }

  private mutating func send(
    _ line: inout ArraySlice<UInt8>, until end: MonotonicInstant
  ) throws(ControlFault) {
    let count = line.withUnsafeBytes {
      Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    if count > 0 {
      line = line.dropFirst(count)
    } else if errno == EAGAIN {
      guard try wait(for: POLLOUT, until: end) else { throw .noAnswer }
    } else if errno == EPIPE || errno == ECONNRESET {
      // The daemon says why before it closes: that is read as long as there is something.
      while true { try receive() }
    } else if errno != EINTR {
      throw .system("The daemon cannot be asked", errno)
    }
  }

  private mutating func receive() throws(ControlFault) {
    var bytes = [UInt8](repeating: 0, count: 16_384)
    let count = read(descriptor, &bytes, bytes.count)
    guard count > 0 else {
      if count < 0, errno == EAGAIN || errno == EINTR { return }
      throw .closed
    }
    for line in framer.take(bytes.prefix(count)) {
      guard case .whole(let text) = line else { throw .lineTooLong }
      try hear(try ControlMessage(parsing: text))
    }
  }

  private mutating func hear(_ message: ControlMessage) throws(ControlFault) {
    switch message {
    case .reply(let id, let result): if id == lastID { reply = (id, .success(result)) }
    case .refusal(let id?, let fault): if id == lastID { reply = (id, .failure(fault)) }
    case .refusal(nil, let fault): throw fault
    case .event(let event):
      guard events.count < Self.longestBacklog else { throw .tooSlow }
      events.append(event)
    }
  }
}

extension ControlFault {
  static var noAnswer: ControlFault {
    ControlFault(
      .noAnswer, "walktestd does not answer; look at it with systemctl status walktestd.")
  }

  static var closed: ControlFault {
    ControlFault(
      .closed,
      "walktestd has closed the connection; look at it with systemctl status walktestd.")
  }

  static var unexpected: ControlFault {
    ControlFault(
      .malformedLine, "walktestd replied to another question; install the same version of both.")
  }

  static func cannotConnect(_ path: String, _ number: Int32) -> ControlFault {
    switch number {
    case ENOENT, ECONNREFUSED:
      ControlFault(
        .notRunning, "walktestd is not running; start it with systemctl start walktestd.")
    case EACCES, EPERM:
      ControlFault(
        .noPermission,
        "Your account may not talk to walktestd; ask the technician to put it into the group "
          + "\(ControlRole.staff.groupName), then log in again.")
    case EAGAIN, ETIMEDOUT: .noAnswer
    case ENAMETOOLONG:
      ControlFault(.badPlace, "The path \(path) is too long for a socket; give a shorter one.")
    default: .system("walktestd cannot be reached at \(path)", number)
    }
  }
}
