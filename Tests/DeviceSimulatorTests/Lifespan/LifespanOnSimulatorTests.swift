import DeviceProtocols
import DeviceSimulator
import Readings
import Testing
import WalktestTesting

/// The real driver reads the simulated base, in virtual time; and the base by itself.
@Suite struct LifespanOnSimulatorTests {
  typealias Bench = PolledBench<SimulatedLifespan, LifespanDriver>

  static let start = MonotonicInstant(microseconds: 100_000_000)

  static func at(_ seconds: Int64) -> MonotonicInstant { start + .seconds(seconds) }

  static func bench(
    _ mode: LifespanMode, seed: UInt64 = 1, steps: UInt16 = 0,
    faults: LifespanFaults = LifespanFaults()
  ) -> Bench {
    var base = SimulatedLifespan(
      seed: seed, at: start, steps: steps, hasConsole: mode == .listening, faults: faults)
    base.belt.run(at: 536_448, from: at(5))
    return Bench(base, LifespanDriver(source: DeviceSource(1), mode: mode), at: start)
  }

  static func ask(_ base: inout SimulatedLifespan, _ hex: String, at now: MonotonicInstant)
    -> [UInt8]
  {
    base.receive(hostBytes: bytes(hex: hex), at: now)
    return base.advance(to: now + .milliseconds(100)).flatMap(\.bytes)
  }

  @Test(
    "six minutes in either mode, the set speed told and strides that agree with the belt",
    arguments: LifespanMode.allCases)
  func sixMinutes_agree(_ mode: LifespanMode) {
    // The counter of the base stands just before its roll.
    var bench = Self.bench(mode, steps: mode == .asking ? 65_500 : 0)
    bench.run(until: Self.at(365))
    #expect(Set(bench.readings(.speed).map(\.value.integer)) == [0, 536])
    #expect(bench.readings(.speed).count > 3 * 360)
    let truth = bench.device.belt.strides(at: bench.now - Self.start)
    let told = bench.readings(.strides).last?.value.integer ?? 0
    #expect(abs(told - truth) <= 1)
    #expect(bench.links == [.searching, .streaming])
    #expect(bench.driver.counts.droppedBytes == 0)
    #expect(bench.count(.limit(.distanceAbsent)) == 1)
    #expect(bench.readings(.distance).isEmpty)
  }

  @Test("in place of the console, nothing but reads sent, never two at once, nothing written")
  func asking_onlyReads() {
    var bench = Self.bench(.asking)
    bench.run(until: Self.at(600))
    #expect(bench.device.writes.isEmpty)
    #expect(bench.sent.allSatisfy { $0.bytes.count == 8 && $0.bytes[1] == 3 })
    let speeds = bench.sent.count { $0.bytes == LifespanRequest.speed.message.bytes }
    #expect((2_380...2_401).contains(speeds))
    #expect(bench.sent.count { $0.bytes == LifespanRequest.model.message.bytes } == 1)
    bench.close()
    #expect(bench.actions.last == .closed(clean: true))
  }

  @Test("beside the console, nothing sent at all")
  func listening_silent() {
    var bench = Self.bench(.listening)
    bench.run(until: Self.at(60))
    #expect(bench.sent.isEmpty)
    #expect(bench.belts == [.stopped, .running])
  }

  @Test(
    "damaged and shortened frames, no false speed and no false stride, all counted",
    arguments: LifespanMode.allCases)
  func damage_nothingFalse(_ mode: LifespanMode) {
    var faults = LifespanFaults()
    (faults.damagedPerMille, faults.shortenedPerMille) = (50, 50)
    faults.splitsAnswers = true
    var bench = Self.bench(mode, seed: 5, faults: faults)
    bench.run(until: Self.at(365))
    #expect(Set(bench.readings(.speed).map(\.value.integer)) == [0, 536])
    let truth = bench.device.belt.strides(at: bench.now - Self.start)
    let told = bench.readings(.strides).last?.value.integer ?? 0
    #expect(abs(told - truth) <= 2)
    #expect(bench.driver.counts.badChecksums > 30)
    #expect(bench.faults.isEmpty)
  }

