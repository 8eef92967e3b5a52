import DeviceProtocols
import DeviceSimulator
import Readings
import Testing
import WalktestTesting

/// The real driver reads the simulated treadmill, in virtual time.
@Suite struct TrackmasterOnSimulatorTests {
  typealias Bench = PolledBench<SimulatedTrackmaster, TrackmasterDriver>

  static let start = MonotonicInstant(microseconds: 100_000_000)

  static func at(_ seconds: Int64) -> MonotonicInstant { start + .seconds(seconds) }

  static func bench(
    _ variant: TrackmasterVariant, read: TrackmasterVariant? = nil, seed: UInt64 = 1,
    settings: TrackmasterSettings = TrackmasterSettings(),
    faults: TrackmasterFaults = TrackmasterFaults(), speed: Int64 = 536_448
  ) -> Bench {
    var treadmill = SimulatedTrackmaster(
      seed: seed, variant: variant, at: start, settings: settings, faults: faults)
    treadmill.belt.run(at: speed, from: at(5))
    return Bench(
      treadmill, TrackmasterDriver(source: DeviceSource(1), variant: read ?? variant), at: start)
  }

  @Test(
    "six minutes on each variant, speed within a step, distance within the error budget",
    arguments: TrackmasterVariant.all)
  func sixMinutes_withinBudget(_ variant: TrackmasterVariant) {
    let all = TrackmasterVariant.all.map(\.id)
    let seed = UInt64(1 + (all.firstIndex(of: variant.id) ?? 0))
    let speed = Int64(536_448) + Int64(seed) * 41_983
    var bench = Self.bench(variant, seed: seed, speed: speed)
    bench.run(until: Self.at(365))
    let belt = bench.device.belt
    let speeds = bench.readings(.speed)
    // An answer was made at most 20 ms before it came, on a ramp of 0.45 m/s²; footfalls slip 1.5
    // %.
    let allowed = variant.unit.speedStep / 2 + 10 + speed * 15 / 1_000_000
    let errors = speeds.map {
      abs($0.value.integer - belt.measuredSpeed(at: $0.instant) / 1_000)
    }
    #expect((errors.max() ?? .max) <= allowed)
    #expect(speeds.count >= 5 * 360)
    #expect(speeds.first?.resolution == variant.unit.speedStep)
    // ±0.05 of the unit for 360 s: 8.05 m in miles, 5 m in kilometres.
    let budget: Int64 = variant.unit == .milesPerHour ? 8_050_000 : 5_000_000
    let walked = bench.readings(.distance).last?.value.integer ?? 0
    #expect(abs(walked - belt.distance(at: bench.now).count) <= budget)
    #expect(bench.count(.limit(.distanceIntegrated)) == 1)
    #expect(bench.belts == [.stopped, .running])
    #expect(bench.links == [.searching, .streaming])
    #expect(bench.driver.counts.droppedBytes == 0)
    #expect(bench.driver.counts.receiveFailures == 0)
  }

  @Test(
    "two minutes with every variant, nothing but status requests sent, and one at a time",
    arguments: TrackmasterVariant.all)
  func twoMinutes_onlyRequests(_ variant: TrackmasterVariant) {
    var bench = Self.bench(variant)
    bench.run(until: Self.at(120))
    bench.close()
    #expect(bench.device.commands.isEmpty)
    #expect(bench.device.overruns == 0)
    let allowed = variant.requests.map { [$0.rawValue] }
    #expect(bench.sent.allSatisfy { allowed.contains($0.bytes) })
    let speeds = bench.sent.count { $0.bytes == [0xC1] }
    #expect((595...601).contains(speeds))
    #expect(bench.actions.last == .closed(clean: true))
    #expect(bench.driver.deadline == nil)
  }

