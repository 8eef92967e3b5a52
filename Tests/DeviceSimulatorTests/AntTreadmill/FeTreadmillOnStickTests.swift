import DeviceProtocols
import DeviceSimulator
import Readings
import Testing
import WalktestTesting

/// Belt, treadmill, stick, framing, link and decoder in one line.
struct FeTreadmillOnStickTests {
  typealias Bench = PortBench<FeTreadmillDriver, SimulatedStick>

  /// 1.2 mph, in µm/s.
  static let pace: Int64 = 536_448

  static let bad: SimulatedFaults = {
    var faults = SimulatedFaults()
    faults.lossPerMille = 350
    faults.duplicatesPerMille = 200
    faults.garbagePerMille = 100
    faults.joinsPerMille = 200
    faults.splitsChunks = true
    faults.clockSkew = -80
    faults.deliveryJitter = .milliseconds(15)
    return faults
  }()

  static func treadmill(
    number: UInt16 = 2_604, counted: Micrometres = Micrometres(250_000_000),
    _ settings: AntTreadmillSettings = AntTreadmillSettings()
  ) -> SimulatedAntTreadmill {
    SimulatedAntTreadmill(
      seed: 3, identity: AntIdentity(deviceNumber: number, transmissionType: 5),
      firstMessage: Bench.begin - .milliseconds(70), counted: counted, settings: settings)
  }

  static func bench(
    _ treadmills: [SimulatedAntTreadmill], pods: [SimulatedFootPod] = [], seed: UInt64 = 1,
    faults: SimulatedFaults = SimulatedFaults()
  ) -> Bench {
    let source = DeviceSource(1)
    return Bench(
      FeTreadmillDriver(source: source, plan: .treadmill(), key: .publicNetwork),
      FeTreadmillDecoder(source: source),
      on: SimulatedStick(
        seed: seed, pods: pods, treadmills: treadmills, at: Bench.begin, faults: faults))
  }

  /// What the treadmill's counter must have added: whole metres since the first page.
  static func metres(_ bench: Bench, at instant: MonotonicInstant) -> Int64 {
    bench.device.treadmills[0].belt.distance(at: instant).count / 1_000_000 * 1_000_000
  }

  @Test("a walk of fifteen minutes, exact to the metre", arguments: [false, true])
  func wholeWalk_exact(isBad: Bool) {
    var bench = Self.bench(
      [Self.treadmill()], seed: 4, faults: isBad ? Self.bad : SimulatedFaults())
    bench.device.treadmills[0].walk(at: Self.pace, from: Bench.begin + .seconds(20))
    bench.device.treadmills[0].incline(to: 250, from: Bench.begin + .seconds(60))
    bench.device.treadmills[0].finish(at: Bench.begin + .seconds(920))
    bench.run(untilSecond: 950)
    #expect(bench.readings(.distance).last?.value.integer == Self.metres(bench, at: bench.now))
    #expect(Self.metres(bench, at: bench.now) > 480_000_000)
    #expect(bench.breaks == [] && bench.readings(.distance).allSatisfy { $0.isContinuous })
    #expect(bench.readings(.speed).contains { $0.value == .speed(MillimetresPerSecond(536)) })
    #expect(bench.belts == [.stopped, .running, .paused])
    #expect(bench.reports.grades.last == 250)
    let counts = bench.driver.counts
    if isBad {
      #expect(counts.receiveFailures > 500 && counts.droppedBytes > 0)
    } else {
      #expect(bench.links == [.searching, .streaming])
      #expect(counts.receiveFailures == 0 && counts.missedPackets == 0)
    }
  }

