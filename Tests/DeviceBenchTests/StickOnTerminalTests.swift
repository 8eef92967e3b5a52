import DeviceBench
import DeviceProtocols
import DeviceSimulator
import Readings
import Testing

@Suite("A simulated stick on a terminal, read by the real driver in real time")
struct StickOnTerminalTests {
  @Test("set up, streaming, and the pod's distance and strides as the subject walked them")
  func footPod() throws {
    let scratch = ScratchPath()
    let bench = try RealTimeBench(stick(), at: .terminal(link: scratch.port))
    defer { bench.stop() }
    var host = DriverOnTerminal(try HostEnd(scratch.port))
    try host.run { $0.distances.count >= 4 }
    #expect(host.links.contains(.streaming))
    #expect(host.faults.isEmpty)
    // 1.25 m/s and a pod that measures each 250 ms: every step is a multiple of 0.3125 m.
    #expect(host.distances == host.distances.sorted())
    #expect(host.distances.allSatisfy { $0 % 312_500 == 0 })
    #expect(host.distances.last ?? 0 > 0)
    #expect(bench.change { $0.refusedCommands } == 0)
    try host.close()
  }

  @Test("unplugged in mid-stream, seen as a hang-up; the stick comes back and is read again")
  func unplug() throws {
    var faults = SimulatedFaults()
    let gone = BenchClock.now + .seconds(2)
    faults.unplugged = [gone..<(gone + .milliseconds(300))]
    let scratch = ScratchPath()
    let log = EventLog()
    let bench = try RealTimeBench(
      stick(faults), at: .terminal(link: scratch.port), observer: log.observer)
    defer { bench.stop() }
    var host = DriverOnTerminal(try HostEnd(scratch.port))
    try host.run { $0.hasHungUp }
    #expect(host.distances.count > 0)
    try log.wait { _ in log.all.count { $0 == .plugged(path: scratch.port) } == 2 }
    let before = host.distances.count
    host.reopen(try HostEnd(scratch.port))
    try host.run { $0.distances.count >= before + 3 }
    #expect(host.distances == host.distances.sorted())
    #expect(host.distances.allSatisfy { $0 % 312_500 == 0 })
    #expect(host.faults.isEmpty)
  }

  /// A stick beside someone who walks 1.25 m/s for an hour.
  private func stick(_ faults: SimulatedFaults = SimulatedFaults()) throws -> SimulatedStick {
    let now = BenchClock.now
    let walk = try #require(
      RecordedWalk(rows: [
        row(seconds: 0, metres: 0, strides: 0), row(seconds: 3_600, metres: 4_500, strides: 3_240),
      ]))
    let pod = SimulatedFootPod(
      identity: FootPodIdentity(deviceNumber: 4_711), subject: walk, firstMessage: now,
      walkBegins: now)
    return SimulatedStick(seed: 5, pods: [pod], at: now, faults: faults)
  }

  private func row(seconds: Int64, metres: Int64, strides: Int64) -> RecordedWalk.Row {
    RecordedWalk.Row(
      elapsed: .seconds(seconds), position: Micrometres(metres * 1_000_000),
      speed: MillimetresPerSecond(1_250), strides: strides)
  }
}
