import DeviceSimulator
import EmulatedBus
import Testing

/// A foot pod's driver behind the bulk port, with bytes from the simulated stick in real time.
@Suite(.serialized, .enabled(if: UsbRig.shallRun, UsbRig.absent))
struct UsbStreamTests {
  @Test("a walk through a good stick, is set up in order and told as it was walked")
  func goodStream() throws {
    let rig = try UsbRig()
    try rig.bus.plug(stick: .walking())
    try rig.tell("open 1 2")
    try rig.events.next("link") { $0["state"] == "streaming" }
    let sent = rig.events.told.filter { $0["event"] == "sent" }.compactMap { $0["id"] }
    #expect(
      Array(sent.prefix(11))
        == ["4a", "4d", "4d", "46", "42", "51", "44", "45", "43", "6e", "4b"])
    let walk = try readings(8, "distance", of: rig)
    #expect(walk == walk.sorted { $0.value < $1.value })
    let (first, last) = (try #require(walk.first), try #require(walk.last))
    let walked = Double(last.value - first.value) / Double(last.at - first.at)
    #expect(abs(walked - 1.25) < 0.3, "\(walked) m/s")
    #expect(try readings(1, "speed", of: rig).map(\.value) == [1_250])
    let report = try rig.report()
    #expect(report["garbage"] == 0)
    #expect(report["errors"] == 0)
    try rig.finish()
  }

  @Test("a stick that loses, joins, splits and spoils packets, is read on without a break")
  func badStream() throws {
    var faults = SimulatedFaults()
    faults.lossPerMille = 350
    faults.garbagePerMille = 200
    faults.joinsPerMille = 200
    faults.splitsChunks = true
    let rig = try UsbRig()
    try rig.bus.plug(stick: .walking(faults))
    try rig.tell("open 1 2")
    let walk = try readings(10, "distance", of: rig)
    #expect(walk == walk.sorted { $0.value < $1.value })
    #expect(
      !rig.events.told.contains { $0["event"] == "broken" || $0["continuous"] == "false" })
    let report = try rig.report()
    #expect(report["garbage", default: 0] > 0)
    #expect(report["failures", default: 0] > 0)
    try rig.finish()
  }

  @Test("a stick that streams at 4 Hz, costs next to no CPU time and no empty reaps")
  func idle() throws {
    let rig = try UsbRig()
    try rig.bus.plug(stick: .walking())
    try rig.tell("open 1 2")
    try rig.events.next("link") { $0["state"] == "streaming" }
    let (before, reaps) = (try rig.report(), try rig.bus.counters())
    _ = try readings(8, "distance", of: rig)
    let (after, reapsAfter) = (try rig.report(), try rig.bus.counters())
    func more(_ name: String, _ old: [String: Int], _ new: [String: Int]) throws -> Int {
      try #require(new[name]) - #require(old[name])
    }
    let packets = try more("packets", before, after)
    // Some 4 s of walking; a loop that polls spends a quarter of a core, a second of CPU time.
    #expect(try more("cpu", before, after) < 20_000 * packets)
    // libusb asks until there is nothing, once for each wake-up.
    #expect(
      try more("empty_reaps", reaps, reapsAfter) <= 2 * more("reaped", reaps, reapsAfter))
    try rig.finish()
  }

  @Test("a read endpoint that stalls, is cleared, and the walk is told on")
  func stalledReads() throws {
    let rig = try UsbRig()
    try rig.bus.plug(stick: .walking())
    try rig.tell("open 1 2")
    _ = try readings(1, "distance", of: rig)
    try rig.bus.command("halt ant in 3")
    _ = try readings(3, "distance", of: rig)
    #expect(try rig.report()["stalls"] == 3)
    #expect(!rig.events.told.contains { $0["event"] == "broken" })
    try rig.finish()
  }

  @Test("a write endpoint that stalls, is cleared, and the stalled message is written again")
  func stalledWrites() throws {
    let rig = try UsbRig()
    try rig.bus.plug(stick: .walking())
    // Opening clears one halt.
    try rig.bus.command("halt ant out 3")
    try rig.tell("open 1 2")
    try rig.events.next("link") { $0["state"] == "streaming" }
    #expect(try rig.report()["stalls"] == 2)
    #expect(rig.events.told.count { $0["event"] == "sent" && $0["id"] == "4a" } == 1)
    try rig.finish()
  }

  @Test("an endpoint that stalls for ever, breaks the port once", arguments: ["in", "out"])
  func stalledForEver(endpoint: String) throws {
    let rig = try UsbRig()
    try rig.bus.plug(stick: .lonely())
    try rig.tell("open 1 2")
    try rig.events.next("link") { $0["state"] == "searching" }
    try rig.bus.command("halt ant \(endpoint) 1000")
    if endpoint == "out" { try rig.tell("close") }
    #expect(try rig.events.next("broken")["code"] == "port-stalled")
    #expect(try rig.report()["reads"] == nil, "the probe has closed it")
    let counters = try rig.bus.counters()
    #expect(counters["flying"] == 0)
    #expect(counters["kernel_driver"] == 1)
    #expect(rig.events.told.count { $0["event"] == "broken" } == 1)
    try rig.finish()
  }

  @Test("a stick that takes no data, breaks the port by the time-out of the write")
  func deaf() throws {
    let rig = try UsbRig()
    try rig.bus.plug()
    try rig.bus.command("deaf ant")
    try rig.tell("open 1 2")
    #expect(try rig.events.next("broken")["code"] == "port-stalled")
    #expect(try rig.report()["reads"] == nil, "the probe has closed it")
    #expect(try rig.bus.counters()["flying"] == 0)
    try rig.finish()
  }

  private struct Told: Hashable {
    var value: Int
    var at: Int
  }

  /// The next `count` readings of `channel`.
  private func readings(_ count: Int, _ channel: String, of rig: UsbRig) throws -> [Told] {
    try (0..<count).map { _ in
      let event = try rig.events.next("reading") { $0["channel"] == channel }
      return Told(
        value: try #require(event["value"].flatMap(Int.init)),
        at: try #require(event["at"].flatMap(Int.init)))
    }
  }
}
