import DeviceBench
import Glibc
import Readings
import Testing

@Suite("A device served on a pseudo-terminal")
struct TerminalTests {
  @Test("bytes of all values both ways, unchanged by the terminal")
  func everyByte() throws {
    let scratch = ScratchPath()
    let bench = try RealTimeBench(Mouthpiece(echoes: true), at: .terminal(link: scratch.port))
    defer { bench.stop() }
    let host = try HostEnd(scratch.port)
    let bytes = (0...255).map(UInt8.init) + Array("\r\n\u{03}\u{04}\u{11}\u{13}".utf8)
    host.say(bytes)
    #expect(try host.hear(count: bytes.count) == bytes)
    #expect(bench.change { $0.heard } == bytes)
  }

  @Test("without a link, the terminal's own path")
  func ownPath() throws {
    let log = EventLog()
    let bench = try RealTimeBench(
      Mouthpiece(echoes: true), at: .terminal(link: nil), observer: log.observer)
    defer { bench.stop() }
    #expect(bench.path.hasPrefix("/dev/pts/"))
    let host = try HostEnd(bench.path)
    host.say([1])
    #expect(try host.hear(count: 1) == [1])
    #expect(log.all.first == .plugged(path: bench.path))
  }

  @Test(
    "unplugged, the host's line hangs up and the link is gone; back, the link leads to a new one")
  func unplug() throws {
    let scratch = ScratchPath()
    let log = EventLog()
    let bench = try RealTimeBench(
      Mouthpiece(echoes: true), at: .terminal(link: scratch.port), observer: log.observer)
    defer { bench.stop() }
    let first = try HostEnd(scratch.port)
    first.say([7])
    #expect(try first.hear(count: 1) == [7])

    bench.change { $0.isAttached = false }
    try first.waitForHangUp()
    try log.wait { $0 == .unplugged }
    #expect(scratch.target == nil)

    bench.change { $0.isAttached = true }
    try log.wait { _ in log.all.count { $0 == .plugged(path: scratch.port) } == 2 }
    #expect(scratch.target?.hasPrefix("/dev/pts/") == true)
    let second = try HostEnd(scratch.port)
    second.say([8])
    #expect(try second.hear(count: 1) == [8])
    // The first line stays dead, whatever came back.
    try first.waitForHangUp()
  }

  @Test("not attached at first, no link until it is")
  func detachedAtFirst() throws {
    let scratch = ScratchPath()
    let log = EventLog()
    let bench = try RealTimeBench(
      Mouthpiece(isAttached: false), at: .terminal(link: scratch.port), observer: log.observer)
    defer { bench.stop() }
    #expect(scratch.target == nil)
    bench.change { $0.isAttached = true }
    try log.wait { $0 == .plugged(path: scratch.port) }
    #expect(scratch.target != nil)
  }

  @Test("what is said while nobody listens, lost; the next host hears only what is new")
  func nobodyListens() throws {
    let scratch = ScratchPath()
    let log = EventLog()
    let bench = try RealTimeBench(
      Mouthpiece(), at: .terminal(link: scratch.port), observer: log.observer)
    defer { bench.stop() }
    bench.change { $0.say([1, 1, 1]) }
    try waitForSilence(bench)
    let first = try HostEnd(scratch.port)
    try log.wait { $0 == .hostOpened }
    bench.change { $0.say([2]) }
    #expect(try first.hear(count: 1) == [2])
    // Unread in the terminal when the first host leaves.
    bench.change { $0.say([3, 3]) }
    try log.wait { if case .sent([3, 3], _) = $0 { true } else { false } }
    first.leave()
    try log.wait { $0 == .hostClosed }
    bench.change { $0.say([4, 4, 4]) }
    try waitForSilence(bench)
    let second = try HostEnd(scratch.port)
    try log.wait { _ in log.all.count { $0 == .hostOpened } == 2 }
    bench.change { $0.say([5]) }
    #expect(try second.hear(count: 1) == [5])
  }

  @Test("a host that does not read, told as overrun; the bench goes on")
  func overrun() throws {
    let scratch = ScratchPath()
    let log = EventLog()
    let bench = try RealTimeBench(
      Mouthpiece(), at: .terminal(link: scratch.port), observer: log.observer)
    defer { bench.stop() }
    let host = try HostEnd(scratch.port)
    try log.wait { $0 == .hostOpened }
    let flood = [UInt8](repeating: 0x55, count: 1 << 20)
    bench.change { $0.say(flood) }
    try log.wait { if case .overrun = $0 { true } else { false } }
    let taken = log.all.reduce(0) { sum, event in
      if case .sent(let bytes, _) = event { sum + bytes.count } else { sum }
    }
    let lost = log.all.reduce(0) { sum, event in
      if case .overrun(let count) = event { sum + count } else { sum }
    }
    #expect(taken + lost == flood.count)
    #expect(try host.hear(count: taken) == Array(flood.prefix(taken)))
  }

  @Test("a file or another link at the path, refused and left alone; no directory, refused")
  func pathTaken() throws {
    let scratch = ScratchPath()
    let file = open(scratch.port, O_CREAT | O_WRONLY, 0o600)
    close(file)
    #expect(fault(at: scratch.port)?.code == .pathTaken)
    #expect(access(scratch.port, F_OK) == 0)
    unlink(scratch.port)
    symlink("/etc/hostname", scratch.port)
    #expect(fault(at: scratch.port)?.code == .pathTaken)
    #expect(scratch.target == "/etc/hostname")
    let missing = fault(at: scratch.directory + "/none/port")
    #expect(missing?.code == .linkNotMade)
    #expect(missing?.description.contains("No such file or directory") == true)
  }

  @Test("a link that a killed bench left, taken over; one that another has taken, left alone")
  func takeOver() throws {
    let scratch = ScratchPath()
    symlink("/dev/pts/999999", scratch.port)
    let first = try RealTimeBench(Mouthpiece(), at: .terminal(link: scratch.port))
    let second = try RealTimeBench(
      Mouthpiece(echoes: true), at: .terminal(link: scratch.port))
    defer { second.stop() }
    first.stop()
    let host = try HostEnd(scratch.port)
    host.say([9])
    #expect(try host.hear(count: 1) == [9])
  }

  /// Waits until the device has said all, heard or not; at most ten seconds.
  private func waitForSilence(_ bench: RealTimeBench<Mouthpiece>) throws {
    let end = BenchClock.now + .seconds(10)
    while !bench.change({ $0.hasSaidAll }) { try #require(BenchClock.now < end) }
  }

  private func fault(at path: String) -> BenchFault? {
    do throws(BenchFault) {
      try RealTimeBench(Mouthpiece(), at: .terminal(link: path)).stop()
      return nil
    } catch {
      return error
    }
  }
}
