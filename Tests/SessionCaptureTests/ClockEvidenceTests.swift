import Readings
import StrictJSON
import Testing
import WalkProtocol

@testable import SessionCapture

/// What is done to the machine's clocks is told, and moves nothing else.
@Suite struct ClockEvidenceTests {
  @Test("clocks that agree for an hour, nothing is told")
  func agree_nothing() throws {
    var clocks = try Clocks()
    for _ in 0..<60 { #expect(clocks.pass(.seconds(60)).isEmpty) }
    #expect(clocks.quality["flags"] == [])
    #expect(clocks.quality["wall_steps"] == 0)
    #expect(clocks.quality["largest_wall_step_us"] == .null)
  }

  @Test(
    "a wall clock that is set, is a step of that size", arguments: [-315_360_000_000, 11, 3_600])
  func set_step(milliseconds: Int64) throws {
    var clocks = try Clocks()
    _ = clocks.pass(.seconds(60))
    let before = clocks.now
    clocks.wall += milliseconds * 1_000
    let told = clocks.pass(.seconds(60))
    #expect(told.map { $0["change"] } == ["wall-step"])
    #expect(told.first?["by_us"]?.integer == milliseconds * 1_000)
    #expect(told.first?["since_us"]?.integer == before.microseconds)
    #expect(clocks.quality["flags"] == ["wall-step"])
    #expect(clocks.quality["largest_wall_step_us"]?.integer == milliseconds * 1_000)
  }

  @Test("a wall clock off by less than reading it takes, is no step")
  func withinReading_nothing() throws {
    var clocks = try Clocks()
    _ = clocks.pass(.seconds(60))
    clocks.wall += 9_000
    #expect(clocks.pass(.seconds(60)).isEmpty)
    clocks.span = 30_000
    clocks.wall += 35_000
    #expect(clocks.pass(.seconds(60)).isEmpty)
  }

  @Test("a machine that was suspended for 90 s, is told as that and not as a step")
  func suspended_told() throws {
    var clocks = try Clocks()
    _ = clocks.pass(.seconds(60))
    clocks.wall += 90_000_000
    clocks.asleep += 90_000_000
    let told = clocks.pass(.seconds(60))
    #expect(told.map { $0["change"] } == ["suspend"])
    #expect(told.first?["by_us"] == 90_000_000)
    #expect(clocks.quality["suspended_us"] == 90_000_000)
  }

  @Test(
    "a monotonic clock that is slewed, is told beyond what quartz is wrong by",
    arguments: [(90, false), (-90, false), (500, true), (-500, true)])
  func slewed_told(partsPerMillion: Int64, isTold: Bool) throws {
    var clocks = try Clocks()
    _ = clocks.pass(.seconds(60))
    clocks.raw -= 60 * partsPerMillion
    let told = clocks.pass(.seconds(60))
    #expect(told.map { $0["change"] } == (isTold ? ["slew"] : []))
    guard isTold else { return }
    #expect(told.first?["by_us"]?.integer == 60 * partsPerMillion)
    let rate = try #require(clocks.quality["fastest_slew_ppb"]?.integer)
    #expect(abs(rate - partsPerMillion * 1_000) < 300)
  }

  @Test("a clock that loses its time source and finds it again, each told once")
  func unsynchronised_toldOnce() throws {
    var clocks = try Clocks()
    var told: [[String: JSONValue]] = []
    for discipline in [
      ClockReading.Discipline.synchronised, .unsynchronised, .unsynchronised, .unknown,
      .unsynchronised, .synchronised, .synchronised,
    ] {
      clocks.discipline = discipline
      told += clocks.pass(.seconds(60))
    }
    #expect(told.map { $0["change"] } == ["unsynchronised", "synchronised"])
    #expect(clocks.quality["flags"] == ["unsynchronised"])
  }

  @Test("readings as far apart as integers go, trap nothing and can be read back")
  func extremes_noTrap() throws {
    var engine = SessionEngine(definition: try Self.definition)
    let far = JSONValue.largestInteger
    for value in [0, far, -far, far, 0, -far] {
      let reading = ClockReading(
        realtimeMilliseconds: value, boottimeMicroseconds: value, rawMicroseconds: -value,
        discipline: .unsynchronised, estimatedErrorMicroseconds: value,
        monotonicMicroseconds: value, spanMicroseconds: abs(value))
      let step = engine.take(.clock(reading), at: MonotonicInstant(microseconds: -value))
      for entry in step.entries { #expect(SessionEvent(parsing: entry.payload) != nil) }
    }
    #expect((try? StrictJSON.parse(engine.walk.compactBytes)) != nil)
  }

  @Test("the machine's own clocks, read with what the kernel tells and back from JSON the same")
  func machine_roundTrip() throws {
    let reading = MachineClocks.reading()
    let monotonic = try #require(reading.monotonicMicroseconds)
    #expect(monotonic <= MachineClocks.now.microseconds)
    #expect(try #require(reading.spanMicroseconds) > 0)
    let event = try #require(
      SessionInput.clock(reading).event(sequence: 1, at: MachineClocks.now))
    let back = try #require(SessionEvent(parsing: event.json.compactBytes))
    #expect(try SessionInput(heard: back) == .clock(reading))
  }

  @Test("a wall clock that jumps ten years to and fro in a walk, moves no outcome and no mark")
  func jumpingWall_sameOutcome() throws {
    let walk = try TestWalk.shared
    var engine = SessionEngine(definition: walk.engine.machine.definition)
    var jumps = 0
    var steps: [JSONValue?] = []
    for input in try walk.inputs {
      var heard = input.value
      if case .clock(var reading) = heard {
        let tenYears: Int64 = 315_360_000_000
        reading.realtimeMilliseconds += jumps % 2 == 0 ? tenYears : -tenYears
        jumps += 1
        heard = .clock(reading)
      }
      let entries = engine.take(heard, at: input.at).entries
      steps += entries.compactMap { SessionEvent(parsing: $0.payload) }
        .filter { $0.kind == .clockChange }.map { $0.members["change"] }
    }
    #expect(jumps >= 2)
    #expect(steps.count == jumps - 1 && steps.allSatisfy { $0 == "wall-step" })
    #expect(
      engine.summary.json(quality: JSONObject()) == walk.engine.summary.json(quality: JSONObject()))
    #expect(engine.machine.timeline == walk.engine.machine.timeline)
    #expect(engine.summary.outcome != nil && engine.machine.timeline.marks.count == 2)
    #expect(engine.walk["quality"]?["clock"]?["flags"] == ["wall-step"])
    #expect(walk.engine.walk["quality"]?["clock"]?["flags"] == [])
  }

