import ControlSocket
import Readings
import Testing

/// A real server and clients that mean no good, are slow or are too many.
@Suite struct HostileClientTests {
  @Test("garbage, another version and a huge line, are answered with why and closed")
  func hostile_isClosed() async throws {
    let folder = try SocketFolder()
    let notices = HeardNotices()
    let server = try ServerBench.serve(folder, notices: notices)
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
    let server = try ServerBench.serve(folder, limits: limits)
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
    let notices = HeardNotices()
    var limits = ServerLimits()
    limits.farewell = .seconds(600)
    let server = try ServerBench.serve(folder, limits: limits, notices: notices)
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
    let server = try ServerBench.serve(folder, limits: limits)
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
    let server = try ServerBench.serve(folder)
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
}
