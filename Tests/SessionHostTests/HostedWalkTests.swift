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

/// Sessions on a real archive, on a clock that the test moves.
@Suite struct HostedWalkTests {
  @Test("from prepare to sealing, the record has the instants of the presses and verifies")
  func wholeWalk() throws {
    let bench = try HostBench()
    var walk = try bench.armed()
    #expect(try bench.verifiedKinds() == [.open], "signed before anybody can start")
    let start = bench.press(&walk)
    bench.pass(.seconds(5), &walk)
    let first = bench.press(&walk)
    bench.pass(.seconds(3), &walk)
    let severe = bench.press(&walk)
    #expect(walk.machine.phase == .ended)
    let status = walk.status(at: bench.now)
    #expect(status.start == start && status.end == severe && status.endReason == .severeSymptoms)
    #expect(status.marks.map(\.at) == [first, severe])
    #expect(bench.say(.close, &walk) == nil)
    #expect(walk.isOver)
    let sealed = try walk.seal(at: bench.now)
    #expect(try bench.verifiedKinds() == [.open, .close])
    let record = try #require(sealed.record.record.walk)
    #expect(record["start_us"]?.integer == start.microseconds)
    #expect(record["end"]?["at_us"]?.integer == severe.microseconds)
    #expect(record["outcome"]?["tfs_us"]?.integer == (first - start).count)
    #expect(try bench.site.unsealedJournals().isEmpty, "the package replaced the journal")
  }

  @Test("the button lost while armed, START refused and told as missing; back, accepted")
  func buttonLostWhileArmed() throws {
    let bench = try HostBench()
    var walk = try bench.armed()
    bench.hasButton = false
    bench.pass(.milliseconds(100), &walk)
    #expect(walk.status(at: bench.now).missing == [.button])
    #expect(bench.say(.start, &walk)?.code == .gatesNotPassed)
    _ = bench.press(&walk)
    #expect(walk.machine.timeline.start == nil)
    bench.hasButton = true
    bench.pass(.milliseconds(100), &walk)
    #expect(walk.status(at: bench.now).missing.isEmpty)
    let start = bench.press(&walk)
    #expect(walk.machine.timeline.start == start)
    bench.hasButton = false
    bench.pass(.seconds(1), &walk)
    #expect(walk.machine.phase == .walking, "a button that is lost ends nothing")
  }

  @Test("a gate just seen to hold and not yet heard, missing until arming would be accepted")
  func missingUntilHeard() throws {
    let bench = try HostBench()
    var walk = try bench.opened()
    for channel in Channel.allCases {
      walk.offer(
        .command(.waive(.channel(channel), reason: "no-sensor"), by: "nurse-1"), at: bench.now)
    }
    var waited = 0
    while waited < 20,
      walk.machine.phase != .preparing || !walk.status(at: bench.now).missing.isEmpty
    {
      bench.pass(.milliseconds(10), &walk)
      waited += 1
    }
    #expect((2..<20).contains(waited))
    #expect(bench.say(.arm, &walk) == nil)
    #expect(walk.machine.phase == .armed)
  }

  @Test("room lost while armed, START refused; lost in mid-walk, nothing happens")
  func roomLost() throws {
    let bench = try HostBench()
    var walk = try bench.armed()
    bench.hasRoom = false
    bench.pass(.milliseconds(100), &walk)
    #expect(walk.status(at: bench.now).missing == [.storage])
    #expect(bench.say(.start, &walk)?.code == .gatesNotPassed)
    bench.hasRoom = true
    bench.pass(.milliseconds(100), &walk)
    #expect(bench.say(.start, &walk) == nil)
    bench.hasRoom = false
    bench.pass(.seconds(1), &walk)
    #expect(walk.machine.phase == .walking)
  }

  @Test("an opening that cannot be signed, the walk is given up, also before a press that waits")
  func openingNotSigned() throws {
    let bench = try HostBench()
    var walk = try bench.prepared()
    for channel in Channel.allCases {
      bench.say(.waive(.channel(channel), reason: "no-sensor"), &walk)
    }
    let packages = bench.site.archive.packages
    try FileManager.default.moveItem(atPath: packages, toPath: packages + ".away")
    walk.offer(.command(.arm, by: "nurse-1"), at: bench.now)
    // Stamped after the arming, and heard by nobody when the signing fails.
    let press = bench.now + .milliseconds(15)
    walk.offer(
      .edge(source: DeviceSource(2), ButtonEdge(button: 1, isPress: true)), at: press)
    bench.pass(.milliseconds(300), &walk)
    #expect(walk.openingFault != nil)
    #expect(walk.machine.phase == .abandoned && walk.machine.timeline.start == nil)
    #expect(throws: (any Error).self) { try walk.seal(at: bench.now) }
    try FileManager.default.moveItem(atPath: packages + ".away", toPath: packages)
    _ = try walk.seal(at: bench.now)
    #expect(try bench.verifiedKinds() == [.open, .abort])
  }

