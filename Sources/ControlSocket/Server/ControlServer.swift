import CLinuxIO
import DeviceHost
import Glibc
import Readings
import Synchronization

/// Listens on the control socket, knows who asks, and lets nobody keep the daemon waiting: it has a
/// thread of its own, no call on it waits, and what a client may have is bounded.
public final class ControlServer: Sendable {
  /// Does what a call asks. Called once at a time for a client, and side by side for several; roles
  /// were checked before. Runs on the server's thread, which it must not block: what waits or writes
  /// belongs on an actor with an executor of its own. Never gets `hello`, `subscribe` or `unsubscribe`.
  public typealias Handler =
    @Sendable (ControlCall, ControlPeer) async -> Result<ControlResult, ControlFault>

  /// Tells who is at the other end of a connected socket.
  public typealias Identify = @Sendable (Int32) -> PeerCredentials?

  private struct Shared {
    var room: ServerRoom
    /// Kept so that somebody can still be turned away when the process has no descriptors left.
    var spare: Int32
    var isStopped = false
  }

  private let shared: Mutex<Shared>
  private let loop: EventLoop
  private let tasks: LoopTasks
  private let place: SocketPlace
  private let roles: RoleGroups
  private let identify: Identify
  private let notice: @Sendable (ServerNotice) -> Void
  private let handler: Handler

  /// A server that listens from now on. Whoever makes it stops it.
  ///
  /// - Parameters:
  ///   - path: where; the directory must belong to this user or root and be writable to no other.
  ///   - group: the group that may open the socket; nil for the process's own.
  ///   - daemon: the daemon's version, told to those who say hello.
  ///   - roles: which groups give which role.
  ///   - limits: how much clients may have.
  ///   - identify: tells whose connection it is; the kernel's word unless a test says otherwise.
  ///   - notice: hears what should be logged; called on the server's thread.
  ///   - handler: does what is asked.
  /// - Throws: `ControlFault` of code `badPlace`, `alreadyServed` or `system`.
  public init(
    at path: String, group: UInt32?, daemon: String, roles: RoleGroups,
    limits: ServerLimits = ServerLimits(),
    identify: @escaping Identify = { PeerCredentials(of: $0) },
    notice: @escaping @Sendable (ServerNotice) -> Void = { _ in }, handler: @escaping Handler
  ) throws(ControlFault) {
    place = try SocketPlace(path: path, group: group)
    do throws(PortFault) { loop = try EventLoop(name: "control") } catch {
      place.leave()
      throw ControlFault(.system, error.description, reason: error.code.rawValue)
    }
    tasks = LoopTasks(loop)
    shared = Mutex(
      Shared(room: ServerRoom(limits, daemon: daemon), spare: Self.openSpare()))
    self.roles = roles
    self.identify = identify
    self.notice = notice
    self.handler = handler
    loop.watch(place.listener) { [weak self] _ in self?.accept() }
  }

  /// Tells everyone who subscribed. Never waits; may be called on any thread. An event that does
  /// not fit into a line is not told.
  ///
  /// - Returns: false when it does not fit.
  @discardableResult
  public func publish(_ event: ControlEvent) -> Bool {
    guard let line = ControlMessage.event(event).line else { return false }
    loop.submit { [weak self] in self?.enter { $0.publish(line, at: EventLoop.now) } }
    return true
  }

  /// How many clients are connected.
  public var clientCount: Int { shared.withLock { $0.room.clients.count } }

  /// Tells every client that the daemon stops, closes all and removes the socket. Returns when that
  /// is done; calls under way go on, and nobody hears their replies.
  public func stop() async {
    let isFirst = shared.withLock { state in
      defer { state.isStopped = true }
      return !state.isStopped
    }
    guard isFirst else { return }
    await withCheckedContinuation { continuation in
      loop.submit {
        self.closeAll()
        continuation.resume()
      }
    }
    tasks.stop()
  }

  // MARK: On the loop's thread

  private func closeAll() {
    loop.unwatch(place.listener)
    place.leave()
    enter { $0.dismissAll(.stopping, at: EventLoop.now) }
    shared.withLock { state in
      if state.spare >= 0 { close(state.spare) }
      state.spare = -1
    }
  }

  private static func openSpare() -> Int32 { linuxio_eventfd() }

  /// The most that are let in before others are served again.
  private static let longestQueueAtOnce = 16

  private func accept() {
    for _ in 0..<Self.longestQueueAtOnce {
      let socket = linuxio_accept(place.listener)
      if socket < 0 {
        if errno == EMFILE || errno == ENFILE { turnOneAway() }
        return
      }
      let credentials = identify(socket)
      let roles = credentials.map(self.roles.roles(of:)) ?? []
      enter { $0.enter(socket, credentials, roles, at: EventLoop.now) }
    }
  }

  /// Without a descriptor nobody can be accepted, and the listener would be ready for ever.
  private func turnOneAway() {
    shared.withLock { state in
      guard state.spare >= 0 else { return }
      close(state.spare)
      let socket = linuxio_accept(place.listener)
      if socket >= 0 { close(socket) }
      state.spare = Self.openSpare()
    }
  }

  /// Changes the room, then does what follows from it.
  private func enter(_ change: (inout ServerRoom) -> Void) {
    let (effects, deadline) = shared.withLock { state in
      change(&state.room)
      defer { state.room.effects = [] }
      return (state.room.effects, state.room.deadline)
    }
    for effect in effects { perform(effect) }
    loop.setDeadline(deadline) { [weak self] in self?.enter { $0.expire(at: EventLoop.now) } }
  }

  private func perform(_ effect: ServerRoom.Effect) {
    switch effect {
    case .watch(let socket, let number, let events):
      loop.watch(socket, for: events) { [weak self] events in
        self?.enter { $0.serve(number, events, at: EventLoop.now) }
      }
    case .rewatch(let socket, let events): loop.rewatch(socket, for: events)
    case .close(let socket):
      loop.unwatch(socket)
      close(socket)
    case .call(let call, let peer):
      Task(executorPreference: tasks) { await self.handle(call, peer) }
    case .notice(let told): notice(told)
    }
  }

  private func handle(_ call: ControlCall, _ peer: ControlPeer) async {
    let message: ControlMessage =
      switch await handler(call, peer) {
      case .success(let result): .reply(id: call.id, result)
      case .failure(let fault): .refusal(id: call.id, fault)
      }
    loop.submit { [weak self] in
      self?.enter { $0.reply(to: peer.connection, message, at: EventLoop.now) }
    }
  }
}
