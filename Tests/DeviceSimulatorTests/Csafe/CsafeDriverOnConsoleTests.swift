import DeviceProtocols
import DeviceSimulator
import Readings
import Testing
import WalktestTesting

/// Driver, decoder, line, console and belt in one line.
struct CsafeDriverOnConsoleTests {
  typealias Bench = PortBench<CsafeDriver, SimulatedCsafeConsole>

  static func bench(
    seed: UInt64 = 1, _ settings: CsafeSettings = CsafeSettings(),
    _ faults: CsafeFaults = CsafeFaults()
  ) -> Bench {
    let source = DeviceSource(1)
    return Bench(
      CsafeDriver(source: source), CsafeDecoder(source: source),
      on: SimulatedCsafeConsole(seed: seed, at: Bench.begin, settings: settings, faults: faults))
  }

  static let bad: CsafeFaults = {
    var faults = CsafeFaults()
    faults.lostPerMille = 40
    faults.damagedPerMille = 60
    faults.repeatedPerMille = 30
    faults.garbagePerMille = 60
    faults.splitsAnswers = true
    return faults
  }()

  /// 1.2 mph, in µm/s.
  static let pace: Int64 = 536_448

  @Test("fifteen minutes at 1.2 mph, speed and distance as the belt ran, nothing commanded")
  func wholeWalk_exact() throws {
    var settings = CsafeSettings()
    settings.distanceUnit = 36
    settings.horizontal = 65_400
    var bench = Self.bench(settings)
    bench.run(untilSecond: 10)
    bench.device.walk(at: Self.pace)
    bench.run(untilSecond: 910)
    bench.device.change(to: .paused)
    bench.run(untilSecond: 920)
    // The belt's distance in whole metres, as the console counts it; the counter rolled once.
    let ran = bench.device.belt.distance(at: bench.now).count / 1_000_000 * 1_000_000
    #expect(bench.readings(.distance).last?.value == .distance(Micrometres(ran)))
    #expect(ran > 480_000_000)
    #expect(bench.readings(.distance).allSatisfy { $0.isContinuous })
    // 536 mm/s is told in 0.1 km/h: 1.9 km/h.
    let steady = bench.readings(.speed).filter { $0.instant > Bench.begin + .seconds(20) }
    #expect(steady.prefix(1_000).allSatisfy { $0.value == .speed(MillimetresPerSecond(528)) })
    #expect(bench.belts == [.stopped, .running, .paused])
    #expect(bench.links == [.searching, .streaming] && bench.faults == [])
    #expect(bench.device.commands == [])
    #expect(bench.device.hurriedFrames == 0)
    #expect(bench.driver.counts.receiveFailures == 0 && bench.driver.counts.droppedBytes == 0)
    // Speed and distance each come about four times a second.
    #expect(bench.readings(.speed).count > 920 * 3)
    #expect(Set(bench.device.questions) == [0x91, 0x94, 0x9B, 0xA0, 0xA1, 0xA5, 0xA8])
  }

  @Test("every frame sent, a question of the closed list, and none within 50 ms of an answer")
  func sent_onlyQuestions() {
    var bench = Self.bench(seed: 9, CsafeSettings(), Self.bad)
    bench.device.walk(at: Self.pace)
    bench.run(untilSecond: 300)
    let allowed = Set(CsafeRequest.allCases.map(\.message.bytes))
    #expect(bench.sent.allSatisfy { allowed.contains($0.bytes) })
    #expect(bench.device.commands == [])
    for (before, next) in zip(bench.sent, bench.sent.dropFirst()) {
      #expect(next.at - before.at >= .milliseconds(50))
    }
  }

  @Test(
    "a bad line, the walk comes through exact for every seed",
    arguments: 1...8 as ClosedRange<UInt64>)
  func badLine_exact(seed: UInt64) {
    var settings = CsafeSettings()
    settings.distanceUnit = 36
    var bench = Self.bench(seed: seed, settings, Self.bad)
    bench.run(untilSecond: 10)
    bench.device.walk(at: Self.pace)
    bench.run(untilSecond: 310)
    bench.device.change(to: .paused)
    bench.run(untilSecond: 330)
    let ran = bench.device.belt.distance(at: bench.now).count / 1_000_000 * 1_000_000
    #expect(bench.readings(.distance).last?.value == .distance(Micrometres(ran)))
    #expect(bench.breaks == [])
    #expect(bench.driver.counts.badChecksums > 0 && bench.driver.counts.receiveFailures > 0)
    #expect(bench.driver.counts.repeats > 0)
    #expect(bench.faults == [])
  }