  @Test("identity and battery, told by its common pages")
  func commonPages_told() {
    var bench = Self.bench([Self.treadmill()])
    bench.run(untilSecond: 60)
    let identity = bench.reports.identities.last
    #expect(
      identity
        == DeviceIdentity(
          driver: "ant-fe", serial: "2604-1", model: "maker 255 model 1",
          revision: "hardware 1, software 1.000"))
    #expect(bench.reports.batteries.count == 1)
  }

  @Test(
    "out of range for less than 256 m, the distance resumes exactly",
    arguments: [30, 200, 440] as [Int64])
  func gap_resumes(seconds: Int64) {
    var settings = AntTreadmillSettings()
    settings.silences = [(Bench.begin + .seconds(60))..<(Bench.begin + .seconds(60 + seconds))]
    var bench = Self.bench([Self.treadmill(settings)])
    bench.device.treadmills[0].walk(at: Self.pace, from: Bench.begin + .seconds(20))
    bench.run(untilSecond: 120 + seconds)
    let last = bench.readings(.distance).last
    #expect(last?.value.integer == last.map { Self.metres(bench, at: $0.instant) })
    #expect((last?.instant ?? Bench.begin) > Bench.begin + .seconds(118 + seconds))
    #expect(bench.breaks == [])
    #expect(bench.links == [.searching, .streaming, .searching, .streaming])
  }

  @Test("out of range for more than 256 m, told and the gap left out")
  func longGap_broken() {
    var settings = AntTreadmillSettings()
    settings.silences = [(Bench.begin + .seconds(60))..<(Bench.begin + .seconds(560))]
    var bench = Self.bench([Self.treadmill(settings)])
    bench.device.treadmills[0].walk(at: Self.pace, from: Bench.begin + .seconds(20))
    bench.run(untilSecond: 620)
    #expect(bench.breaks == [.gapTooLong])
    // 40 s before and 60 s after, at 0.536 m/s.
    let total = bench.readings(.distance).last?.value.integer ?? 0
    #expect((48_000_000...55_000_000).contains(total))
  }

  @Test("made ready between two walks, told as a reset and both walks count")
  func reset_newOrigin() {
    var bench = Self.bench([Self.treadmill()])
    bench.device.treadmills[0].walk(at: Self.pace, from: Bench.begin + .seconds(10))
    bench.device.treadmills[0].finish(at: Bench.begin + .seconds(100))
    bench.run(untilSecond: 110)
    let first = bench.readings(.distance).last?.value.integer ?? 0
    #expect(first == Self.metres(bench, at: bench.now))
    bench.device.treadmills[0].makeReady(at: Bench.begin + .seconds(120))
    bench.device.treadmills[0].walk(at: Self.pace, from: Bench.begin + .seconds(130))
    bench.run(untilSecond: 200)
    #expect(bench.breaks == [.deviceReset])
    #expect(bench.belts == [.stopped, .running, .paused, .stopped, .running])
    let last = bench.readings(.distance).last
    let belt = bench.device.treadmills[0].belt
    let second =
      (last.map { belt.distance(at: $0.instant) - belt.distance(at: Bench.begin + .seconds(120)) }
      ?? .zero).count / 1_000_000 * 1_000_000
    #expect(last?.value.integer == first + second && second > 30_000_000)
  }

  @Test("a treadmill and a foot pod on one stick, each channel hears its own")
  func podBeside_ownChannels() {
    let pod = SimulatedFootPod(
      identity: FootPodIdentity(deviceNumber: 4_711), subject: EvenWalk(),
      firstMessage: Bench.begin - .milliseconds(40))
    var bench = Self.bench([Self.treadmill()], pods: [pod])
    bench.run(untilSecond: 30)
    #expect(bench.driver.decoder.transmitter?.deviceNumber == 2_604)
    #expect(bench.driver.counts.foreignPackets == 0)
    #expect(bench.device.pods.count == 1 && bench.device.treadmills.count == 1)
  }

  @Test("driver and engine's decoder, hear the same")
  func decoder_agrees() {
    var bench = Self.bench([Self.treadmill()], seed: 6, faults: Self.bad)
    bench.device.treadmills[0].walk(at: Self.pace, from: Bench.begin + .seconds(10))
    bench.run(untilSecond: 120)
    #expect(bench.reports.count > 200)
    #expect(bench.reports == bench.decoded)
  }

  @Test("pages on the air, 16 every second time, 17 and 19 between, common pages in turn")
  func pattern_asTheProfile() {
    var treadmill = Self.treadmill()
    let pages = (0..<198).map { _ in treadmill.transmit() }
    #expect(pages.prefix(8).map { $0.page[0] } == [16, 19, 16, 17, 16, 19, 16, 17])
    #expect(pages[64...65].map { $0.page[0] } == [80, 80])
    #expect(pages[130...131].map { $0.page[0] } == [81, 81])
    #expect(pages[196...197].map { $0.page[0] } == [82, 82])
    #expect(
      zip(pages, pages.dropFirst()).allSatisfy { $1.at - $0.at == .milliseconds(250) })
  }

  @Test("treadmills replaced, removed and added, the pods stay where they are")
  func transmitters_replaced() {
    let pods = [StickProbe.pod(number: 1), StickProbe.pod(number: 2)]
    var stick = SimulatedStick(seed: 1, pods: pods, treadmills: [Self.treadmill()], at: Bench.begin)
    stick.treadmills += [Self.treadmill(number: 9)]
    stick.pods.removeFirst()
    #expect(stick.pods.map(\.identity.deviceNumber) == [2])
    #expect(stick.treadmills.map(\.identity.deviceNumber) == [2_604, 9])
    #expect(stick.transmitters.count == 3)
    stick.treadmills = []
    #expect(stick.transmitters.count == 1)
  }
}
