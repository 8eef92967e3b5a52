import DeviceProtocols
import DeviceSimulator
import Readings
import Testing
import WalktestTesting

/// Subject, pod, stick, framing, link and decoder in one line.
struct DriverOnSimulatedStickTests {
  private static let begin = DriverBench.begin
  /// The first step; the driver has found the pod by then.
  private static let firstStep = begin + .seconds(20)

  private static let bad: SimulatedFaults = {
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

  @Test("a good stick, is set up without a retry, tracks, and closes cleanly")
  func cleanSetUp() {
    var bench = DriverBench(EvenWalk())
    bench.run(until: Self.begin + .seconds(3))
    #expect(bench.stick.refusedCommands == 0)
    #expect(bench.count(.retried) == 0)
    #expect(bench.count(.tracking) > 0)
    #expect(bench.driver.decoder.transmitter?.deviceNumber == 4_711)
    bench.close()
    bench.run(until: Self.begin + .seconds(5))
    #expect(bench.actions.last == .closed(clean: true))
    #expect(bench.stick.refusedCommands == 0)
  }

  @Test("a stick that knows only 66, or is deaf at first, is set up all the same")
  func difficultSticks() {
    var old = SimulatedFaults()
    old.refusesLibraryConfiguration = true
    var deaf = SimulatedFaults()
    deaf.ignoredCommands = 2
    for faults in [old, deaf] {
      var bench = DriverBench(EvenWalk(), faults: faults)
      bench.run(until: Self.begin + .seconds(10))
      #expect(bench.hasOrigin)
    }
  }

  @Test(
    "a bad stick, is set up and closed for every seed", arguments: 1...20 as ClosedRange<UInt64>)
  func badSetUp(seed: UInt64) {
    var bench = DriverBench(EvenWalk(), seed: seed, faults: Self.bad)
    bench.run(until: Self.firstStep)
    #expect(bench.hasOrigin)
    bench.close()
    bench.run(until: Self.firstStep + .seconds(5))
    #expect(bench.count(.closedCleanly) == 1)
    #expect(bench.count(.closedBadly) == 0)
  }

  @Test(
    "65 minutes of a recorded foot pod, come through exact to 1/16 m and to one stride",
    .enabled(if: Captures.shallRun, "\(Captures.absent)"), arguments: [false, true])
  func recordedFootPod(isBad: Bool) throws {
    var bench = DriverBench(
      try RecordedWalks.footPod(), seed: 3, walkBegins: Self.firstStep,
      faults: isBad ? Self.bad : SimulatedFaults(),
      conditions: FootPodConditions(clockSkew: isBad ? 60 : 0))
    bench.run(until: Self.firstStep)
    #expect(bench.hasOrigin)
    #expect(bench.last?.distance == .zero)
    bench.run(until: Self.firstStep + .seconds(3_900))
    #expect(bench.last?.distance == Micrometres(10_248_687_500))
    #expect(bench.last?.strides == 5_062)
    #expect(bench.totals.allSatisfy { $0.isContinuous })
    let counts = bench.driver.decoder.counts
    if isBad {
      #expect(counts.droppedBytes > 0)
      #expect(counts.receiveFailures > 5_000)
    } else {
      #expect(counts.droppedBytes == 0)
      #expect(counts.receiveFailures == 0)
      #expect(counts.missedPackets == 0)
    }
  }

  @Test(
    "a recorded steady walk, is 419.05 m after 360 s within the pod's 1/16 m",
    .enabled(if: Captures.shallRun, "\(Captures.absent)"))
  func recordedSteadyWalk() throws {
    var bench = DriverBench(
      try RecordedWalks.steady(), walkBegins: Self.firstStep,
      conditions: FootPodConditions(updateInterval: .milliseconds(1)))
    // Pages are 248 ms apart, two of four carry the distance: at most 0.75 s old, and the subject
    // walks 4 cm in the last second before 360 s.
    bench.run(until: Self.firstStep + .seconds(360))
    let walked = try #require(bench.last).distance
    #expect(walked <= Micrometres(419_050_000))
    #expect(walked > Micrometres(419_050_000 - 62_500))
    bench.run(until: Self.firstStep + .seconds(600))
    let all = try #require(bench.last).distance
    #expect(all <= Micrometres(732_760_000) && all > Micrometres(732_760_000 - 62_500))
  }

  @Test("a patient's whole test with a bad stick, ends with the distance walked")
  func virtualPatient() throws {
    for seed in 1...4 as ClosedRange<UInt64> {
      let patient = VirtualPatient(
        seed: seed, pace: .selfPaced, cap: .seconds(900), allowsRests: true)
      var bench = DriverBench(patient, seed: seed, faults: Self.bad)
      bench.run(until: Self.firstStep - .seconds(1))
      bench.stick.pods[0].walkBegins = Self.firstStep
      bench.run(until: Self.firstStep + .seconds(920))
      let walked = patient.position(at: .seconds(920)).count
      let told = try #require(bench.last)
      // The origin 222 m stands on a whole 1/16 m, so both are rounded down alike.
      #expect(told.distance.count == walked / 62_500 * 62_500)
      #expect(told.strides == patient.strides(at: .seconds(920)))
    }
  }

  @Test("unplugged for 20 s in mid-walk, the walk goes on exactly after the new set-up")
  func unplugged() throws {
    var faults = Self.bad
    faults.unplugged = [(Self.firstStep + .seconds(60))..<(Self.firstStep + .seconds(80))]
    var bench = DriverBench(EvenWalk(), walkBegins: Self.firstStep, faults: faults)
    bench.run(until: Self.firstStep + .seconds(60))
    let before = bench.totals.count
    bench.run(until: Self.firstStep + .seconds(80))
    #expect(bench.totals.count == before)
    bench.run(until: Self.firstStep + .seconds(200))
    let told = try #require(bench.last)
    #expect(bench.totals.count > before)
    #expect(bench.totals.allSatisfy { $0.isContinuous })
    // The last page is at most a few seconds old with a third of packets lost.
    let expected = EvenWalk().position(at: told.at - Self.firstStep)
    #expect(abs((told.distance - expected).count) < 1_500_000)
  }

  @Test("a pod that restarts in mid-walk, is told as broken and never adds a roll of 256 m")
  func podRestarts() throws {
    let restart = Self.firstStep + .seconds(60)
    var bench = DriverBench(
      EvenWalk(), walkBegins: Self.firstStep, conditions: FootPodConditions(restarts: [restart]))
    bench.run(until: Self.firstStep + .seconds(120))
    #expect(bench.count(.broken) == 1)
    let told = try #require(bench.last).distance
    #expect(told > Micrometres(130_000_000) && told < Micrometres(150_000_000))
  }

  @Test("a pod out of range for 300 s, is bridged by page 16 to within what was walked")
  func longSilence() throws {
    let silence = (Self.firstStep + .seconds(60))..<(Self.firstStep + .seconds(360))
    var bench = DriverBench(
      EvenWalk(), walkBegins: Self.firstStep, conditions: FootPodConditions(silences: [silence]))
    bench.run(until: Self.firstStep + .seconds(420))
    let told = try #require(bench.last)
    let expected = EvenWalk().position(at: told.at - Self.firstStep)
    #expect(bench.count(.bridged) == 1)
    #expect(abs((told.distance - expected).count) < 1_500_000)
  }

  @Test("the same seed, gives the same bytes and readings")
  func determinism() {
    let benches = (0..<2).map { _ in
      var bench = DriverBench(EvenWalk(), seed: 5, walkBegins: Self.firstStep, faults: Self.bad)
      bench.run(until: Self.firstStep + .seconds(60))
      return bench
    }
    #expect(benches[0].received == benches[1].received)
    #expect(benches[0].totals == benches[1].totals)
    #expect(benches[0].totals.count > 50)
  }
}
