import DeviceProtocols
import DeviceSimulator
import Readings
import Testing
import WalktestTesting

/// Real calls on an emulated node: open, grab, clock, read, loss, and what the driver makes of it.
@Suite(.enabled(if: EvdevEmulation.shallRun, EvdevEmulation.absent), .serialized)
struct EvdevEmulationTests {
  typealias Line = EvdevEmulation.Line

  static func edges(_ lines: [Line]) -> [(at: Int64, contact: Int, isPress: Bool)] {
    lines.compactMap { line in
      guard let at = line.instant, let contact = line.contact, let press = line.press else {
        return nil
      }
      return (at, contact, press)
    }
  }

  /// How far each edge is from where it stands in the recording, both counted from the first one.
  static func errors(_ edges: [Int64], against known: [Int64]) -> [Int64] {
    zip(edges, known).map { abs(($0 - edges[0]) - ($1 - known[0])) }
  }

  @Test("recorded keyboard, every edge within one millisecond of the recording")
  func recordedKeyboard_edges() async throws {
    let script = UmockdevScript(try Captures.bytes("hid/umockdev-usbkbd.evtest.script.64"))
    let (lines, status) = try await EvdevEmulation.run(script, edges: 5)
    #expect(status == 0)
    let edges = Self.edges(lines)
    try #require(edges.count == 5)
    #expect(edges.map(\.contact) == [28, 30, 30, 42, 42])
    #expect(edges.map(\.isPress) == [false, true, false, true, false])
    let recorded: [Int64] = [
      1_374_046_626_405_100, 1_374_046_627_749_117, 1_374_046_627_893_095, 1_374_046_628_493_103,
      1_374_046_628_613_128,
    ]
    #expect(Self.errors(edges.map(\.at), against: recorded).allSatisfy { $0 <= 1_000 })
  }

  @Test("foot switch that bounces and repeats, raw edges in time and no repeat among them")
  func bouncingFootSwitch_rawEdges() async throws {
    var habits = ButtonHabits.foot
    habits.bouncePerMille = 1_000
    var button = SimulatedButton(seed: 3, habits: habits)
    let start = MonotonicInstant(microseconds: 1_374_046_626_000_000)
    let pressed = (0..<4).flatMap { button.press(at: start + .milliseconds($0 * 500)) }
    let known = pressed.map { ContactEdge(at: $0.at, contact: 1, isPress: $0.isPress) }
    let groups = EvdevEventStream(keyCodes: [256, 257]).groups(for: known)
    var last = start
    let script = UmockdevScript(
      lines: groups.map { group in
        defer { last = group.at }
        return UmockdevScript.Line(
          milliseconds: Int((group.at - last).count / 1_000), bytes: group.bytes)
      })
    let (lines, status) = try await EvdevEmulation.run(
      script, edges: known.count, codes: [256, 257])
    #expect(status == 0)
    let edges = Self.edges(lines)
    try #require(edges.count == known.count)
    #expect(edges.map(\.isPress) == known.map(\.isPress))
    #expect(edges.allSatisfy { $0.contact == 1 })
    let errors = Self.errors(edges.map(\.at), against: known.map(\.at.microseconds))
    #expect(errors.allSatisfy { $0 <= 1_000 }, "\(errors)")
    #expect((lines.last?.repeats ?? 0) >= 4)
    #expect(known.count > 16)
  }

  @Test("lost events, the release is told from the keys that the kernel says are pressed")
  func lostEvents_releaseFromKeyState() async throws {
    let start = MonotonicInstant(microseconds: 1_374_046_626_000_000)
    let stream = EvdevEventStream(keyCodes: [30, 31])
    let presses = [0, 1].map { ContactEdge(at: start, contact: $0, isPress: true) }
    let bytes =
      stream.groups(for: presses).flatMap(\.bytes) + stream.loss(at: start + .seconds(1)).bytes
    let script = UmockdevScript(lines: [UmockdevScript.Line(milliseconds: 100, bytes: bytes)])
    let (lines, status) = try await EvdevEmulation.run(
      script, edges: 3, codes: [30, 31], pressed: [31])
    #expect(status == 0)
    #expect(
      Self.edges(lines).map { "\($0.isPress ? "+" : "-")\($0.contact)" } == ["+0", "+1", "-0"])
    #expect(lines.contains { $0.report == "edgesLost" })
    #expect(lines.last?.losses == 1)
  }

  @Test("lost events and a kernel that tells no keys, nothing made up")
  func lostEventsNoKeyState_nothingMadeUp() async throws {
    let start = MonotonicInstant(microseconds: 1_374_046_626_000_000)
    let stream = EvdevEventStream(keyCodes: [30])
    let known = [
      ContactEdge(at: start, contact: 0, isPress: true),
      ContactEdge(at: start + .seconds(2), contact: 0, isPress: false),
    ]
    let groups = stream.groups(for: known)
    let script = UmockdevScript(lines: [
      UmockdevScript.Line(
        milliseconds: 100,
        bytes: (groups.first?.bytes ?? []) + stream.loss(at: start + .seconds(1)).bytes),
      UmockdevScript.Line(milliseconds: 100, bytes: groups.last?.bytes ?? []),
    ])
    let (lines, status) = try await EvdevEmulation.run(script, edges: 2, codes: [30])
    #expect(status == 0)
    #expect(Self.edges(lines).map(\.isPress) == [true, false])
    #expect(lines.contains { $0.report == "edgesLost" })
  }
}
