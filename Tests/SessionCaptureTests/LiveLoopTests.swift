import CLinuxIO
import DeviceProtocols
import Foundation
import Readings
import SampleLoop
import SessionCapture
import SessionRecord
import StrictJSON
import Synchronization
import Testing
import WalkProtocol

/// A walk whose ticks a real sample loop gives, in the machine's own time. One at a time: the loops
/// share its cores with everything else.
@Suite(.serialized) struct LiveLoopTests {
  @Test("a walk of 1 s at 100 Hz, every tick is a row or told as missing and END is exact")
  func loopTicks_rowsOnGrid() throws {
    var bench = try LiveBench(
      Self.protocolBytes(cap: "1 s"), at: MachineClocks.now, ticks: .loop(LatestReadings()))
    try bench.offerArming()
    try bench.attend { $0.walk.machine.phase == .armed }
    let start = MachineClocks.now
    bench.press(at: start)
    try bench.attend { $0.walk.machine.phase == .ended && $0.samples.count > 100 }
    try bench.interrupt()
    #expect(
      bench.walk.machine.timeline.end
        == WalkEnd(at: start + .seconds(1), reason: .capReached, by: .cap))
    try Self.expectWholeGrid(bench)
    let evidence = try #require(bench.events(.sampleLoop).last)
    #expect(evidence.members["state"] == "ended")
    #expect(evidence.members["rate_hz"] == 100)
    #expect(try #require(evidence.members["ticks"]?.integer) >= Int64(bench.samples.count))
    let late = try #require(evidence.members["wake_ups_by_us"]?.array)
    let counted = late.compactMap { $0.array?.last?.integer }.reduce(0, +)
    #expect(counted == evidence.members["ticks"]?.integer)
    #expect(bench.quality["sample_loop"] == .object(evidence.members))
    try Self.expectReplayable(bench)
  }

  @Test("a ring that overflows, is an entry and the record verifies")
  func overflow_entryAndVerifies() throws {
    let held = HeldLoop()
    var bench = try LiveBench(
      Self.protocolBytes(cap: "15 min"), at: MachineClocks.now, ticks: held.source(capacity: 4))
    try bench.offerArming()
    try bench.attend { $0.walk.machine.phase == .armed }
    try held.wait { $0.report.lost >= 10 }
    try bench.attend { !$0.lost.isEmpty && $0.samples.count > 10 }
    bench.press(at: MachineClocks.now)
    let rows = bench.samples.count
    try bench.attend { $0.walk.machine.phase == .walking && $0.samples.count > rows + 20 }
    try bench.interrupt()
    #expect(bench.lost.reduce(0, +) >= 10)
    #expect(bench.quality["lost_ticks"]?.integer == bench.lost.reduce(0, +))
    try Self.expectWholeGrid(bench)
    try Self.expectReplayable(bench)
    let verdict = try SealedBench(bench.walk.session).verdict()
    #expect(verdict.isGood, "\(verdict.faults)")
  }

  @Test("a walk taken up again a second after its newest row, ticks on the old grid")
  func resumed_sameGrid() throws {
    let last = MachineClocks.now - .seconds(1)
    let hearing = { (session: inout CaptureSession) in
      for command in try LiveBench.armingCommands(session.engine.machine.definition) {
        _ = try session.hear(.command(command, by: "nurse-1"), at: last - .milliseconds(15))
      }
      for tick in [last - .milliseconds(10), last] { _ = try session.hear(.sample, at: tick) }
    }
    var bench = try LiveBench(
      Self.protocolBytes(cap: "15 min"), at: MachineClocks.now, ticks: .loop(LatestReadings()),
      hearing: hearing)
    #expect(bench.walk.session.engine.lastTick == last)
    try bench.attend { $0.samples.count > 20 }
    try bench.interrupt()
    try Self.expectWholeGrid(bench)
    let told = try #require(bench.events(.ticksMissing).first)
    #expect(told.members["first_us"]?.integer == (last + .milliseconds(10)).microseconds)
    #expect(try #require(told.members["missed"]?.integer) >= 98)
    try Self.expectReplayable(bench)
  }

  @Test("a loop that ends by itself, is told with its error and the walk goes on by itself")
  func broken_ownTicks() throws {
    // The kernel refuses to sleep until an instant before its clock began.
    let source = TickSource.loop { rate, _ throws(LoopFault) in
      try SampleLoop(
        rate: rate, origin: MonotonicInstant(microseconds: -10_000_000), latest: LatestTable())
    }
    var bench = try LiveBench(
      Self.protocolBytes(cap: "15 min"), at: MachineClocks.now, ticks: source)
    try bench.offerArming()
    try bench.attend { $0.samples.count > 20 }
    try bench.interrupt()
    let evidence = bench.events(.sampleLoop)
    #expect(evidence.map { $0.members["state"] } == ["broken"])
    #expect(evidence.first?.members["errno"]?.integer == Int64(EINVAL))
    #expect(bench.quality["sample_loop"]?["state"] == "broken")
    try Self.expectReplayable(bench)
  }

  @Test("a loop that cannot be started, is told once and the walk ticks by itself")
  func notStarted_ownTicks() throws {
    let source = TickSource.loop { _, _ throws(LoopFault) in
      throw LoopFault(.noThread, "The system has no threads left; restart the machine.", EAGAIN)
    }
    var bench = try LiveBench(ticks: source)
    try bench.arm()
    bench.press(at: bench.now)
    try bench.advance(by: .seconds(2))
    #expect((19...22).contains(bench.samples.count))
    let evidence = bench.events(.sampleLoop)
    #expect(evidence.map { $0.members["state"] } == ["not-started"])
    #expect(evidence.first?.members["errno"]?.integer == Int64(EAGAIN))
    #expect(bench.quality["missed_ticks"] == 0)
    try Self.expectReplayable(bench)
  }

  @Test("a walk of more than a minute, the loop's evidence is heard with the clocks")
  func minute_evidenceHeard() throws {
    let held = HeldLoop()
    var bench = try LiveBench(
      Self.protocolBytes(cap: "15 min"), at: MachineClocks.now, ticks: held.source(capacity: nil))
    try bench.offerArming()
    try bench.attend { $0.samples.count > 10 }
    // The minute passes for the walk; the loop's thread has its own time.
    try bench.leap(by: .seconds(61))
    try bench.leap(by: .milliseconds(30))
    #expect(bench.events(.clock).count == 2)
    let evidence = try #require(bench.events(.sampleLoop).first)
    #expect(evidence.members["state"] == "running")
    #expect(try #require(evidence.members["ticks"]?.integer) > 10)
    #expect(bench.quality["sample_loop"] == .object(evidence.members))
  }

  @Test(
    "values that were there at the tick and values that came later, are told apart",
    arguments: [true, false])
  func lateValues_counted(areDelivered: Bool) throws {
    let latest = LatestReadings()
    var bench = try LiveBench(
      Self.protocolBytes(cap: "15 min"), at: MachineClocks.now, ticks: .loop(latest),
      latest: latest)
    try bench.offerArming()
    try bench.attend { $0.walk.machine.phase == .armed }
    // Stamped a little later than now, so that no tick lies between the stamp and the delivery.
    let instant = MachineClocks.now + .milliseconds(1_500)
    let pod = try PodTalk(at: instant)
    for input in pod.inputs { bench.walk.offer(input, at: instant) }
    if areDelivered { pod.readings.forEach(latest.take) }
    let isFed = { (bench: LiveBench) in bench.walk.session.engine.row(at: instant)[.speed] != nil }
    try bench.attend(until: isFed)
    let rows = bench.samples.count
    try bench.attend { $0.samples.count > rows + 20 }
    try bench.interrupt()
    let told = try #require(bench.events(.sampleLoop).last?.members["late_values"]?.integer)
    #expect(areDelivered ? told == 0 : told >= 20)
  }

  // MARK: -

  private static func protocolBytes(cap: String) throws -> [UInt8] {
    try TestProtocol.derived(
      from: "deen-1.2mph-15min", ["\"cap\": \"15 min\"": "\"cap\": \"\(cap)\""])
  }

  /// Every 10 ms from the first row to the last there is a row, or an event tells that it is missing,
  /// and the quality block counts each once.
  private static func expectWholeGrid(_ bench: LiveBench) throws {
    let rows = bench.samples
    #expect(rows.count == Set(rows).count)
    let first = try #require(rows.first)
    let span = try #require(rows.last) - first
    #expect(rows.allSatisfy { ($0 - first).count % 10_000 == 0 })
    let told = bench.events(.ticksMissing).filter {
      ($0.members["first_us"]?.integer ?? 0) > first.microseconds
    }
    let missing = told.compactMap { event in
      event.members["missed"]?.integer.flatMap { missed in
        event.members["lost"]?.integer.map { missed + $0 }
      }
    }
    #expect(Int64(rows.count) + missing.reduce(0, +) == span.count / 10_000 + 1)
    let all = bench.events(.ticksMissing).compactMap { $0.members["missed"]?.integer }
    #expect(bench.quality["missed_ticks"]?.integer == all.reduce(0, +))
    #expect(bench.quality["samples"]?.integer == Int64(rows.count))
  }

  /// The session's text files replay to the same entries and the same walk.
  private static func expectReplayable(_ bench: LiveBench) throws {
    let entries = bench.walk.session.entries
    let replay = try SessionReplay(of: try PackageMaterial(of: entries).entries(), end: .whole)
    #expect(replay.entries.dropFirst().elementsEqual(entries.dropFirst()))
    #expect(replay.engine.walk.compactBytes == bench.walk.session.engine.walk.compactBytes)
  }
}

