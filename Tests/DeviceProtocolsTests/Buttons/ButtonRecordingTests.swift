import DeviceProtocols
import Readings
import StrictJSON
import Testing
import WalktestTesting

/// Real buttons: what they sent, and what others read out of it.
@Suite(.enabled(if: Captures.shallRun, Comment(rawValue: Captures.absent)))
struct ButtonRecordingTests {
  @Test("recorded keyboard on the bus, seven presses at the recorded times and holds")
  func keyboardOnBus_sevenPresses() throws {
    let transfers = UsbmonPcapng(try Captures.bytes("hid/umockdev-usbkbd.pcap.pcapng")).transfers
      .filter { $0.device == 11 && $0.endpoint == 0x81 }
    var bench = ButtonBench(
      HidButtonDriver(
        descriptor: try HidDescriptors.keyboard().boot, usages: [HidUsage(page: 7, id: 0x0C)]))
    for transfer in transfers { bench.receive(transfer.bytes, at: transfer.microseconds) }
    let presses = bench.edges.filter(\.isPress).map(\.at.microseconds)
    let releases = bench.edges.filter { !$0.isPress }.map(\.at.microseconds)
    try #require(presses.count == 7 && releases.count == 7)
    #expect(bench.edges.allSatisfy { $0.contact == 0 })
    let starts = presses.map { Double($0 - presses[0]) / 1_000 }
    let holds = zip(releases, presses).map { Double($0 - $1) / 1_000 }
    let knownStarts = [0, 1391.78, 2839.69, 3215.65, 3471.70, 3736.06, 3983.99]
    let knownHolds = [63.70, 103.98, 96.31, 112.30, 96.27, 103.55, 415.75]
    #expect(zip(starts, knownStarts).allSatisfy { abs($0 - $1) < 0.011 }, "\(starts)")
    #expect(zip(holds, knownHolds).allSatisfy { abs($0 - $1) < 0.011 }, "\(holds)")
  }

  @Test("recorded events of a keyboard, the edges that evtest prints")
  func keyboardEvents_edges() throws {
    let script = UmockdevScript(try Captures.bytes("hid/umockdev-usbkbd.evtest.script.64"))
    #expect(script.file == (try Captures.bytes("hid/umockdev-usbkbd.evtest.script.64")))
    var bench = ButtonBench(EvdevButtonDriver())
    for line in script.lines { bench.receive(line.bytes, at: 0) }
    #expect(
      spelled(bench.edges) == [
        "-28@1374046626405100", "+30@1374046627749117", "-30@1374046627893095",
        "+42@1374046628493103", "-42@1374046628613128",
      ])
  }

  @Test("recorded events in any cuts, the same edges")
  func keyboardEvents_anyCuts() throws {
    let script = UmockdevScript(try Captures.bytes("hid/umockdev-usbkbd.evtest.script.64"))
    let verifier = ChunkSplitting<ContactEdge>(script.lines.flatMap(\.bytes), garbage: []) {
      var bench = ButtonBench(EvdevButtonDriver())
      return { chunk in
        _ = bench.take()
        bench.receive(chunk, at: 0)
        return bench.edges
      }
    }
    #expect(verifier.whole.count == 5)
    #expect(verifier.disagreements() == [])
  }

  /// Our contact by the number that the X-keys library gives a button; nil for the plug of the switch
  /// interface, which it tells as button 3.
  static func contact(_ button: Int, _ model: XkeysModel) -> Int? {
    switch (model, button) {
    case (.pedal, 0): 3
    case (.pedal, 2...4): button - 2
    case (.switchInterface, 1): 1
    case (.switchInterface, 2): 0
    case (.switchInterface, 5): 2
    default: nil
    }
  }

  @Test(
    "recorded X-keys device, the buttons and device times that its library tells",
    arguments: [
      (XkeysModel.pedal, "xkeys-1080_XK-3-Foot-Pedal.json", 7),
      (.switchInterface, "xkeys-1224_XK-3-Switch-Interface.json", 6),
    ])
  func xkeys_asTheLibrary(model: XkeysModel, file: String, count: Int) throws {
    let recording = try StrictJSON.parse(try Captures.bytes("hid/\(file)"))
    var bench = ButtonBench(XkeysDriver(model: model))
    var expected: [ContactEdge] = []
    for (number, event) in (recording["events"]?.array ?? []).enumerated() {
      let text = try #require(event["description"]?.string)
      let match = try #require(
        text.firstMatch(of: /Button (\d+) (pressed|released).*timestamp: (\d+)/))
      let at = Int64(number) * 1_000
      for data in event["data"]?.array ?? [] {
        bench.receive(bytes(hex: data.string ?? ""), at: at)
      }
      guard let button = Int(match.output.1), let contact = Self.contact(button, model) else {
        continue
      }
      expected.append(
        ContactEdge(
          at: MonotonicInstant(microseconds: at), contact: contact,
          isPress: match.output.2 == "pressed", deviceMilliseconds: UInt32(match.output.3)))
    }
    #expect(expected.count == count)
    #expect(bench.edges == expected)
    #expect(bench.actions.contains(.link(.streaming)))
    let unit = model == .pedal ? 0 : 15
    #expect(
      bench.reports == [.identity(DeviceIdentity(driver: "xkeys", serial: "unit \(unit)"))])
  }
}
