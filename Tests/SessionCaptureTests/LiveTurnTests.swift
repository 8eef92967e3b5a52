import Readings
import SessionCapture
import Testing
import WalkProtocol

/// When a live walk wants its next turn.
@Suite("Live walk, its next turn")
struct LiveTurnTests {
  private let prompts = #""prompts": [{ "at": "1.234 s", "text": "One" }]"#

  private func armed() throws -> LiveBench {
    var bench = try LiveBench(
      try TestProtocol.derived(from: "deen-1.2mph-15min", [#""prompts": []"#: prompts]))
    try bench.arm()
    return bench
  }

  @Test("nothing waits and nothing is due, the longest turn")
  func nothing_longest() throws {
    let bench = try armed()
    #expect(bench.walk.nextTurn(after: bench.now) == bench.now + LiveWalk.longestTurn)
  }

  @Test("an edge that waits, its turn and no later; heard then, and not a µs before")
  func edge_itsTurn() throws {
    var bench = try armed()
    let press = bench.now - .milliseconds(7)
    bench.press(at: press)
    let turn = bench.walk.nextTurn(after: bench.now)
    #expect(turn == press + LiveWalk.holdBack)
    _ = bench.walk.advance(to: turn - Microseconds(1))
    #expect(bench.walk.machine.timeline.start == nil)
    _ = bench.walk.advance(to: turn)
    #expect(bench.walk.machine.timeline.start == press)
  }

  @Test("a prompt, then the cap, in less than the longest turn: said at the turn asked for")
  func prompt_saidAtTurn() throws {
    var bench = try armed()
    let start = bench.now
    bench.press(at: start)
    try bench.advance(by: .milliseconds(1_245))
    #expect(bench.events(.prompt).isEmpty)
    let turn = bench.walk.nextTurn(after: bench.now)
    // The first tick at or after it comes within a period of 10 ms.
    #expect(turn == start + .milliseconds(1_234 + 10) + LiveWalk.holdBack)
    _ = bench.walk.advance(to: turn)
    #expect(bench.events(.prompt).count == 1)
    #expect(bench.walk.machine.nextDue == start + .seconds(900))
  }

  @Test("a prompt whose tick is missing, the longest turn and no haste")
  func missingTick_longest() throws {
    var bench = try armed()
    bench.press(at: bench.now)
    try bench.advance(by: .seconds(1))
    let late = bench.now + .seconds(1)
    #expect(bench.walk.nextTurn(after: late) == late + LiveWalk.longestTurn)
  }
}
