import Foundation
import Readings
import SessionCapture
import SessionRecord
import Testing
import WalkProtocol

/// Power may fail between the opening of a session and its preparation.
struct UnpreparedSessionTests {
  static let instant = MonotonicInstant(microseconds: 600_000_000)

  static func journal() throws -> [UInt8] {
    let bytes = try #require(ShippedProtocols.bytes(id: "6mwt"))
    var engine = SessionEngine(definition: try ProtocolFile.parse(bytes, named: "6mwt.json"))
    let opening = SessionOpening(
      session: "5b0a1f6e-8f3c-4d63-9a55-0d6f2c3e7a11", study: "DEMO", site: "001", device: "wt01",
      subject: "S-001", visit: "baseline", trial: 1, operatorCode: "nurse-1")
    let clock = ClockReading(
      realtimeMilliseconds: 1_790_000_000_000, boottimeMicroseconds: 1, rawMicroseconds: 1,
      discipline: .unknown)
    var journal = JournalHeader(session: [], boot: [], opened: instant).bytes
    JournalEntry(kind: .protocolFile, sequence: 0, instant: instant, payload: bytes)
      .append(to: &journal)
    for heard in [SessionInput.session(opening), .clock(clock)] {
      for entry in engine.take(heard, at: instant).entries { entry.append(to: &journal) }
    }
    return journal
  }

  @Test("an opened session that was not prepared, recovery has nothing to interrupt")
  func notPrepared_nothingAdded() throws {
    let recovery = try SessionRecovery(journal: try Self.journal())
    #expect(recovery.replay.completed == 0)
    #expect(recovery.replay.engine.machine.phase == .idle)
  }

  @Test("an opened session that was not prepared, sealed as an abort")
  func notPrepared_sealedAsAbort() throws {
    let archive = FileManager.default.temporaryDirectory.appending(
      path: "walktest-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: archive, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: archive) }
    let replay = try SessionRecovery(journal: try Self.journal()).replay
    let sealer = SessionSealer(
      archive: archive.path, key: try SigningKey.generate(.ed25519),
      software: SoftwareIdentity(version: "0", build: "test"))
    let package = try sealer.seal(
      replay.engine, entries: replay.entries, at: .first(epoch: 1),
      boot: [UInt8](repeating: 0xB0, count: 16))
    #expect(package.record.record.kind == .abort)
  }
}
