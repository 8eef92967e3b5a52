import Readings
import SessionHost
import Testing
import WalkProtocol

/// Gates as the host watches them, and what a real walk machine makes of what it is told.
@Suite struct GateWatchTests {
  private static let all = GateWatch.Sight(channels: Channel.allCases, hasButton: true)

  private func definition() throws -> ProtocolDefinition {
    try ProtocolFile.parse(HostBench.protocolFile, named: "short.json")
  }

  @Test("a gate that begins to hold has passed, once; lost has failed with its code; back passed")
  func passFailPass() throws {
    var watch = GateWatch(try definition())
    let first = watch.changes(to: GateWatch.Sight(channels: [], hasButton: false))
    #expect(
      first == [
        .gate(.subject, .passed), .gate(.protocol, .passed), .gate(.storage, .passed),
        .gate(.clock, .passed),
      ])
    #expect(watch.missing == [.button] + Channel.allCases.map(Gate.channel))
    #expect(watch.changes(to: GateWatch.Sight(channels: [], hasButton: false)).isEmpty)
    let second = watch.changes(to: Self.all)
    #expect(
      second == ([.button] + Channel.allCases.map(Gate.channel)).map { .gate($0, .passed) })
    #expect(watch.missing.isEmpty)
    let lost = GateWatch.Sight(channels: [.speed, .distance], hasButton: false, hasRoom: false)
    #expect(
      watch.changes(to: lost) == [
        .gate(.storage, .failed("disk-below-reserve")), .gate(.button, .failed("button-lost")),
        .gate(.channel(.strides), .failed("sensor-lost")),
      ])
    #expect(watch.missing == [.storage, .button, .channel(.strides)])
    #expect(watch.changes(to: Self.all).count == 3)
  }

  @Test(
    "every set of conditions after every other, the gates told are those that changed",
    arguments: 0..<32)
  func everyChange(from: Int) throws {
    for to in 0..<32 {
      var watch = GateWatch(try definition())
      let before = watch.changes(to: Self.sight(from))
      let changes = watch.changes(to: Self.sight(to))
      #expect(before.count == 3 + Self.gates(from).count)
      let gone = Self.gates(from).subtracting(Self.gates(to))
      let come = Self.gates(to).subtracting(Self.gates(from))
      for change in changes {
        guard case .gate(let gate, let result) = change else {
          Issue.record("no gate: \(change)")
          continue
        }
        #expect(result == .passed ? come.contains(gate) : gone.contains(gate))
      }
      #expect(changes.count == gone.count + come.count)
      #expect(Set(watch.missing) == Set(Self.bits).subtracting(Self.gates(to)))
    }
  }

  private static let bits: [Gate] = [.storage, .button] + Channel.allCases.map(Gate.channel)

  private static func gates(_ number: Int) -> Set<Gate> {
    Set(bits.enumerated().filter { number >> $0.offset & 1 == 1 }.map(\.element))
  }

  private static func sight(_ number: Int) -> GateWatch.Sight {
    let gates = gates(number)
    return GateWatch.Sight(
      channels: Channel.allCases.filter { gates.contains(.channel($0)) },
      hasButton: gates.contains(.button), hasRoom: gates.contains(.storage))
  }

  @Test("a channel that the protocol does not require, no gate and no word of it")
  func optionalChannel() throws {
    let text = String(decoding: HostBench.protocolFile, as: UTF8.self)
      .replacing(
        #""channel": "strides", "required": true"#,
        with: #""channel": "strides", "required": false"#)
    var watch = GateWatch(try ProtocolFile.parse(Array(text.utf8), named: "short.json"))
    _ = watch.changes(to: Self.all)
    #expect(
      watch.changes(to: GateWatch.Sight(channels: [.speed, .distance], hasButton: true)).isEmpty)
  }

  @Test("after a crash every gate is told anew, so that nothing believed before stands")
  func resumed() throws {
    var watch = GateWatch(try definition(), isResumed: true)
    let events = watch.changes(to: GateWatch.Sight(channels: [.speed], hasButton: false))
    #expect(events.count == 8)
    #expect(events.contains(.gate(.button, .failed("button-lost"))))
    #expect(events.contains(.gate(.channel(.speed), .passed)))
    #expect(events.contains(.gate(.channel(.strides), .failed("sensor-lost"))))
    #expect(
      watch.changes(to: GateWatch.Sight(channels: [.speed], hasButton: false)).isEmpty, "once")
  }

  // MARK: With a walk machine

  /// A machine that is told what a watch sees.
  private struct WatchedWalk {
    var machine: WalkMachine
    var watch: GateWatch
    var now = MonotonicInstant(microseconds: 1_000_000)

    init(_ definition: ProtocolDefinition) {
      machine = WalkMachine(definition: definition)
      watch = GateWatch(definition)
    }

    @discardableResult
    mutating func say(_ event: WalkEvent) -> Rejection? {
      now = now + .milliseconds(10)
      return machine.apply(event, at: now).lazy.compactMap(\.rejection).first
    }

    mutating func see(_ sight: GateWatch.Sight) {
      for event in watch.changes(to: sight) {
        let rejection = say(event)
        #expect(rejection == nil)
      }
    }
  }

  @Test(
    "armed, then a sensor or the button is lost: START refused by screen and press; back: accepted",
    arguments: [
      GateWatch.Sight(channels: Channel.allCases, hasButton: false),
      GateWatch.Sight(channels: [.speed, .strides], hasButton: true),
      GateWatch.Sight(channels: Channel.allCases, hasButton: true, hasRoom: false),
    ])
  func lostWhileArmed(_ lost: GateWatch.Sight) throws {
    var walk = WatchedWalk(try definition())
    walk.say(.prepare(trial: 1, previousEnd: nil))
    walk.see(Self.all)
    #expect(walk.say(.arm) == nil)
    walk.see(lost)
    let rejection = walk.say(.start)
    let refused = try #require(rejection)
    #expect(refused.code == .gatesNotPassed)
    #expect(refused.missing == walk.watch.missing.map { "gate:" + $0.rawValue })
    #expect(walk.say(.edge(ButtonEdge(button: 1, isPress: true)))?.code == .gatesNotPassed)
    #expect(walk.machine.phase == .armed && walk.machine.timeline.start == nil)
    walk.say(.edge(ButtonEdge(button: 1, isPress: false)))
    walk.see(Self.all)
    #expect(walk.say(.start) == nil)
    #expect(walk.machine.phase == .walking)
  }

  @Test("a waived sensor that comes, goes and stays away: the waiver ended when it came")
  func waived() throws {
    var walk = WatchedWalk(try definition())
    walk.say(.prepare(trial: 1, previousEnd: nil))
    let without = GateWatch.Sight(channels: [.speed, .distance], hasButton: true)
    walk.see(without)
    #expect(walk.say(.arm)?.code == .gatesNotPassed)
    #expect(walk.say(.waive(.channel(.strides), reason: "broken")) == nil)
    #expect(walk.say(.arm) == nil)
    walk.see(Self.all)
    walk.see(without)
    #expect(walk.say(.start)?.missing == ["gate:channel-strides"])
    #expect(walk.say(.waive(.channel(.strides), reason: "broken")) == nil)
    #expect(walk.say(.start) == nil)
  }

  @Test("what the disk lacks cannot be waived")
  func storageNotWaivable() throws {
    var walk = WatchedWalk(try definition())
    walk.say(.prepare(trial: 1, previousEnd: nil))
    walk.see(GateWatch.Sight(channels: Channel.allCases, hasButton: true, hasRoom: false))
    #expect(walk.say(.waive(.storage, reason: "hurry"))?.code == .gateNotWaivable)
    #expect(walk.say(.arm)?.missing == ["gate:storage"])
  }
}