  @Test("silence of 20 s, stalled, then the strides of the silence known after all")
  func silence_stridesKnown() {
    var faults = LifespanFaults()
    faults.silences = [Self.at(60)..<Self.at(80)]
    var bench = Self.bench(.asking, faults: faults)
    bench.run(until: Self.at(100))
    #expect(bench.links.contains { if case .stalled = $0 { true } else { false } })
    #expect(bench.links.last == .streaming)
    #expect(bench.faults == [.noAnswer])
    let truth = bench.device.belt.strides(at: bench.now - Self.start)
    #expect(abs((bench.readings(.strides).last?.value.integer ?? 0) - truth) <= 1)
    #expect(bench.readings(.strides).allSatisfy { $0.isContinuous })
  }

  @Test("base switched off and on, the strides broken as a reset")
  func powerCut_reset() {
    var faults = LifespanFaults()
    faults.powerCuts = [Self.at(60)..<Self.at(70)]
    var bench = Self.bench(.asking, faults: faults)
    bench.run(until: Self.at(75))
    bench.device.belt.run(at: 536_448, from: bench.now)
    bench.run(until: Self.at(100))
    #expect(bench.count(.broken(.deviceReset)) == 1)
    #expect(bench.readings(.strides).count { !$0.isContinuous } == 1)
  }

  @Test("a foreign master starts, speeds up and pauses the belt, and reads back what it wrote")
  func foreignMaster_drives() {
    var base = SimulatedLifespan(seed: 1, at: Self.start)
    let speed = "01 06 00 0A 01 1A 29 93"
    #expect(Self.ask(&base, speed, at: Self.at(1)) == bytes(hex: speed))
    #expect(!base.belt.isRunning(at: Self.at(2)))
    let begin = "01 06 00 01 00 01 19 CA"
    #expect(Self.ask(&base, begin, at: Self.at(3)) == bytes(hex: begin))
    #expect(
      Self.ask(&base, "01 03 D1 0A 00 01 9D 34", at: Self.at(20))
        == bytes(hex: "01 03 02 01 1A 38 1F"))
    #expect(abs(base.belt.steadySpeed(at: Self.at(20)) - 536_448) < 1_000)
    let pause = "01 06 00 02 00 01 E9 CA"
    #expect(Self.ask(&base, pause, at: Self.at(30)) == bytes(hex: pause))
    #expect(
      Self.ask(&base, "01 03 D1 0A 00 01 9D 34", at: Self.at(50))
        == bytes(hex: "01 03 02 00 32 39 91"))
    #expect(!base.belt.isRunning(at: Self.at(50)))
    #expect(base.writes.map(\.register) == [10, 1, 2])
  }

  @Test("unknown register, function, slave and damage: refused or silent as Modbus says")
  func wrongRequests_refused() {
    var base = SimulatedLifespan(seed: 1, at: Self.start)
    #expect(
      Self.ask(&base, "01 03 00 20 00 01 85 C0", at: Self.at(1)) == bytes(hex: "01 83 02 C0 F1"))
    #expect(Self.ask(&base, "02 03 00 0F 00 01 B4 3A", at: Self.at(2)) == [])
    #expect(Self.ask(&base, "01 03 00 0F 00 01 B4 0A", at: Self.at(3)) == [])
    #expect(Self.ask(&base, "01 03", at: Self.at(4)) == [])
    // What was left unfinished does not spoil the next request.
    #expect(
      Self.ask(&base, "01 03 01 01 00 01 D4 36", at: Self.at(5))
        == bytes(hex: "01 03 02 20 01 60 44"))
  }

  @Test(
    "a line with other bytes, given up with advice in either mode",
    arguments: LifespanMode.allCases)
  func otherLine_givenUp(_ mode: LifespanMode) {
    var driver = LifespanDriver(source: DeviceSource(1), mode: mode)
    var random = SplitMix(state: 2)
    var actions: [DriverAction] = []
    var now = Self.start
    driver.begin(at: now) { actions.append($0) }
    for _ in 0..<4_000 {
      now = now + .milliseconds(20)
      driver.receive([.random(in: .min ... .max, using: &random)], at: now) { actions.append($0) }
      driver.tick(at: now) { actions.append($0) }
      if case .reopen = actions.last { driver.begin(at: now) { actions.append($0) } }
    }
    let codes = actions.compactMap { action -> DriverFault.Code? in
      switch action {
      case .reopen(let fault), .failed(let fault): fault.code
      default: nil
      }
    }
    #expect(codes.contains(.otherProtocol))
    guard case .failed(let fault) = actions.last else {
      Issue.record("not given up")
      return
    }
    #expect(fault.code == .otherProtocol)
  }
}
