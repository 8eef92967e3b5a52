import Readings
import StrictJSON
import Testing
import WalktestTesting

@testable import WalkProtocol

@Suite struct MachineRandomTests {
  /// A walk of `length` random events that begins with the machine ready.
  static func events(seed: UInt64, length: Int) -> [(WalkEvent, MonotonicInstant)] {
    var generator = SplitMix(state: seed)
    var now: Int64 = -900
    return (0..<length).map { _ in
      now += Int64.random(in: 0...60, using: &generator)
      let choices = MachineExploration.alphabet(now)
      let (event, at) = choices[Int.random(in: 0..<choices.count, using: &generator)]
      now = max(now, at)
      return (event, since(at))
    }
  }

  static func definition(_ seed: UInt64) -> ProtocolDefinition {
    let (buttons, severeEnds) = MachineExplorationTests.bindings[Int(seed % 4)]
    var definition = MachineExploration.definition(buttons, severeEnds: severeEnds)
    definition.cap = .seconds(30)
    return definition
  }

  static func summaryBytes(_ machine: WalkMachine) -> [UInt8] {
    WalkSummary(
      timeline: machine.timeline, definition: machine.definition, travel: TravelTrace(),
      stridesOriginator: nil
    ).json(quality: [:]).compactBytes
  }

  @Test("600 seeded random walks of 150 events, no law is broken and every phase is reached")
  func randomWalks() {
    var finals: [WalkPhase: Int] = [:]
    for seed: UInt64 in 0..<600 {
      var machine = WalkMachine.ready(Self.definition(seed))
      for (event, at) in Self.events(seed: seed, length: 150) {
        let before = machine
        let actions = machine.apply(event, at: at)
        let law = WalkLaws.broken(before, event, actions, machine)
        if let law {
          Issue.record("seed \(seed): \(law): \(event) at \(at)")
          return
        }
      }
      finals[machine.phase, default: 0] += 1
    }
    #expect(finals[.closed, default: 0] > 0)
    #expect(finals[.interrupted, default: 0] > 0)
    #expect(finals[.abandoned, default: 0] > 0)
  }

  @Test("the same events heard twice, equal actions and equal bytes of the summary")
  func replay() throws {
    for seed: UInt64 in 1_000..<1_100 {
      let events = Self.events(seed: seed, length: 200)
      var live = WalkMachine.ready(Self.definition(seed))
      var replayed = WalkMachine.ready(Self.definition(seed))
      let liveActions = events.map { live.apply($0.0, at: $0.1) }
      let replayedActions = events.map { replayed.apply($0.0, at: $0.1) }
      #expect(liveActions == replayedActions)
      let bytes = Self.summaryBytes(live)
      #expect(bytes == Self.summaryBytes(replayed))
      let parsed = try WalkSummary(parsing: StrictJSON.parse(bytes))
      #expect(parsed.json(quality: [:]).compactBytes == bytes, "seed \(seed)")
    }
  }

  @Test("instants at the ends of the clock and absurd numbers, nothing traps")
  func extremes() {
    let instants = [Int64.min, Int64.min + 1, -1, 0, 1, Int64.max - 1, Int64.max].map {
      MonotonicInstant(microseconds: $0)
    }
    for phase in WalkPhase.allCases {
      for event in MachineProductTests.rows.map(\.event) + [
        .prepare(trial: .max, previousEnd: instants[0]), .stage(.min), .stage(.max),
        .edge(.press(.min)),
      ] {
        for at in instants {
          var machine = MachineProductTests.machine(in: phase)
          for instant in [at] + instants { _ = machine.apply(event, at: instant) }
          #expect(!Self.summaryBytes(machine).isEmpty)
        }
      }
    }
  }
}
