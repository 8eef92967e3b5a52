import ControlSocket
import Foundation
import Readings
import Synchronization
import Testing

/// A real server on a real socket.
@Suite struct ControlServerTests {
  /// What the server told.
  private final class Notices: Sendable {
    private let list = Mutex<[ServerNotice]>([])
    func add(_ notice: ServerNotice) { list.withLock { $0.append(notice) } }
    var faults: [ControlFault.Code] {
      list.withLock { list in
        list.compactMap { if case .turnedAway(_, let fault) = $0 { fault.code } else { nil } }
      }
    }
  }

  private static let staffGroup: UInt32 = 4_001
  private static let technicianGroup: UInt32 = 4_002
  private static let groups = RoleGroups([
    (staffGroup, .staff), (technicianGroup, .technician), (4_003, .coordinator),
  ])

  private static func serve(
    _ folder: SocketFolder, limits: ServerLimits = ServerLimits(),
    groups peer: [UInt32] = [staffGroup],
    notices: Notices = Notices(),
    handler: @escaping ControlServer.Handler = { call, _ in
      call.request == .status ? .success(.status(Samples.fullStatus)) : .success(.done)
    }
  ) throws -> ControlServer {
    try ControlServer(
      at: folder.socket, group: nil, daemon: "0.4.0", roles: groups, limits: limits,
      identify: { _ in PeerCredentials(process: 1, user: 1_000, groups: peer) },
      notice: { notices.add($0) }, handler: handler)
  }

  private static func fault(_ body: () throws -> Void) -> ControlFault? {
    do { try body() } catch { return error as? ControlFault }
    return nil
  }

  @Test("a client, is greeted, asks and hears every event that is published")
  func client_asksAndHears() async throws {
    let folder = try SocketFolder()
    let server = try Self.serve(folder)
    var client = try ControlClient.connect(to: folder.socket, program: "test")
    #expect(client.daemon == "0.4.0" && client.roles == [.staff])
    #expect(try client.ask(.status) == .status(Samples.fullStatus))
    server.publish(Samples.events[1])
    // Another thread's event and a socket's bytes have no order: this reply comes after the event.
    #expect(try client.ask(.arm) == .done)
    #expect(try client.ask(.subscribe) == .done)
    for event in Samples.events { server.publish(event) }
    for event in Samples.events {
      #expect(try client.nextEvent(within: .seconds(20)) == event)
    }
    #expect(try client.ask(.unsubscribe) == .done)
    server.publish(Samples.events[0])
    #expect(try client.ask(.arm, by: "op-2") == .done)
    #expect(try client.nextEvent(within: .zero) == nil)
    await server.stop()
    #expect(!FileManager.default.fileExists(atPath: folder.socket))
  }

  @Test("the handler, hears the person, the peer and only what its roles allow")
  func roles_areHeld() async throws {
    for (groups, allowed) in [
      ([Self.staffGroup], [ControlRole.staff]), ([Self.technicianGroup], [.technician]),
      ([1, 4_003], [.coordinator]),
      ([Self.staffGroup, Self.technicianGroup], [.staff, .technician]),
    ] {
      let folder = try SocketFolder()
      let server = try Self.serve(folder, groups: groups) { call, peer in
        #expect(call.person == "op-2" && peer.roles == allowed && peer.credentials.user == 1_000)
        #expect(call.request.kind.roles.contains { allowed.contains($0) })
        return .success(.done)
      }
      var client = try ControlClient.connect(to: folder.socket, program: "test")
      for request in Samples.requests where request.kind != .hello {
        let isAllowed = request.kind.roles.contains { allowed.contains($0) }
        do throws(ControlFault) {
          #expect(try client.ask(request, by: "op-2") == .done)
          #expect(isAllowed, "\(request) of \(allowed)")
        } catch {
          #expect(error.code == .roleMissing && !isAllowed, "\(request): \(error)")
        }
      }
      await server.stop()
    }
  }

  @Test("an account without a role, is told so and let go")
  func noRole_isTold() async throws {
    let folder = try SocketFolder()
    let server = try Self.serve(folder, groups: [1, 2])
    let fault = Self.fault { _ = try ControlClient.connect(to: folder.socket, program: "test") }
    #expect(fault?.code == .noRole)
    await server.stop()
  }

