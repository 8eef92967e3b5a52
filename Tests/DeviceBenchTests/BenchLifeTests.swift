import DeviceBench
import Glibc
import Readings
import Testing

@Suite("The life of a bench")
struct BenchLifeTests {
  @Test("two hundred benches begun and stopped, no descriptors left")
  func noDescriptorsLeft() throws {
    let before = openDescriptors()
    for _ in 0..<200 {
      let bench = try RealTimeBench(Mouthpiece(), at: .terminal(link: nil))
      bench.change { $0.isAttached = false }
      bench.change { $0.isAttached = true }
      bench.stop()
    }
    // Other suites run in this process too; one descriptor lost by each bench would be 200.
    #expect(openDescriptors() < before + 100)
  }

  @Test("stopped, the host's line hangs up, the link is gone and the last event is the end")
  func stop() throws {
    let scratch = ScratchPath()
    let log = EventLog()
    let bench = try RealTimeBench(
      Mouthpiece(), at: .terminal(link: scratch.port), observer: log.observer)
    let host = try HostEnd(scratch.port)
    bench.stop()
    bench.stop()
    try host.waitForHangUp()
    #expect(scratch.target == nil)
    #expect(log.all.suffix(2) == [.unplugged, .ended(.stopped)])
  }

  @Test("nothing to do, the thread sleeps: a few turns for each message and none beside")
  func idle() throws {
    let log = EventLog()
    let bench = try RealTimeBench(
      Mouthpiece(echoes: true), at: .terminal(link: nil), observer: log.observer)
    defer { bench.stop() }
    let host = try HostEnd(bench.path)
    try log.wait { $0 == .hostOpened }
    for byte in 0..<UInt8(50) {
      host.say([byte])
      #expect(try host.hear(count: 1) == [byte])
    }
    #expect(bench.change { $0.turns } <= 3 + 2 * 50)
  }

  @Test("a device that always wants to be called at once, called at most each millisecond")
  func impatient() throws {
    let began = BenchClock.now
    let bench = try RealTimeBench(
      Mouthpiece(echoes: true, isImpatient: true), at: .terminal(link: nil))
    defer { bench.stop() }
    let host = try HostEnd(bench.path)
    for byte in 0..<UInt8(20) {
      host.say([byte])
      #expect(try host.hear(count: 1) == [byte])
    }
    let turns = bench.change { $0.turns }
    let milliseconds = (BenchClock.now - began).count / 1_000
    #expect(turns <= 2 * 20 + Int(milliseconds) + 5)
  }

  @Test("on pipes: bytes both ways; the host leaves, the bench ends by itself")
  func pipes() throws {
    let (ours, theirs) = try sockets()
    let log = EventLog()
    let bench = try RealTimeBench(
      Mouthpiece(echoes: true), at: .pipes(input: ours, output: ours), observer: log.observer)
    defer { bench.stop() }
    let host = HostEnd(taking: theirs)
    host.say([1, 2, 3])
    #expect(try host.hear(count: 3) == [1, 2, 3])
    host.leave()
    try log.wait { $0 == .ended(.hostLeft) }
  }

  @Test("on pipes, unplugged: the host's end closes and the bench ends")
  func unplugPipes() throws {
    let (ours, theirs) = try sockets()
    let log = EventLog()
    let bench = try RealTimeBench(
      Mouthpiece(), at: .pipes(input: ours, output: ours), observer: log.observer)
    defer { bench.stop() }
    let host = HostEnd(taking: theirs)
    bench.change { $0.isAttached = false }
    try host.waitForHangUp()
    try log.wait { $0 == .ended(.unplugged) }
  }

  private func sockets() throws -> (Int32, Int32) {
    var pair: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
    return (pair[0], pair[1])
  }

  private func openDescriptors() -> Int {
    guard let directory = opendir("/proc/self/fd") else { return 0 }
    defer { closedir(directory) }
    var count = 0
    while readdir(directory) != nil { count += 1 }
    return count
  }
}
