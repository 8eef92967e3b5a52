import Readings
import SessionCapture
import StrictJSON
import Testing
import WalkProtocol

/// A walk that happens now, on a clock that the test moves.
@Suite struct LiveWalkTests {
  @Test("an edge that arrives 15 ms after its stamp, heard before the tick between")
  func lateEdge_inOrder() throws {
    var bench = try LiveBench()
    try bench.arm()
    let press = bench.now + .milliseconds(32)
    try bench.advance(by: .milliseconds(47))
    bench.press(at: press)
    try bench.advance(by: .milliseconds(60))
    #expect(bench.walk.machine.timeline.start == press)
    let order = bench.walk.session.entries.map(\.instant)
    #expect(order == order.sorted(), "the journal is in the order of the stamps")
  }

  @Test("edges of two devices that arrive crossed, heard by stamp")
  func crossedEdges_byStamp() throws {
    var bench = try LiveBench()
    try bench.arm()
    let start = bench.now
    bench.press(at: start + .milliseconds(400))
    bench.press(at: start)
    try bench.advance(by: .milliseconds(600))
    let timeline = bench.walk.machine.timeline
    #expect(timeline.start == start)
    #expect(timeline.marks.map(\.at) == [start + .milliseconds(400)])
  }

  @Test("a host that stands still for 2 s, the ticks are missing and counted")
  func standstill_ticksMissed() throws {
    var bench = try LiveBench()
    try bench.arm()
    bench.press(at: bench.now)
    try bench.advance(by: .seconds(1))
    let before = bench.samples
    try bench.leap(by: .seconds(2))
    try bench.advance(by: .seconds(1))
    let rows = bench.samples
    #expect(rows.count - before.count <= 12, "\(rows.count - before.count) rows in 3 s at 10 Hz")
    let steps = zip(rows, rows.dropFirst()).map { ($1 - $0).count }
    #expect(steps.allSatisfy { $0 % 100_000 == 0 }, "ticks stay on their grid")
    let missed = bench.walk.session.engine.walk["quality"]?["missed_ticks"]?.integer
    #expect(missed == (steps.max() ?? 0) / 100_000 - 1)
    #expect((18...20).contains(missed ?? 0))
  }

  @Test("a host that stands still over the cap, END is START + cap exactly")
  func standstillOverCap_exact() throws {
    var bench = try LiveBench(TestProtocol.quick(cap: "1 min"))
    try bench.arm()
    let start = bench.now
    bench.press(at: start)
    try bench.advance(by: .seconds(58))
    try bench.leap(by: .seconds(7))
    try bench.advance(by: .milliseconds(200))
    #expect(bench.walk.machine.timeline.end?.at == start + .seconds(60))
  }

  @Test("a minute passes, the clocks are read again")
  func minute_clockRead() throws {
    var bench = try LiveBench()
    try bench.arm()
    try bench.advance(by: .seconds(61))
    #expect(bench.events(.clock).count == 2)
  }

  @Test("prompts between two ticks, said at the next tick")
  func prompts_withinATick() throws {
    let prompts =
      "[{ \"at\": \"1.234 s\", \"text\": \"One\" }, { \"at\": \"3 s\", \"text\": \"Two\" }]"
    let bytes = try TestProtocol.derived(
      from: "deen-1.2mph-15min",
      [
        "\"sample_rate\": \"100 Hz\"": "\"sample_rate\": \"10 Hz\"",
        "\"prompts\": []": "\"prompts\": \(prompts)",
      ])
    var bench = try LiveBench(bytes)
    try bench.arm()
    let start = bench.now + .milliseconds(33)
    bench.press(at: start)
    try bench.advance(by: .seconds(4))
    let said = bench.events(.prompt)
    #expect(said.map { $0.members["due_us"]?.integer } == [1_234_000, 3_000_000])
    for event in said {
      let due = start + Microseconds(event.members["due_us"]?.integer ?? 0)
      #expect(event.instant >= due && event.instant < due + .milliseconds(100))
    }
  }
}