  @Test("a refusal of the daemon, reaches its client with its reason")
  func refusal_reaches() async throws {
    let folder = try SocketFolder()
    let server = try Self.serve(folder) { _, _ in
      .failure(ControlFault(.rejected, "Arm first.", reason: "not-armed"))
    }
    var client = try ControlClient.connect(to: folder.socket, program: "test")
    let fault: ControlFault?
    do throws(ControlFault) {
      _ = try client.ask(.start)
      fault = nil
    } catch { fault = error }
    #expect(fault == ControlFault(.rejected, "Arm first.", reason: "not-armed"))
    await server.stop()
  }

  @Test("requests sent at once, are done one after the other and replied to in order")
  func pipelined_areInOrder() async throws {
    let folder = try SocketFolder()
    let under = Atomic(0)
    let server = try Self.serve(folder) { _, _ in
      #expect(under.add(1, ordering: .relaxed).newValue == 1)
      await Task.yield()
      under.subtract(1, ordering: .relaxed)
      return .success(.done)
    }
    let client = try RawClient(folder.socket)
    try client.greet()
    client.say((1...500).flatMap { ControlCall(id: $0, .arm).line })
    for id in 1...500 { #expect(try client.hear() == .reply(id: Int64(id), .done)) }
    await server.stop()
  }

  @Test("a client that says no more, still hears the replies to what it asked")
  func halfClosed_isReplied() async throws {
    let folder = try SocketFolder()
    let server = try Self.serve(folder)
    let client = try RawClient(folder.socket)
    client.say(
      ControlCall(id: 0, .hello(version: ControlProtocol.version, program: "raw")).line
        + ControlCall(id: 1, .arm).line)
    client.endSaying()
    guard case .reply(0, .welcome) = try client.hear() else { throw CancellationError() }
    #expect(try client.hear() == .reply(id: 1, .done))
    #expect(try client.hear() == nil)
    await server.stop()
  }

  @Test("a bad request, is refused with its number and the connection goes on")
  func badRequest_goesOn() async throws {
    let folder = try SocketFolder()
    let server = try Self.serve(folder)
    let client = try RawClient(folder.socket)
    client.say(#"{"id":3,"request":"arm"}"# + "\n")
    guard case .refusal(3, let early) = try client.hear() else { throw CancellationError() }
    #expect(early.code == .notGreeted)
    try client.greet()
    client.say(#"{"id":4,"request":"belt"}"# + "\n" + #"{"id":5,"request":"arm"}"# + "\n")
    guard case .refusal(4, let fault) = try client.hear() else { throw CancellationError() }
    #expect(fault.code == .badRequest)
    #expect(try client.hear() == .reply(id: 5, .done))
    await server.stop()
  }

  @Test("garbage, another version and a huge line, are answered with why and closed")
  func hostile_isClosed() async throws {
    let folder = try SocketFolder()
    let notices = Notices()
    let server = try Self.serve(folder, notices: notices)
    let cases: [([UInt8], ControlFault.Code)] = [
      (Array("GET / HTTP/1.1\r\n\r\n".utf8), .malformedLine),
      ([0, 255, 10], .malformedLine),
      (
        Array(
          "{\"id\":1,\"request\":\"hello\",\"version\":\"walktest-control/2\",\"program\":\"x\"}\n"
            .utf8),
        .wrongVersion
      ),
      ([UInt8](repeating: 0x7B, count: 100_000), .lineTooLong),
      ([UInt8](repeating: 0x5B, count: 60_000) + [10], .malformedLine),
    ]
    for (bytes, code) in cases {
      let client = try RawClient(folder.socket)
      client.say(bytes)
      #expect(try client.farewell()?.code == code)
    }
    #expect(notices.faults == cases.map(\.1))
    var client = try ControlClient.connect(to: folder.socket, program: "test")
    #expect(try client.ask(.arm) == .done)
    await server.stop()
  }

  @Test("a client that never ends its line or never says hello, is let go when patience ends")
  func slowLoris_isClosed() async throws {
    let folder = try SocketFolder()
    var limits = ServerLimits()
    limits.patience = .milliseconds(30)
    let server = try Self.serve(folder, limits: limits)
    let silent = try RawClient(folder.socket)
    #expect(try silent.farewell()?.code == .timedOut)
    let slow = try RawClient(folder.socket)
    try slow.greet()
    slow.say(#"{"id":1,"#)
    #expect(try slow.farewell()?.code == .timedOut)
    await server.stop()
  }

  @Test("a subscriber that does not read, is dropped with the reason and nobody else waits")
  func slowReader_isDropped() async throws {
    let folder = try SocketFolder()
    let notices = Notices()
    var limits = ServerLimits()
    limits.farewell = .seconds(600)
    let server = try Self.serve(folder, limits: limits, notices: notices)
    let slow = try RawClient(folder.socket)
    try slow.greet()
    slow.say(ControlCall(id: 1, .subscribe).line)
    #expect(try slow.hear() == .reply(id: 1, .done))
    var other = try ControlClient.connect(to: folder.socket, program: "test")
    // More than the socket and the queue take together, told until the server has had enough.
    var told = 0
    while notices.faults.isEmpty, told < 100_000 {
      for _ in 0..<100 { server.publish(Samples.events[0]) }
      told += 100
      #expect(try other.ask(.arm) == .done)
    }
    #expect(notices.faults == [.tooSlow])
    #expect(try slow.farewell()?.code == .tooSlow)
    await server.stop()
  }

  @Test("more clients than are served, are told so, and a place that is left is given again")
  func clients_areBounded() async throws {
    let folder = try SocketFolder()
    var limits = ServerLimits()
    limits.clients = 3
    let server = try Self.serve(folder, limits: limits)
    var clients = try (0..<3).map { _ in try RawClient(folder.socket) }
    for client in clients { try client.greet() }
    #expect(try RawClient(folder.socket).farewell()?.code == .tooManyClients)
    clients.removeLast()
    // The server sees the leaving on its own thread: ask through a client that stays.
    clients[0].say(ControlCall(id: 9, .arm).line)
    #expect(try clients[0].hear() == .reply(id: 9, .done))
    try RawClient(folder.socket).greet()
    await server.stop()
  }

  @Test("1 000 connections at once, leave a daemon that serves the next one")
  func thousand_areSurvived() async throws {
    let folder = try SocketFolder()
    let server = try Self.serve(folder)
    var refused = 0
    var clients: [RawClient] = []
    for _ in 0..<1_000 {
      let client = try RawClient(folder.socket)
      if server.clientCount <= 64, clients.count < 64 {
        clients.append(client)
      } else if try client.farewell()?.code == .tooManyClients {
        refused += 1
      }
    }
    #expect(refused == 936)
    #expect(server.clientCount == 64)
    clients.removeAll()
    var client = try Self.connectWhenThereIsRoom(folder)
    #expect(try client.ask(.arm) == .done)
    await server.stop()
  }

  private static func connectWhenThereIsRoom(
    _ folder: SocketFolder
  ) throws(ControlFault) -> ControlClient {
    for _ in 0..<10_000 {
      do throws(ControlFault) {
        return try ControlClient.connect(to: folder.socket, program: "test")
      } catch {
        guard error.code == .tooManyClients else { throw error }
      }
    }
    return try ControlClient.connect(to: folder.socket, program: "test")
  }

  @Test("a daemon that stops, tells its clients; without one the sentence says what to do")
  func stop_isTold() async throws {
    let folder = try SocketFolder()
    let server = try Self.serve(folder)
    let client = try RawClient(folder.socket)
    try client.greet()
    await server.stop()
    await server.stop()
    #expect(try client.farewell()?.code == .stopping)
    let fault = Self.fault { _ = try ControlClient.connect(to: folder.socket, program: "test") }
    #expect(
      fault?.description
        == "walktestd is not running; start it with systemctl start walktestd.")
  }

  @Test("a daemon that does not reply, is waited for no longer than told")
  func deafDaemon_isLeft() async throws {
    let folder = try SocketFolder()
    let (gate, opener) = AsyncStream<Void>.makeStream()
    let server = try Self.serve(folder) { _, _ in
      for await _ in gate {}
      return .success(.done)
    }
    var client = try ControlClient.connect(to: folder.socket, program: "test")
    let code: ControlFault.Code?
    do throws(ControlFault) {
      _ = try client.ask(.arm, patience: .milliseconds(20))
      code = nil
    } catch { code = error.code }
    #expect(code == .noAnswer)
    opener.finish()
    // The late reply to the question before is nobody's.
    #expect(try client.ask(.status) == .done)
    await server.stop()
  }
}
