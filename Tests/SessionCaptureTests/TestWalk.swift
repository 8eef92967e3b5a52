import Foundation
import Readings
import SessionCapture
import StrictJSON
import Testing
import VirtualClinic
import WalkProtocol

/// A whole virtual walk: its entries, its engine and the bytes of its finished journal.
struct TestWalk: Sendable {
  static let session = "5b0a1f6e-8f3c-4d63-9a55-0d6f2c3e7a11"
  static let boot = [UInt8](repeating: 0xB0, count: 16)
  /// The patient of the first 3,000 who has first symptoms, severe symptoms (after 41 s) and recovery
  /// soonest.
  static let shortSeed: UInt64 = 247

  let protocolBytes: [UInt8]
  let entries: [JournalEntry]
  let engine: SessionEngine
  let journal: [UInt8]
  /// The file offset at which each entry ends, in order.
  let entryEnds: [Int]

  /// Walks the patient of `seed` by a protocol file.
  init(
    seed: UInt64 = Self.shortSeed, protocolBytes: [UInt8],
    adjust: (inout VirtualClinicSettings) -> Void = { _ in }
  ) throws {
    let scratch = try ScratchDirectory()
    let definition = try ProtocolFile.parse(protocolBytes, named: "test.json")
    var settings = VirtualClinicSettings(seed: seed, wallMilliseconds: 1_790_000_000_000)
    adjust(&settings)
    var clinic = VirtualClinic(definition: definition, settings: settings)
    let path = scratch.path("journal")
    var session = try CaptureSession(
      journalAt: path, definition: definition, protocolBytes: protocolBytes,
      opening: Self.opening, boot: Self.boot, clock: clinic.clock(at: settings.begins),
      at: settings.begins)
    try clinic.run(&session) { _, _ in }
    try session.journal.finish()
    self.protocolBytes = protocolBytes
    entries = Array(session.entries)
    engine = session.engine
    journal = try scratch.bytes("journal")
    var end = JournalHeader.size
    entryEnds = entries.map { entry in
      end += JournalEntry.overhead + entry.payload.count
      return end
    }
  }

  /// Walks by the quick protocol.
  init(
    seed: UInt64 = Self.shortSeed, cap: String = "15 min",
    adjust: (inout VirtualClinicSettings) -> Void = { _ in }
  ) throws {
    try self.init(seed: seed, protocolBytes: TestProtocol.quick(cap: cap), adjust: adjust)
  }

  /// The one walk that most tests share: ordinary radio, ended by severe symptoms.
  static var shared: TestWalk { get throws { try cached.get() } }

  private static let cached = Result { try TestWalk() }

  static var opening: SessionOpening {
    SessionOpening(
      session: session, study: "DEMO", site: "001", device: "wt01", subject: "S-001",
      visit: "baseline", trial: 1, operatorCode: "nurse-1")
  }

  /// A journal that holds these entries and ends with the last one.
  static func journal(of entries: some Sequence<JournalEntry>) -> [UInt8] {
    var bytes = header.bytes
    for entry in entries { entry.append(to: &bytes) }
    return bytes
  }

  static var header: JournalHeader {
    let uuid: [UInt8] = [
      0x5B, 0x0A, 0x1F, 0x6E, 0x8F, 0x3C, 0x4D, 0x63, 0x9A, 0x55, 0x0D, 0x6F, 0x2C, 0x3E, 0x7A,
      0x11,
    ]
    return JournalHeader(
      session: uuid, boot: boot, opened: MonotonicInstant(microseconds: 600_000_000))
  }

  /// The events of a kind.
  func events(_ kind: SessionEvent.Kind) -> [SessionEvent] {
    entries.lazy.filter { $0.kind == .event }.compactMap { SessionEvent(parsing: $0.payload) }
      .filter { $0.kind == kind }
  }

  /// The index of the entry that says that `phase` was entered.
  func index(ofEntering phase: WalkPhase) throws -> Int {
    try #require(
      entries.firstIndex { entry in
        guard entry.kind == .event, let event = SessionEvent(parsing: entry.payload) else {
          return false
        }
        return event.kind == .phase && event.members["phase"]?.string == phase.rawValue
      })
  }
}
