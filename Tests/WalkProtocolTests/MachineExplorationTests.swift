import Foundation
import Readings
import Testing

@testable import WalkProtocol

@Suite struct MachineExplorationTests {
  static let bindings: [(ButtonBinding, Bool)] = [
    (.oneButton(holdToEnd: .seconds(2)), true), (.oneButton(holdToEnd: .seconds(2)), false),
    (.twoSwitches(startStop: 1, mark: 2), true), (.twoSwitches(startStop: 1, mark: 2), false),
  ]

  /// How many events deep; WALKTEST_EXPLORATION_DEPTH asks for another depth than 4.
  static let depth =
    ProcessInfo.processInfo.environment["WALKTEST_EXPLORATION_DEPTH"].flatMap { Int($0) } ?? 4

  @Test(
    "every sequence of 4 events (or as many as asked) over the full alphabet from each of 5 phases, no law is broken",
    arguments: 0..<4)
  func everySequence(binding: Int) {
    let (buttons, severeEnds) = Self.bindings[binding]
    let definition = MachineExploration.definition(buttons, severeEnds: severeEnds)
    var exploration = MachineExploration()
    var ended = WalkMachine.walking(definition)
    _ = ended.apply(.edge(.press()), at: since(100))
    _ = ended.apply(.tick, at: since(3_000))
    let seeds: [(WalkMachine, Int64)] = [
      (WalkMachine(definition: definition), -9_000), (.ready(definition), -900),
      (.armed(definition), -900), (.walking(definition), 100), (ended, 3_100),
    ]
    for (seed, now) in seeds where exploration.violation == nil {
      exploration.run(from: seed, now: now, depth: Self.depth)
    }
    print(
      "explored", buttons, "depth", Self.depth, "states", exploration.states, "events",
      exploration.steps)
    #expect(exploration.violation == nil)
    #expect(exploration.phases == Set(WalkPhase.allCases))
    #expect(exploration.states > 5_000)
  }
}
