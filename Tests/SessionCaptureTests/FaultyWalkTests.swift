import DeviceSimulator
import Readings
import SessionCapture
import StrictJSON
import Testing
import VirtualClinic
import WalkProtocol

/// What goes wrong on the way from pod to host, through the whole stack: distance tells of it,
/// times never change.
@Suite struct FaultyWalkTests {
  @Test("a pod silent for 8.5 s in mid-walk, resumes exactly and no time or metre changes")
  func podSilent_resumesExactly() throws {
    let good = try Self.quiet
    let silent = try Self.walk {
      $0.podConditions = FootPodConditions(silences: [Self.mid(.milliseconds(8_500))])
    }
    try expectSameTimes(silent, good)
    let outcome = try #require(silent.engine.summary.outcome)
    #expect(outcome.distanceState == .complete)
    #expect(outcome.distanceMm == good.engine.summary.outcome?.distanceMm)
    #expect(outcome.strides == good.engine.summary.outcome?.strides)
    let gaps = silent.engine.machine.timeline.gaps
    #expect(gaps.count == 3 && Set(gaps.map(\.channel)) == Set(Channel.allCases))
    #expect(gaps.allSatisfy { $0.resumed == .exact })
    for gap in gaps {
      let length = try #require(gap.end) - gap.begin
      // Distance and strides come with every other pair of pages.
      #expect(length > .milliseconds(8_200) && length < .milliseconds(10_200), "\(length)")
    }
    #expect(silent.events(.gap).count == 6)
  }

  @Test("a pod that restarts in mid-walk, leaves a partial distance and no time changes")
  func podRestarts_partialDistance() throws {
    let good = try Self.quiet
    let begin = Self.mid(.zero).lowerBound
    let restarted = try Self.walk { $0.podConditions = FootPodConditions(restarts: [begin]) }
    try expectSameTimes(restarted, good)
    let outcome = try #require(restarted.engine.summary.outcome)
    #expect(outcome.distanceState == .partial)
    #expect(outcome.distanceReason == .newOrigin)
    #expect(outcome.strides == nil)
    let whole = try #require(good.engine.summary.outcome?.distanceMm)
    let counted = try #require(outcome.distanceMm)
    // At most what the pod counted between its last page before and its first page after is lost.
    #expect(counted < whole && counted > whole - 2_000, "\(counted) of \(whole)")
  }

