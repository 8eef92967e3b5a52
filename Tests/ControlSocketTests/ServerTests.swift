import ControlSocket
import Foundation
import Readings
import Synchronization
import Testing

/// A real server on a real socket.
@Suite struct ControlServerTests {
  @Test("a client, is greeted, asks and hears every event that is published")
  func client_asksAndHears() async throws {
    let folder = try SocketFolder()
    let server = try ServerBench.serve(folder)
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
      ([ServerBench.staffGroup], [ControlRole.staff]),
      ([ServerBench.technicianGroup], [.technician]),
      ([1, 4_003], [.coordinator]),
      ([ServerBench.staffGroup, ServerBench.technicianGroup], [.staff, .technician]),
    ] {
      let folder = try SocketFolder()
      let server = try ServerBench.serve(folder, groups: groups) { call, peer in
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
    let server = try ServerBench.serve(folder, groups: [1, 2])
    let fault = ServerBench.fault {
      _ = try ControlClient.connect(to: folder.socket, program: "test")
    }
    #expect(fault?.code == .noRole)
    await server.stop()
  }

  @Test("a refusal of the daemon, reaches its client with its reason")
  func refusal_reaches() async throws {
    let folder = try SocketFolder()
    let server = try ServerBench.serve(folder) { _, _ in
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
    let server = try ServerBench.serve(folder) { _, _ in
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
    let server = try ServerBench.serve(folder)
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
    let server = try ServerBench.serve(folder)
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

  @Test("a daemon that stops, tells its clients; without one the sentence says what to do")
  func stop_isTold() async throws {
    let folder = try SocketFolder()
    let server = try ServerBench.serve(folder)
    let client = try RawClient(folder.socket)
    try client.greet()
    await server.stop()
    await server.stop()
    #expect(try client.farewell()?.code == .stopping)
    let fault = ServerBench.fault {
      _ = try ControlClient.connect(to: folder.socket, program: "test")
    }
    #expect(
      fault?.description
        == "walktestd is not running; start it with systemctl start walktestd.")
  }

  @Test("a daemon that does not reply, is waited for no longer than told")
  func deafDaemon_isLeft() async throws {
    let folder = try SocketFolder()
    let (gate, opener) = AsyncStream<Void>.makeStream()
    let server = try ServerBench.serve(folder) { _, _ in
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