extension LiveBench {
  /// How many samples each told gap lost.
  fileprivate var lost: [Int64] {
    events(.ticksMissing).compactMap { $0.members["lost"]?.integer }.filter { $0 > 0 }
  }
}

/// What a foot pod says until its speed is known, all at one instant.
private struct PodTalk {
  var inputs: [SessionInput] = []
  var readings: [Reading] = []

  init(at instant: MonotonicInstant) throws {
    let pod = DeviceSource(1)
    inputs.append(
      .device(DeviceChange(source: pod, driver: .antFootPod, state: .streaming)))
    var decoder = try #require(DriverChoice(driver: .antFootPod).makeDecoder(source: pod))
    for entry in try TestWalk.shared.entries where entry.kind == .frame {
      let frame = try #require(DeviceFrame(payload: entry.payload))
      guard frame.source == pod else { continue }
      inputs.append(.frame(frame))
      guard frame.direction == .received else {
        decoder.sent(frame.bytes, at: instant)
        continue
      }
      decoder.receive(frame.bytes, at: instant) { report in
        if case .reading(let reading) = report { readings.append(reading) }
      }
      if readings.contains(where: { $0.value.channel == .speed }) { return }
    }
    Issue.record("the pod never told its speed")
  }
}

/// The loop that a walk has started, for the test to look at.
private final class HeldLoop: Sendable {
  private let loop = Mutex<SampleLoop?>(nil)

  func source(capacity: Int?) -> TickSource {
    .loop { [self] rate, origin throws(LoopFault) in
      let started = try SampleLoop(
        rate: rate, origin: origin, latest: LatestTable(), capacity: capacity)
      loop.withLock { $0 = started }
      return started
    }
  }

  /// Looks every 5 ms, 2 000 times at most, whether `state` has come.
  func wait(for state: (SampleLoop) -> Bool) throws {
    let loop = try #require(loop.withLock { $0 })
    for _ in 0..<2_000 {
      if state(loop) { return }
      linuxio_sleep_until_us((MachineClocks.now + .milliseconds(5)).microseconds)
    }
    Issue.record("the loop did not come to the state that was waited for")
  }
}