  @Test("a stick unplugged for 10 s in mid-walk, is set up again and no time changes")
  func stickUnplugged_noTimeChanges() throws {
    let good = try Self.quiet
    let pulled = try Self.walk { $0.faults.unplugged = [Self.mid(.seconds(10))] }
    try expectSameTimes(pulled, good)
    let states = pulled.events(.device).filter { $0.members["source"]?.integer == 1 }
      .compactMap { $0.members["state"]?.string }
    #expect(states.contains("lost"))
    #expect(states.suffix(3) == ["opening", "searching", "streaming"])
    let gaps = pulled.engine.machine.timeline.gaps
    #expect(Set(gaps.map(\.channel)) == Set(Channel.allCases))
    #expect(gaps.allSatisfy { $0.end != nil })
    // The pod's counters run on without the stick, so nothing is lost.
    #expect(gaps.allSatisfy { $0.resumed == .exact })
    #expect(
      pulled.engine.summary.outcome?.distanceMm == good.engine.summary.outcome?.distanceMm)
    #expect(pulled.engine.machine.phase == .closed)
  }

  @Test("no pod at all, is waived and the record closes with its times")
  func noPod_waivedAndClosed() throws {
    let good = try Self.quiet
    let bare = try Self.walk { $0.hasFootPod = false }
    #expect(bare.engine.machine.phase == .closed)
    try expectSameSpans(bare, good, within: .milliseconds(8))
    let outcome = try #require(bare.engine.summary.outcome)
    #expect(outcome.distanceMm == nil && outcome.distanceState == .absent)
    #expect(outcome.distanceReason == .noReading)
    #expect(outcome.meanSpeedMmS == nil && outcome.strides == nil)
    let waived = bare.engine.machine.timeline.waivers
    #expect(!waived.isEmpty && waived.allSatisfy { $0.reason == "sensor-not-found" })
    #expect(bare.events(.waiver).count == waived.count)
  }

  @Test(
    "loss of 35 %, garbage, duplicates and split chunks together, change no time and no step",
    arguments: [247, 383, 2_327] as [UInt64])
  func badLink_sameOutcome(seed: UInt64) throws {
    let good = try Self.walk(seed: seed) { _ in }
    let bad = try Self.walk(seed: seed) {
      $0.faults.lossPerMille = 350
      $0.faults.garbagePerMille = 100
      $0.faults.duplicatesPerMille = 100
      $0.faults.joinsPerMille = 200
      $0.faults.splitsChunks = true
      $0.faults.deliveryJitter = .milliseconds(40)
    }
    #expect(bad.engine.machine.phase == .closed)
    try expectSameSpans(bad, good, within: .milliseconds(8))
    let outcome = try #require(bad.engine.summary.outcome)
    let whole = try #require(good.engine.summary.outcome?.distanceMm)
    // Pages lost before END leave an older value held there, by what was walked in the 2 s for
    // which a cell stays fresh.
    let end = try #require(bad.engine.machine.timeline.end).at
    let last = bad.entries.last { $0.kind == .sample && $0.instant <= end }
    let isFresh = SampleRow(payload: try #require(last).payload)?[.distance] != nil
    #expect(outcome.distanceState == (isFresh ? .complete : .partial))
    #expect(outcome.distanceReason == (isFresh ? nil : .gapAtEnd))
    let missing = whole - (try #require(outcome.distanceMm))
    #expect((-125...1_600).contains(missing), "\(missing) mm")
    let link = bad.engine.walk["quality"]?["links"]?.array?.first
    #expect(try #require(link?["dropped_bytes"]?.integer) > 0)
    #expect(try #require(link?["missed_packets"]?.integer) > 50)
  }

  @Test("a walk to the cap, ends at START + cap to the microsecond")
  func cap_endsExactly() throws {
    let walk = try TestWalk(seed: 3, cap: "20 s")
    let timeline = walk.engine.machine.timeline
    let start = try #require(timeline.start)
    #expect(timeline.end == WalkEnd(at: start + .seconds(20), reason: .capReached, by: .cap))
    let outcome = try #require(walk.engine.summary.outcome)
    #expect(outcome.totalAmbulation == .seconds(20))
    #expect(outcome.firstSymptoms.time == nil)
    #expect(outcome.firstSymptoms.censored == .seconds(20))
    #expect(outcome.firstSymptoms.capped == .seconds(20))
  }

  @Test("a press after the cap, is journaled and changes nothing")
  func press_afterCap_changesNothing() throws {
    let walk = try TestWalk(seed: 3, cap: "20 s")
    let ended = try walk.index(ofEntering: .ended)
    var engine = try SessionReplay(of: Array(walk.entries[...ended]), end: .torn).engine
    let before = engine.summary
    let end = try #require(before.end).at
    for (offset, isPress) in [(0, true), (90_000, false), (400_000, true), (480_000, false)] {
      let edge = ButtonEdge(button: 1, isPress: isPress)
      _ = engine.take(
        .edge(source: DeviceSource(2), edge), at: end + Microseconds(Int64(offset)))
    }
    #expect(engine.summary.outcome == before.outcome)
    #expect(engine.summary.end == before.end)
    #expect(engine.summary.marks == before.marks)
  }

  @Test("rests in the six minute walk, do not stop the clock")
  func rests_clockRuns() throws {
    let protocolBytes = try TestProtocol.derived(
      from: "6mwt", ["\"sample_rate\": \"100 Hz\"": "\"sample_rate\": \"10 Hz\""])
    let walk = try TestWalk(seed: Self.restingSeed, protocolBytes: protocolBytes)
    let outcome = try #require(walk.engine.summary.outcome)
    let timeline = walk.engine.machine.timeline
    #expect(outcome.restCount > 0)
    #expect(outcome.restTotal > .seconds(14))
    let span = try #require(timeline.end).at - #require(timeline.start)
    #expect(outcome.totalAmbulation == span)
    #expect(outcome.totalAmbulation == .seconds(360))
    let rests = walk.events(.rest).compactMap { $0.members["rest"]?.string }
    #expect(rests.count(where: { $0 == "begin" }) == outcome.restCount)
    #expect(outcome.distanceState == .complete)
  }

  /// A patient who rests in the six minute walk and reaches its cap.
  private static let restingSeed: UInt64 = 1

  /// The walk without any fault, which the others are held against.
  private static var quiet: TestWalk { get throws { try quietWalk.get() } }
  private static let quietWalk = Result { try walk { _ in } }

  private static func walk(
    seed: UInt64 = TestWalk.shortSeed, _ adjust: (inout VirtualClinicSettings) -> Void
  ) throws -> TestWalk {
    try TestWalk(seed: seed) { settings in
      settings.faults = SimulatedFaults()
      adjust(&settings)
    }
  }

  /// From 15 s after START on. START is at 607.4 s in the walk without faults.
  private static func mid(_ length: Microseconds) -> Range<MonotonicInstant> {
    let begin = MonotonicInstant(microseconds: 622_400_000)
    return begin..<(begin + max(length, Microseconds(1)))
  }

  /// START, END and every mark at the same instants.
  private func expectSameTimes(_ walk: TestWalk, _ good: TestWalk) throws {
    let (told, expected) = (walk.engine.machine.timeline, good.engine.machine.timeline)
    #expect(told.start == expected.start && told.start != nil)
    #expect(told.end == expected.end)
    #expect(told.marks == expected.marks && told.marks.count == 2)
    let outcome = try #require(walk.engine.summary.outcome)
    let whole = try #require(good.engine.summary.outcome)
    #expect(outcome.firstSymptoms == whole.firstSymptoms)
    #expect(outcome.severeSymptoms == whole.severeSymptoms)
    #expect(outcome.totalAmbulation == whole.totalAmbulation)
    #expect(outcome.recovery == whole.recovery)
  }

  /// START may lie elsewhere, because the pod was found later; the spans from it are the same up to
  /// the button's polling interval.
  private func expectSameSpans(
    _ walk: TestWalk, _ good: TestWalk, within tolerance: Microseconds
  ) throws {
    let outcome = try #require(walk.engine.summary.outcome)
    let whole = try #require(good.engine.summary.outcome)
    let spans = [
      (outcome.firstSymptoms.time, whole.firstSymptoms.time),
      (outcome.severeSymptoms.time, whole.severeSymptoms.time),
      (outcome.totalAmbulation, whole.totalAmbulation),
    ]
    for (span, expected) in spans {
      let difference = try #require(span) - #require(expected)
      #expect(abs(difference.count) <= tolerance.count, "\(difference)")
    }
  }
}
