import ControlSocket
import Foundation
import Readings
import SessionCapture
import SessionHost
import SessionRecord
import SessionStore
import StrictJSON
import Testing
import WalkProtocol

/// Sessions whose process died, taken up by the next one.
@Suite struct ResumedWalkTests {
  @Test("died while armed and the button is away, START refused until it is back")
  func armedGatesDoubted() throws {
    let bench = try HostBench()
    var walk = try bench.armed()
    let journal = try bench.crash(&walk)
    bench.hasButton = false
    bench.pass(.milliseconds(500), &walk)
    var next = try bench.resumed(journal)
    bench.pass(.milliseconds(100), &next)
    #expect(next.machine.phase == .armed)
    #expect(next.status(at: bench.now).missing == [.button])
    #expect(bench.say(.start, &next)?.code == .gatesNotPassed)
    bench.hasButton = true
    bench.pass(.milliseconds(100), &next)
    #expect(bench.say(.start, &next) == nil)
  }

  @Test("died between arming and the opening, the next process signs it before START")
  func openingMissing() throws {
    let bench = try HostBench()
    var walk = try bench.prepared()
    for channel in Channel.allCases {
      bench.say(.waive(.channel(channel), reason: "no-sensor"), &walk)
    }
    // Heard and journaled by hand-over, which signs nothing: as a process that is killed there.
    walk.offer(.command(.arm, by: "nurse-1"), at: bench.now)
    let actions = walk.handOver(at: bench.now)
    #expect(actions.contains { $0.arms })
    #expect(try bench.verifiedKinds().isEmpty)
    let journal = try bench.crash(&walk)
    var next = try bench.resumed(journal)
    bench.pass(.milliseconds(50), &next)
    #expect(try bench.verifiedKinds() == [.open])
    let start = bench.press(&next)
    #expect(next.machine.timeline.start == start)
  }

  @Test("died before prepare was heard, prepared by the next process and armed there")
  func prepareNotHeard() throws {
    let bench = try HostBench()
    let plan = try bench.plan()
    let session = try CaptureSession(
      journalAt: "\(bench.site.archive.journals)/\(plan.opening.session).journal",
      definition: plan.definition, protocolBytes: plan.protocolBytes, opening: plan.opening,
      boot: plan.boot, clock: MachineClocks.reading(), at: bench.now)
    let journal = try bench.crash(session.journal)
    var next = try bench.resumed(journal)
    bench.pass(.milliseconds(100), &next)
    #expect(next.machine.phase == .preparing)
    #expect(bench.say(.abandon(reason: "test"), &next) == nil)
    _ = try next.seal(at: bench.now)
    #expect(try bench.verifiedKinds() == [.open, .abort])
  }

  @Test("died in mid-walk, the gap is told, the distance walked is not invented")
  func midWalk() throws {
    let bench = try HostBench()
    var walk = try bench.armed()
    let start = bench.press(&walk)
    bench.pass(.seconds(2), &walk)
    let journal = try bench.crash(&walk)
    bench.pass(.seconds(3), &walk)
    var next = try bench.resumed(journal)
    let values = next.values(at: bench.now)
    #expect(values.elapsed == bench.now - start && values.walked == nil)
    let severe = bench.press(&next)
    _ = bench.press(&next)
    #expect(next.machine.timeline.marks.first?.at == severe)
    let events = next.events(after: nil, count: 10_000)
    #expect(events.filter { $0.kind == .resumed }.count == 1)
    #expect(next.machine.timeline.start == start)
  }

  @Test("away for longer than allowed, refused, and recovery seals it as interrupted")
  func gapTooLong() throws {
    let bench = try HostBench()
    var walk = try bench.armed()
    let start = bench.press(&walk)
    let journal = try bench.crash(&walk)
    bench.pass(.seconds(6), &walk)
    #expect(throws: ResumeFault.self) {
      try bench.resumed(journal, longestGap: .seconds(5))
    }
    let recovered = try bench.site.recoverAll()
    #expect(recovered.count == 1 && recovered.allSatisfy { !$0.needsPeople }, "\(recovered)")
    #expect(try bench.verifiedKinds() == [.open, .interrupted])
    let record = try #require(
      try bench.site.packages().first { $0.record.kind == .interrupted }?.record.walk)
    #expect(record["start_us"]?.integer == start.microseconds)
  }
}