  @Test("treadmill that counts distance, its own count used and nothing said of integration")
  func ownCounter_used() {
    var settings = TrackmasterSettings()
    (settings.countsDistance, settings.firstCount) = (true, 9_990)
    var bench = Self.bench(.geT2100, settings: settings)
    bench.run(until: Self.at(600))
    let distances = bench.readings(.distance)
    let truth = bench.device.belt.distance(at: bench.now).count
    let told = distances.last?.value.integer ?? 0
    #expect(abs(told - truth) <= 2 * 16_093_440)
    #expect(distances.last?.resolution == 16_093_440)
    #expect(bench.count(.limit(.distanceIntegrated)) == 0)
    #expect(distances.allSatisfy { $0.isContinuous })
  }

  @Test("elevation told as grade while it rises to 4 %")
  func elevation_rises() {
    var bench = Self.bench(.trackmasterTMX)
    bench.device.belt.incline(to: 400, from: Self.at(10))
    bench.run(until: Self.at(30))
    let grades = bench.actions.compactMap { action -> Int? in
      if case .report(.grade(let grade)) = action { grade } else { nil }
    }
    #expect(grades == [0, 50, 100, 150, 200, 250, 300, 350, 400])
  }

  @Test("silence of 30 s, stalled since the last answer, opened again once, then streaming")
  func silence_stalls() {
    var faults = TrackmasterFaults()
    faults.silences = [Self.at(20)..<Self.at(50)]
    var bench = Self.bench(.trackmasterTMX, faults: faults)
    bench.run(until: Self.at(60))
    let stalls = bench.links.compactMap { link -> MonotonicInstant? in
      if case .stalled(let since) = link { since } else { nil }
    }
    #expect(stalls.count == 1)
    #expect(stalls.allSatisfy { $0 <= Self.at(20) + .milliseconds(30) && $0 > Self.at(19) })
    #expect(bench.faults == [.noAnswer])
    #expect(bench.links.last == .streaming)
    #expect(bench.count(.broken(.gapTooLong)) == 1)
    let broken = bench.readings(.distance).filter { !$0.isContinuous }
    #expect(broken.count == 1)
    #expect(bench.driver.counts.receiveFailures > 40)
  }

  @Test("half answers and noise now and then, speed and distance still true, all counted")
  func damage_survived() {
    var faults = TrackmasterFaults()
    (faults.halfAnswersPerMille, faults.garbagePerMille) = (50, 50)
    faults.splitsAnswers = true
    var bench = Self.bench(.trackmasterTMX, seed: 8, faults: faults)
    bench.run(until: Self.at(365))
    let truth = bench.device.belt.distance(at: bench.now).count
    let told = bench.readings(.distance).last?.value.integer ?? 0
    #expect(abs(told - truth) <= 8_050_000)
    #expect(bench.faults.isEmpty)
    #expect(bench.driver.counts.droppedBytes > 100)
    #expect(bench.driver.counts.receiveFailures > 20)
    #expect(bench.links == [.searching, .streaming])
  }

  @Test("999.9 for 5 s, speed absent meanwhile and an emergency stop told")
  func invalidSpeed_absent() {
    var faults = TrackmasterFaults()
    faults.invalidSpeeds = [Self.at(20)..<Self.at(25)]
    var bench = Self.bench(.trackmasterTMX, faults: faults)
    bench.run(until: Self.at(30))
    let during = Self.at(20) + .milliseconds(30)..<Self.at(25)
    #expect(!bench.readings(.speed).contains { during.contains($0.instant) })
    #expect(bench.belts == [.stopped, .running, .emergencyStop, .running])
    #expect(bench.count(.broken(.gapTooLong)) == 1)
    // It answers all the time.
    #expect(bench.links == [.searching, .streaming])
  }

