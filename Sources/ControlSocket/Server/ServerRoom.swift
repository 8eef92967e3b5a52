import CLinuxIO
import Glibc
import Readings

/// Every connection of a server and what is to be done about it. Used on the server's loop alone;
/// calls out to nobody: what others must do is left in `effects`.
struct ServerRoom {
  /// What the server does when it has left the room.
  enum Effect {
    case watch(Int32, UInt64, UInt32)
    case rewatch(Int32, UInt32)
    case close(Int32)
    case call(ControlCall, ControlPeer)
    case notice(ServerNotice)
  }

  var effects: [Effect] = []
  private(set) var clients: [UInt64: ServedClient] = [:]
  private var lastNumber: UInt64 = 0
  private let limits: ServerLimits
  private let daemon: String

  init(_ limits: ServerLimits, daemon: String) {
    self.limits = limits
    self.daemon = daemon
  }

  /// When the first patience ends.
  var deadline: MonotonicInstant? {
    clients.values.filter { !$0.isBusy || $0.isLeaving }.compactMap(\.deadline).min()
  }

  // MARK: Coming and going

  mutating func enter(
    _ socket: Int32, _ credentials: PeerCredentials?, _ roles: [ControlRole],
    at now: MonotonicInstant
  ) {
    guard let credentials else {
      effects += [.notice(.turnedAway(nil, .unknownPeer)), .close(socket)]
      return
    }
    lastNumber += 1
    let peer = ControlPeer(connection: lastNumber, credentials: credentials, roles: roles)
    guard clients.count < limits.clients else {
      return refuseAtDoor(socket, peer, .tooManyClients(limits.clients))
    }
    guard !roles.isEmpty else { return refuseAtDoor(socket, peer, .noRole) }
    var client = ServedClient(socket, peer)
    client.deadline = now + limits.patience
    client.interest = EPOLLIN.rawValue
    clients[lastNumber] = client
    effects.append(.watch(socket, lastNumber, client.interest))
  }

  /// A fresh socket has room for one line: nobody has to wait for it to be read.
  private mutating func refuseAtDoor(_ socket: Int32, _ peer: ControlPeer, _ fault: ControlFault) {
    var output = OutputQueue()
    if let line = ControlMessage.refusal(id: nil, fault).line { output.add(line) }
    _ = output.send(to: socket)
    effects += [.notice(.turnedAway(peer, fault)), .close(socket)]
  }

  private mutating func remove(_ number: UInt64) {
    guard let client = clients.removeValue(forKey: number) else { return }
    effects.append(.close(client.socket))
    if !client.isLeaving { effects.append(.notice(.left(client.peer))) }
  }

  /// Tells a client why it must go, and gives it a moment to read that.
  mutating func turnAway(_ number: UInt64, _ fault: ControlFault, at now: MonotonicInstant) {
    guard var client = clients[number], !client.isLeaving else { return }
    client.isLeaving = true
    client.isSubscribed = false
    client.waiting = []
    client.output.dropUnbegun()
    if let line = ControlMessage.refusal(id: nil, fault).line { client.output.add(line) }
    client.deadline = now + limits.farewell
    clients[number] = client
    effects.append(.notice(.turnedAway(client.peer, fault)))
    flush(number)
  }

  /// Turns away those with whom patience has ended.
  mutating func expire(at now: MonotonicInstant) {
    for (number, client) in clients where client.deadline.map({ $0 <= now }) ?? false {
      guard !client.isBusy || client.isLeaving else { continue }
      if client.isLeaving {
        remove(number)
      } else {
        turnAway(number, .timedOut, at: now)
      }
    }
  }

  /// Tells everyone why they must go, and closes at once: the line is in the socket already unless
  /// its reader is slow.
  mutating func dismissAll(_ fault: ControlFault, at now: MonotonicInstant) {
    for number in clients.keys { turnAway(number, fault, at: now) }
    for number in clients.keys { remove(number) }
  }

  // MARK: Hearing

  /// The most that is read at once, so that no client keeps the others waiting.
  private static let longestRead = 16_384

  mutating func serve(_ number: UInt64, _ events: UInt32, at now: MonotonicInstant) {
    guard let client = clients[number] else { return }
    if events & EPOLLOUT.rawValue != 0 { flush(number) }
    guard events & (EPOLLIN.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 else { return }
    var bytes = [UInt8](repeating: 0, count: Self.longestRead)
    let count = read(client.socket, &bytes, bytes.count)
    guard count > 0 else {
      let isHalf = count == 0 && events & EPOLLHUP.rawValue == 0
      if isHalf {
        end(number)
      } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
        remove(number)
      }
      return
    }
    guard var client = clients[number], !client.isLeaving else { return }
    let wasWithinLine = client.framer.isWithinLine
    let lines = client.framer.take(bytes.prefix(count))
    client.waiting += lines
    // Patience counts from a line's first byte, however many come after it.
    if client.isGreeted, !lines.isEmpty || !wasWithinLine {
      client.deadline = client.framer.isWithinLine ? now + limits.patience : nil
    }
    clients[number] = client
    hearWaiting(number, at: now)
  }

