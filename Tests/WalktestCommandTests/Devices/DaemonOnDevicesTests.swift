import ControlSocket
import DaemonRig
import DeviceProtocols
import EmulatedBus
import Readings
import SessionCapture
import StrictJSON
import Testing
import WalkProtocol

/// The daemon with emulated devices: real libusb, libudev, serial line and input layer, real time.
@Suite(
  "walktestd on devices", .serialized, .enabled(if: EmulatedCart.shallRun, EmulatedCart.absent))
struct DaemonOnDevicesTests {
  @Test("stick, treadmill and button: presses start, mark and end, as the kernel stamped them")
  func wholeCart() async throws {
    let daemon = try DaemonCart(belt: true)
    try daemon.cart.attachTreadmill()
    try daemon.cart.attachButton()
    try daemon.cart.bus.plug(stick: .walking())
    let client = try daemon.start()
    try client.prepare()
    let lines = try client.devices(streaming: [.stick, .treadmill, .button])
    #expect(
      lines.compactMap(\.driver) == [.antFootPod, .trackmaster, .button],
      "\(lines)")
    try client.nothingMissing()
    try client.ask(.arm)
    let start = try daemon.cart.press()
    try client.phase(.walking)
    try await WalkingTime.pass(seconds: 3)
    let first = try daemon.cart.press()
    try client.status("the first mark") { $0.marks.count == 1 }
    try await WalkingTime.pass(seconds: 3)
    let severe = try daemon.cart.press()
    try client.phase(.ended)
    try client.ask(.close)
    let stored = try StoredSession(daemon.site)
    Self.expect(stored, start, first, severe)
    let told = try #require(stored.walk["outcome"]?["distance_mm"]?.integer)
    #expect(abs(told - (severe - start) * 5_364 / 10_000_000) <= 250, "\(told) mm")
    #expect(daemon.cart.treadmillCommands == [], "a command reached the treadmill")
    let log = try await daemon.stop()
    #expect(!log.contains(ShortWalk.subject), "\(log)")
  }

  @Test("the stick pulled out while armed: a press is refused; back in: a press starts")
  func sensorLostWhileArmed() async throws {
    let daemon = try DaemonCart(belt: false)
    try daemon.cart.attachButton()
    try daemon.cart.bus.plug(stick: .walking())
    let client = try daemon.start()
    try client.prepare()
    try client.nothingMissing()
    try client.ask(.arm)
    let stick = daemon.cart.bus.change { _ in }
    try daemon.cart.bus.unplug()
    try client.status("sensors missing") { !$0.missing.isEmpty }
    _ = try daemon.cart.press()
    let rejection = try client.next("the rejection of the press") { event in
      if case .action(let action) = event, action.kind == .rejection { action } else { nil }
    }
    #expect(rejection.members["code"] == "gates-not-passed", "\(rejection)")
    #expect(try client.status().phase == .armed)
    try daemon.cart.bus.plug("again", port: "1-2", address: 3, stick: .around(stick))
    try client.nothingMissing()
    let start = try daemon.cart.press()
    let status = try client.phase(.walking)
    #expect(abs((status.start?.microseconds ?? 0) - start) <= 1_000)
    _ = try await daemon.stop()
  }

  @Test(
    "killed in mid-walk, the stick moved, started again: START, mark and END are the presses all the same"
  )
  func killed() async throws {
    let daemon = try DaemonCart(belt: false)
    try daemon.cart.attachButton()
    try daemon.cart.bus.plug(stick: .walking())
    let client = try daemon.start()
    try client.prepare()
    try client.nothingMissing()
    try client.ask(.arm)
    let start = try daemon.cart.press()
    try client.phase(.walking)
    try await WalkingTime.pass(seconds: 3)
    let first = try daemon.cart.press()
    try client.status("the first mark") { $0.marks.count == 1 }
    try await WalkingTime.pass(seconds: 1)
    // The emulator cannot take back from a program that was killed what it has open.
    let stick = daemon.cart.bus.change { _ in }
    try daemon.cart.bus.unplug()
    _ = try client.next("the stick lost") { event in
      if case .device(let line) = event, line.role == .stick, line.state == .lost {
        line
      } else {
        nil
      }
    }
    let after = try daemon.crash()
    try daemon.cart.bus.plug("again", port: "1-2", address: 3, stick: .around(stick))
    let status = try after.status()
    #expect(status.phase == .walking)
    #expect(abs((status.start?.microseconds ?? 0) - start) <= 1_000)
    _ = try after.devices(streaming: [.stick, .button])
    try await WalkingTime.pass(seconds: 3)
    let severe = try daemon.cart.press()
    try after.phase(.ended)
    try after.ask(.close)
    let stored = try StoredSession(daemon.site)
    Self.expect(stored, start, first, severe)
    #expect(stored.events(.resumed).count == 1)
    let gaps = (stored.walk["gaps"]?.array ?? []).filter { $0["channel"] == "distance" }
    #expect(gaps.count == 1, "\(gaps)")
    _ = try await daemon.stop()
  }

  /// The times are those of the presses to within a millisecond.
  private static func expect(
    _ stored: StoredSession, _ start: Int64, _ first: Int64, _ severe: Int64,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(stored.kinds == ["open", "close"], sourceLocation: sourceLocation)
    let times: [(JSONValue?, Int64)] = [
      (stored.walk["start_us"], start), (stored.walk["end"]?["at_us"], severe),
      (stored.walk["outcome"]?["tfs_us"], first - start),
      (stored.walk["outcome"]?["tss_us"], severe - start),
    ]
    for (told, pressed) in times {
      let error = told?.integer.map { abs($0 - pressed) } ?? .max
      #expect(
        error <= 1_000, "\(String(describing: told)), pressed \(pressed)",
        sourceLocation: sourceLocation)
    }
  }
}