  @Test("emergency stop with the USB chip inside, port lost and back, then a reset of the distance")
  func emergencyStop_portLost() {
    var faults = TrackmasterFaults()
    faults.powerCuts = [Self.at(20)..<Self.at(40)]
    faults.portGoesWithPower = true
    var bench = Self.bench(.geT2100, faults: faults)
    bench.run(until: Self.at(60))
    #expect(bench.links == [.searching, .streaming, .searching, .streaming])
    #expect(bench.count(.broken(.deviceReset)) == 1)
    #expect(bench.readings(.speed).last?.value == .speed(MillimetresPerSecond(0)))
    #expect(bench.belts.last == .stopped)
    let distances = bench.readings(.distance).map(\.value.integer)
    #expect(distances == distances.sorted())
  }

  @Test("emergency stop on RS-232, silent and stalled, and back by itself")
  func emergencyStop_silent() {
    var faults = TrackmasterFaults()
    faults.powerCuts = [Self.at(20)..<Self.at(24)]
    var bench = Self.bench(.trackmasterTMX, faults: faults)
    bench.run(until: Self.at(40))
    #expect(bench.links.count == 4)
    #expect(bench.links.last == .streaming)
    #expect(bench.count(.broken(.deviceReset)) == 1)
    #expect(bench.faults.isEmpty)
  }

  @Test("line at another speed, opened again and then given up with advice")
  func wrongBaud_givenUp() {
    var faults = TrackmasterFaults()
    faults.hasWrongBaud = true
    var bench = Self.bench(.trackmasterTMX, faults: faults)
    bench.run(until: Self.at(60))
    #expect(bench.faults == [.otherProtocol, .otherProtocol])
    guard
      case .failed(let fault) = bench.actions.last(where: {
        if case .failed = $0 { true } else { false }
      })
    else {
      Issue.record("not given up")
      return
    }
    #expect(fault.description.contains("4800 baud"))
    #expect(bench.driver.deadline == nil)
    #expect(bench.readings(.speed).isEmpty)
  }

  @Test(
    "treadmill that refuses the speed, given up; one that refuses the distance, read",
    arguments: [UInt8(0xBE), 0xBF, 0xDF])
  func refusals_weighed(_ code: UInt8) {
    var faults = TrackmasterFaults()
    faults.refusals = [0xC1: code]
    var bench = Self.bench(.trackmasterTMX, faults: faults)
    bench.run(until: Self.at(30))
    #expect(bench.faults == [.otherProtocol, .otherProtocol])
    faults.refusals = [0xC7: code, 0xC2: code]
    bench = Self.bench(.trackmasterTMX, faults: faults)
    bench.run(until: Self.at(60))
    #expect(bench.faults.isEmpty)
    #expect(bench.sent.count { $0.bytes == [0xC7] } == 3)
    #expect(bench.count(.limit(.distanceIntegrated)) == 1)
    #expect(bench.readings(.speed).count > 250)
  }

  @Test("Woodway read as a Trackmaster while it runs backwards, no speed and given up")
  func wrongVariant_givenUp() {
    var bench = Self.bench(.woodway, read: .trackmasterTMX)
    bench.device.receive(hostBytes: [0xA3, 0x33, 0x30, 0x31, 0x32], at: Self.start)
    bench.run(until: Self.at(30))
    #expect(bench.faults.first == .otherProtocol)
  }

  @Test("what is recorded, read again by the decoder alone, the same reports")
  func replay_sameReports() throws {
    var bench = Self.bench(.axelero, seed: 6)
    bench.run(until: Self.at(120))
    let choice = DriverChoice(driver: .trackmaster, variant: "axelero")
    var decoder = try #require(choice.makeDecoder(source: DeviceSource(1)))
    var reports: [DeviceReport] = []
    for entry in bench.journal {
      if entry.isSent {
        decoder.sent(entry.bytes, at: entry.at)
      } else {
        decoder.receive(entry.bytes, at: entry.at) { reports.append($0) }
      }
    }
    let live = bench.actions.compactMap { if case .report(let report) = $0 { report } else { nil } }
    #expect(reports == live)
    #expect(reports.count > 1_000)
  }
}