  @Test("another session opened and never ended, nothing is armed after it")
  func chainNotEnded() throws {
    let bench = try HostBench()
    _ = try bench.armed()
    var second = try bench.prepared("S-002")
    for channel in Channel.allCases {
      bench.say(.waive(.channel(channel), reason: "no-sensor"), &second)
    }
    bench.say(.arm, &second)
    bench.pass(.milliseconds(200), &second)
    #expect(second.machine.phase == .abandoned)
    #expect(second.openingFault?.sentence.contains("store recover") == true)
    #expect(try bench.verifiedKinds() == [.open])
  }

  @Test("a journal that fails in mid-walk, the times go on in memory and are sealed")
  func journalFault() throws {
    let bench = try HostBench()
    var walk = try bench.armed()
    let start = bench.press(&walk)
    try fill(walk.journal.path)
    bench.pass(.seconds(1), &walk)
    // What was handed over has failed by now; what is offered next hears of it.
    #expect(throws: JournalFault.self) { try walk.journal.flush() }
    let first = bench.press(&walk)
    #expect(walk.journalFault?.code == .diskFull, "\(String(describing: walk.journalFault))")
    // Told once, though it came before the first turn.
    let turns = (0..<2).map { _ in walk.turn(to: bench.now, hasButton: true, hasRoom: true) }
    #expect(turns.map(\.journalFault?.code) == [.diskFull, nil])
    bench.pass(.seconds(2), &walk)
    let severe = bench.press(&walk)
    #expect(walk.machine.timeline.marks.map(\.at) == [first, severe])
    #expect(bench.say(.close, &walk) == nil)
    let sealed = try walk.seal(at: bench.now)
    let record = try #require(sealed.record.record.walk)
    #expect(record["start_us"]?.integer == start.microseconds)
    #expect(record["outcome"]?["tfs_us"]?.integer == (first - start).count)
    #expect(record["outcome"]?["tss_us"]?.integer == (severe - start).count)
    #expect(try bench.verifiedKinds() == [.open, .close])
  }

  @Test("given up before it was armed, sealed as an abort with its opening")
  func abandoned() throws {
    let bench = try HostBench()
    var walk = try bench.prepared()
    #expect(bench.say(.abandon(reason: "subject-unwell"), &walk) == nil)
    _ = try walk.seal(at: bench.now)
    #expect(try bench.verifiedKinds() == [.open, .abort])
  }

  @Test("handed over, what waited is heard and durable, and the next process goes on with it")
  func handOver() throws {
    let bench = try HostBench()
    var walk = try bench.armed()
    let start = bench.press(&walk)
    // Offered and not yet heard: the hold-back is 20 ms.
    let mark = bench.now
    walk.offer(.command(.mark(.firstSymptoms), by: "nurse-1"), at: mark)
    let actions = walk.handOver(at: bench.now)
    #expect(actions.contains(.marked(.firstSymptoms, at: mark)))
    let journal = try bench.crash(&walk)
    bench.pass(.seconds(1), &walk)
    var next = try bench.resumed(journal)
    #expect(next.status(at: bench.now).start == start)
    #expect(next.machine.timeline.marks.map(\.at) == [mark])
    let severe = bench.press(&next)
    #expect(bench.say(.close, &next) == nil)
    let sealed = try next.seal(at: bench.now)
    let record = try #require(sealed.record.record.walk)
    #expect(record["end"]?["at_us"]?.integer == severe.microseconds)
    #expect(try bench.verifiedKinds() == [.open, .close])
  }

  /// Makes the writer of the journal at `path` find a full disk from now on.
  private func fill(_ path: String) throws {
    let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
    try #require(full >= 0)
    defer { close(full) }
    let path = URL(filePath: path).resolvingSymlinksInPath().path
    for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
      let target = try? FileManager.default.destinationOfSymbolicLink(
        atPath: "/proc/self/fd/" + name)
      guard target == path, let number = Int32(name) else { continue }
      try #require(dup2(full, number) == number)
      return
    }
    Issue.record("nobody has \(path) open")
  }
}