  @Test("driver and engine's decoder, hear the same")
  func decoder_agrees() {
    var bench = Self.bench(seed: 5, CsafeSettings(), Self.bad)
    bench.device.walk(at: Self.pace)
    bench.run(untilSecond: 120)
    #expect(bench.reports.count > 300)
    #expect(bench.reports == bench.decoded)
    #expect(bench.driver.counts == bench.decoder.counts)
  }

  @Test("switched off for 3 minutes in mid-walk, stalled, and the distance resumes exactly")
  func silence_resumes() throws {
    var settings = CsafeSettings()
    settings.distanceUnit = 36
    var faults = CsafeFaults()
    faults.silences = [(Bench.begin + .seconds(60))..<(Bench.begin + .seconds(240))]
    var bench = Self.bench(settings, faults)
    bench.device.walk(at: Self.pace)
    bench.run(untilSecond: 300)
    bench.device.change(to: .paused)
    bench.run(untilSecond: 310)
    let ran = bench.device.belt.distance(at: bench.now).count / 1_000_000 * 1_000_000
    #expect(bench.readings(.distance).last?.value == .distance(Micrometres(ran)))
    #expect(bench.breaks == [])
    #expect(bench.faults == [.noAnswer])
    guard case .stalled(let since)? = bench.links.dropFirst(2).first else {
      Issue.record("\(bench.links)")
      return
    }
    #expect(since <= Bench.begin + .seconds(60))
    #expect(bench.links.last == .streaming)
  }

  @Test("reset at the console during a silence, told and not joined")
  func resetInSilence_broken() {
    var settings = CsafeSettings()
    settings.distanceUnit = 36
    var faults = CsafeFaults()
    faults.silences = [(Bench.begin + .seconds(60))..<(Bench.begin + .seconds(180))]
    var bench = Self.bench(settings, faults)
    bench.device.walk(at: Self.pace)
    bench.run(untilSecond: 62)
    bench.device.change(to: .ready)
    // Twice as fast: at the end of the silence its distance is beyond that before.
    bench.device.walk(at: 2 * Self.pace)
    bench.run(untilSecond: 240)
    #expect(bench.breaks.count == 1)
    let distances = bench.readings(.distance)
    #expect(distances.count { !$0.isContinuous } == 1)
    // 60 s at 0.54 m/s before and 60 s at 1.07 m/s after; what lies between is not known.
    let total = distances.last?.value.integer ?? 0
    #expect((88_000_000...100_000_000).contains(total))
  }

  @Test(
    "a console that tells cadence, counts no distance and ignores grade, read for what it knows")
  func poorConsole_read() {
    var settings = CsafeSettings()
    settings.speedUnit = 82
    settings.unknown = [0xA1]
    settings.ignored = [0xA8]
    settings.saysOffLine = true
    settings.serial = ""
    var bench = Self.bench(settings)
    bench.device.walk(at: Self.pace)
    bench.run(untilSecond: 60)
    #expect(bench.readings(.speed).isEmpty && bench.readings(.distance).isEmpty)
    #expect(bench.reports.count(of: .speedUnitRefused) == 1)
    #expect(bench.reports.count(of: .distanceAbsent) == 1)
    #expect(bench.belts == [.unknown])
    // The grade is given up after three silences, the distance after two refusals.
    #expect(bench.driver.counts.receiveFailures == 3)
    #expect(bench.device.questions.count { $0 == 0xA5 } > 100)
    #expect(bench.links == [.searching, .streaming])
  }

  @Test("a line that returns what is sent, and raw checksums, read all the same")
  func echoAndRawChecksums_read() {
    var faults = CsafeFaults()
    faults.echoes = true
    faults.sendsRawChecksums = true
    var bench = Self.bench(CsafeSettings(), faults)
    bench.device.walk(at: Self.pace)
    bench.run(untilSecond: 60)
    #expect(bench.readings(.speed).count > 100)
    #expect(bench.belts == [.running])
    #expect(bench.driver.counts.foreignPackets > 100)
  }

  @Test("an odometer in either byte order, found out by walking")
  func odometer_found() {
    for isBig in [true, false] {
      var settings = CsafeSettings()
      settings.distanceUnit = 36
      settings.odometerIsBigEndian = isBig
      var bench = Self.bench(settings)
      bench.device.walk(at: Self.pace)
      bench.run(untilSecond: 30)
      #expect(bench.driver.decoder.odometer.order == nil)
      bench.run(untilSecond: 200)
      #expect(bench.driver.decoder.odometer.order == (isBig ? .bigEndian : .littleEndian))
    }
  }
}