  /// A client will say no more but may still listen: what it asked is still replied to.
  private mutating func end(_ number: UInt64) {
    clients[number]?.hasEnded = true
    if let client = clients[number], !client.isLeaving { clients[number]?.deadline = nil }
    updateInterest(number)
  }

  private mutating func hearWaiting(_ number: UInt64, at now: MonotonicInstant) {
    while let client = clients[number], !client.isBusy, !client.isLeaving,
      let line = client.waiting.first
    {
      clients[number]?.waiting.removeFirst()
      hear(line, from: number, at: now)
    }
    updateInterest(number)
  }

  private mutating func hear(
    _ line: LineFramer.Line, from number: UInt64, at now: MonotonicInstant
  ) {
    guard case .whole(let bytes) = line else { return turnAway(number, .lineTooLong, at: now) }
    do throws(CallRefusal) {
      try hear(try ControlCall(parsing: bytes), from: number, at: now)
    } catch {
      guard let id = error.id else { return turnAway(number, error.fault, at: now) }
      say(.refusal(id: id, error.fault), to: number, at: now)
    }
  }

  private mutating func hear(
    _ call: ControlCall, from number: UInt64, at now: MonotonicInstant
  ) throws(CallRefusal) {
    guard let client = clients[number] else { return }
    if case .hello(let version, let program) = call.request {
      return greet(number, call.id, version, program, at: now)
    }
    guard client.isGreeted else { throw CallRefusal(id: call.id, fault: .notGreeted) }
    guard call.request.kind.roles.contains(where: client.peer.roles.contains) else {
      throw CallRefusal(id: call.id, fault: .roleMissing(call.request.kind))
    }
    switch call.request {
    case .subscribe, .unsubscribe:
      clients[number]?.isSubscribed = call.request == .subscribe
      say(.reply(id: call.id, .done), to: number, at: now)
    default:
      clients[number]?.isBusy = true
      effects.append(.call(call, client.peer))
    }
  }

  private mutating func greet(
    _ number: UInt64, _ id: Int64, _ version: String, _ program: String, at now: MonotonicInstant
  ) {
    guard let client = clients[number] else { return }
    guard version == ControlProtocol.version else {
      return turnAway(number, .wrongVersion(version), at: now)
    }
    clients[number]?.isGreeted = true
    clients[number]?.deadline = client.framer.isWithinLine ? now + limits.patience : nil
    say(.reply(id: id, .welcome(daemon: daemon, roles: client.peer.roles)), to: number, at: now)
    effects.append(.notice(.greeted(client.peer, program: program)))
  }

  // MARK: Saying

  /// The daemon has done what a client asked.
  mutating func reply(
    to number: UInt64, _ message: ControlMessage, at now: MonotonicInstant
  ) {
    guard let client = clients[number] else { return }
    clients[number]?.isBusy = false
    // Nothing was read from it meanwhile: it could not have ended the line that it began.
    if !client.isLeaving {
      clients[number]?.deadline = client.framer.isWithinLine ? now + limits.patience : nil
    }
    say(message, to: number, at: now)
    hearWaiting(number, at: now)
  }

  /// Tells everyone who subscribed; `line` is one whole line.
  mutating func publish(_ line: [UInt8], at now: MonotonicInstant) {
    for (number, client) in clients where client.isSubscribed { add(line, to: number, at: now) }
  }

  private mutating func say(
    _ message: ControlMessage, to number: UInt64, at now: MonotonicInstant
  ) {
    var line = message.line
    if line == nil, case .reply(let id, _) = message {
      line = ControlMessage.refusal(id: id, .replyTooLong).line
    }
    if let line { add(line, to: number, at: now) }
  }

  private mutating func add(_ line: [UInt8], to number: UInt64, at now: MonotonicInstant) {
    guard let client = clients[number], !client.isLeaving else { return }
    guard client.output.count + line.count <= limits.backlog else {
      return turnAway(number, .tooSlow, at: now)
    }
    clients[number]?.output.add(line)
    flush(number)
  }

  private mutating func flush(_ number: UInt64) {
    guard var client = clients.removeValue(forKey: number) else { return }
    let isThere = client.output.send(to: client.socket)
    let isDone = client.isLeaving && client.output.isEmpty
    clients[number] = client
    if !isThere || isDone { remove(number) } else { updateInterest(number) }
  }

  /// Reads from a client only when its last request is done: what it sends meanwhile stays with it.
  private mutating func updateInterest(_ number: UInt64) {
    guard let client = clients[number] else { return }
    if client.isDone { return remove(number) }
    var interest: UInt32 = 0
    if client.isHeard { interest |= EPOLLIN.rawValue }
    if !client.output.isEmpty { interest |= EPOLLOUT.rawValue }
    guard interest != client.interest else { return }
    clients[number]?.interest = interest
    effects.append(.rewatch(client.socket, interest))
  }
}
