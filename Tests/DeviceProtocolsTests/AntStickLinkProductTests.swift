import DeviceProtocols
import Readings
import Testing
import WalktestTesting

/// Every state with every message and every call: nothing traps, nothing goes unexplained.
@Suite struct AntStickLinkProductTests {
  typealias Fixture = AntStickLinkTests

  /// A link in each state, with the name of the state.
  static var states: [(name: String, link: AntStickLink)] {
    var states: [(String, AntStickLink)] = [("idle", Fixture.link())]
    for (command, wanted) in Fixture.commands + [(.resetSystem, nil), (.requestMessage, 0x61)] {
      var link = Fixture.link()
      Fixture.run(&link, until: command, wanting: wanted)
      states.append(("waits for \(command.rawValue) \(wanted ?? 0)", link))
    }
    var old = Fixture.link()
    Fixture.run(&old, until: .libraryConfiguration)
    _ = old.receive(
      Fixture.response(.libraryConfiguration, .invalidMessage), at: Fixture.start)
    states.append(("waits for old extended data", old))
    states.append(("searching", Fixture.searching()))
    states.append(("tracking", Fixture.tracking()))
    states.append(("tracking, number asked", Fixture.tracking(deviceNumber: 0)))
    var stalled = Fixture.tracking()
    _ = stalled.tick(at: Fixture.start + .seconds(2))
    states.append(("tracking, status asked", stalled))
    var awaiting = Fixture.searching()
    _ = awaiting.receive(Fixture.event(.searchTimeout), at: Fixture.start)
    states.append(("awaiting closure", awaiting))
    var closing = Fixture.tracking()
    _ = closing.close(at: Fixture.start)
    states.append(("closing", closing))
    _ = closing.receive(Fixture.response(.closeChannel), at: Fixture.start)
    states.append(("closing, event", closing))
    _ = closing.receive(Fixture.event(.channelClosed), at: Fixture.start)
    states.append(("closing, unassigning", closing))
    _ = closing.receive(Fixture.response(.unassignChannel), at: Fixture.start)
    states.append(("closed", closing))
    var down = Fixture.tracking()
    _ = down.receive(Fixture.startUp, at: Fixture.start)
    states.append(("down", down))
    return states
  }

  /// Every id with every length, every answer to every command with every code, every event, on our
  /// channel and another.
  static var messages: [AntMessage] {
    var messages: [AntMessage] = []
    for id in UInt8.min...UInt8.max {
      for length in [0, 1, 2, 3, 4, 5, 8, 9, 10, 14, 20, 32] {
        let payload = [UInt8](repeating: 0, count: length)
        if let message = AntMessage(AntMessageID(rawValue: id), payload: payload) {
          messages.append(message)
        }
      }
      for code in [0x00, 0x01, 0x02, 0x07, 0x08, 0x15, 0x28, 0x33, 0xFF] as [UInt8] {
        for channel in [0, 1] as [UInt8] {
          let payload = [channel, id, code]
          if let message = AntMessage(.channelResponse, payload: payload) {
            messages.append(message)
          }
        }
      }
    }
    for status in UInt8(0)...4 {
      messages.append(
        AntReport.channelStatus(channel: 0, AntChannelStatus(rawValue: status)).message)
    }
    return messages + [Fixture.podID, Fixture.page, Fixture.capabilities, Fixture.serial]
  }

  @Test("every state with every message, an action or a reason; silence only where it is meant")
  func everyMessage_explained() {
    let messages = Self.messages
    var quiet: [String: Set<AntMessageID>] = [:]
    for (name, link) in Self.states {
      for message in messages {
        var after = link
        let actions = after.receive(message, at: Fixture.start)
        if actions.isEmpty { quiet[name, default: []].insert(message.id) }
        let ignores = actions.contains { if case .ignored = $0 { true } else { false } }
        if ignores, actions.count == 1 {
          #expect(after.isOpen == link.isOpen, "\(name) \(message)")
        }
        // Whatever came, time goes on and the link ends when it is told to.
        _ = after.tick(at: Fixture.start + .seconds(600))
        _ = after.close(at: Fixture.start + .seconds(600))
      }
    }
    let pages: Set<AntMessageID> = [.broadcastData, .acknowledgedData, .burstData]
    let open = pages.union([.channelResponse, .channelStatus, .channelID])
    #expect(
      quiet == [
        "searching": [.channelStatus], "tracking": open, "tracking, number asked": open,
        "tracking, status asked": open, "closing": [.channelResponse],
      ])
  }

  @Test("every state with begin, close and lost, done or rejected")
  func everyCall_doneOrRejected() {
    for (name, link) in Self.states {
      let running = !["idle", "closed", "down"].contains(name)
      let closing = name.hasPrefix("closing")
      var begun = link
      let begin = begun.begin(at: Fixture.start)
      let rejection = AntLinkAction.rejected(closing ? .closing : .alreadyRunning)
      #expect((begin == [rejection]) == running, "\(name)")
      if running { #expect(begun.deadline == link.deadline, "\(name)") }
      var closed = link
      let close = closed.close(at: Fixture.start)
      switch name {
      case "idle", "closed": #expect(close == [.rejected(.notRunning)])
      case "down": #expect(close == [.closed(clean: false)])
      case _ where closing: #expect(close == [.rejected(.closing)])
      default:
        #expect(!Fixture.sent(close).isEmpty || close == [.closed(clean: true)], "\(name)")
      }
      var lost = link
      #expect((lost.lost() == [.rejected(.notRunning)]) == !running, "\(name)")
      #expect(lost.deadline == nil, "\(name)")
    }
  }

  @Test("random messages and times, every link still closes within four seconds")
  func randomLife_stillCloses() {
    var random = SplitMix(state: 21)
    let messages = Self.messages
    for (name, link) in Self.states where !["idle", "closed"].contains(name) {
      var link = link
      var now = Fixture.start
      for _ in 0..<500 {
        now = now + Microseconds(Int64.random(in: 0...900_000, using: &random))
        if let message = messages.randomElement(using: &random) {
          _ = link.receive(message, at: now)
        }
        _ = link.tick(at: now)
        if link.deadline == nil { _ = link.begin(at: now) }
      }
      var actions = link.close(at: now)
      for _ in 0..<40 {
        now = now + .milliseconds(100)
        actions += link.tick(at: now)
      }
      let ends = actions.count { if case .closed = $0 { true } else { false } }
      #expect(ends == 1, "\(name)")
    }
  }
}
