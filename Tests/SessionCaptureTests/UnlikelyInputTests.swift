import DeviceProtocols
import Readings
import SessionCapture
import Testing
import WalkProtocol

/// What a host should never say but could: it is journaled before it is judged, so a journal that
/// holds it must still be recovered.
struct UnlikelyInputTests {
  static let inputs: [SessionInput] = [
    .command(.stage(0), by: "nurse-1"), .command(.stage(-1), by: "nurse-1"),
    .command(.stage(4_000), by: "nurse-1"),
    .command(.prepare(trial: 0, previousEnd: nil), by: "nurse-1"),
    .command(.prepare(trial: 5_000, previousEnd: nil), by: "nurse-1"),
    .edge(source: DeviceSource(0), ButtonEdge(button: 0, isPress: true)),
    .edge(source: DeviceSource(2), ButtonEdge(button: 300, isPress: false)),
    .device(DeviceChange(source: DeviceSource(0), driver: .antFootPod, state: .streaming)),
  ]

  @Test("an input with a number that means nothing, the session is recovered", arguments: inputs)
  func meaninglessNumber_recovers(input: SessionInput) throws {
    let bytes = try #require(ShippedProtocols.bytes(id: "6mwt"))
    let instant = MonotonicInstant(microseconds: 600_000_000)
    var engine = SessionEngine(definition: try ProtocolFile.parse(bytes, named: "6mwt.json"))
    var recorded = [
      JournalEntry(kind: .protocolFile, sequence: 0, instant: instant, payload: bytes)
    ]
    let opening = SessionOpening(
      session: "5b0a1f6e-8f3c-4d63-9a55-0d6f2c3e7a11", study: "DEMO", site: "001", device: "wt01",
      subject: "S-001", visit: "baseline", trial: 1, operatorCode: "nurse-1")
    for heard in [.session(opening), input] {
      recorded += engine.take(heard, at: instant).entries
    }
    var journal = JournalHeader(session: [], boot: [], opened: instant).bytes
    for entry in recorded { entry.append(to: &journal) }
    let recovery = try SessionRecovery(journal: journal)
    #expect(recovery.tornTail == nil)
    #expect(recovery.replay.entries.starts(with: recorded))
  }
}