  fileprivate static var definition: ProtocolDefinition {
    get throws { try ProtocolFile.parse(try TestProtocol.quick(), named: "test.json") }
  }
}

/// The clocks of a machine that the test moves, read into an engine.
private struct Clocks {
  private var engine: SessionEngine
  var now = MonotonicInstant(microseconds: 600_000_000)
  /// How far each clock is ahead of the monotonic one, in µs.
  var wall: Int64 = 1_790_000_000_000_000
  var asleep: Int64 = 0
  var raw: Int64 = 0
  var span: Int64?
  var discipline = ClockReading.Discipline.synchronised

  init() throws { engine = SessionEngine(definition: try ClockEvidenceTests.definition) }

  var quality: JSONValue { engine.walk["quality"]?["clock"] ?? .null }

  /// Lets time pass and reads the clocks; what the engine says of them.
  mutating func pass(_ time: Microseconds) -> [[String: JSONValue]] {
    now = now + time
    let reading = ClockReading(
      realtimeMilliseconds: (now.microseconds + wall) / 1_000,
      boottimeMicroseconds: now.microseconds + asleep, rawMicroseconds: now.microseconds + raw,
      discipline: discipline, spanMicroseconds: span)
    return engine.take(.clock(reading), at: now).entries
      .compactMap { SessionEvent(parsing: $0.payload) }.filter { $0.kind == .clockChange }
      .map { event in
        Dictionary(uniqueKeysWithValues: event.members.members.map { ($0.key, $0.value) })
      }
  }
}

extension TestWalk {
  /// All that the engine heard, in its order.
  fileprivate var inputs: [(value: SessionInput, at: MonotonicInstant)] {
    get throws {
      try entries.dropFirst().compactMap { entry in
        switch entry.kind {
        case .sample: return (.sample, entry.instant)
        case .frame:
          return (.frame(try #require(DeviceFrame(payload: entry.payload))), entry.instant)
        case .event:
          let event = try #require(SessionEvent(parsing: entry.payload))
          return event.kind.isHeard ? (try SessionInput(heard: event), entry.instant) : nil
        case .protocolFile: return nil
        }
      }
    }
  }
}
