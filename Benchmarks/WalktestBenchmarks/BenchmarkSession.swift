import DeviceSimulator
import Glibc
import Readings
import SessionCapture
import SessionRecord
import VirtualClinic
import WalkProtocol

/// A virtual walk of the full 15 minutes at 100 Hz: the first patient who reaches the cap.
struct BenchmarkSession {
  /// What the stick delivered in one transfer.
  struct Chunk {
    var bytes: [UInt8]
    var at: MonotonicInstant
  }

  static let boot = [UInt8](repeating: 0xB0, count: 16)
  private static let protocolID = "deen-1.2mph-15min"

  var engine: SessionEngine
  var entries: JournalEntries

  /// The walk; its journal is written beside nothing and removed.
  static func capped() throws -> BenchmarkSession {
    guard let bytes = ShippedProtocols.bytes(id: protocolID) else {
      throw BenchmarkFault("no protocol \(protocolID)")
    }
    let definition = try ProtocolFile.parse(bytes, named: protocolID)
    for seed in UInt64(1)...200 {
      let patient = VirtualPatient(
        seed: seed, pace: .treadmill(MillimetresPerSecond(536)), cap: definition.cap,
        allowsRests: false)
      guard !patient.script.contains(where: { $0.kind == .severeSymptoms }) else { continue }
      let session = try walk(seed: seed, definition, bytes)
      guard session.engine.machine.timeline.end?.reason == .capReached else { continue }
      return session
    }
    throw BenchmarkFault("no virtual patient reaches the cap")
  }

  private static func walk(
    seed: UInt64, _ definition: ProtocolDefinition, _ bytes: [UInt8]
  ) throws -> BenchmarkSession {
    let settings = VirtualClinicSettings(seed: seed, wallMilliseconds: 1_790_000_000_000)
    var clinic = VirtualClinic(definition: definition, settings: settings)
    let path = "/tmp/walktest-benchmark-\(getpid()).journal"
    defer { unlink(path) }
    let opening = SessionOpening(
      session: "5b0a1f6e-8f3c-4d63-9a55-0d6f2c3e7a11", study: "DEMO", site: "001", device: "wt01",
      subject: "S-001", visit: "baseline", trial: 1, operatorCode: "nurse-1")
    var session = try CaptureSession(
      journalAt: path, definition: definition, protocolBytes: bytes, opening: opening, boot: boot,
      clock: clinic.clock(at: settings.begins), at: settings.begins)
    try clinic.run(&session) { _, _ in }
    return BenchmarkSession(engine: session.engine, entries: session.entries)
  }

  var rows: Int { entries.count { $0.kind == .sample } }

  var podChunks: [Chunk] {
    entries.compactMap { entry in
      guard entry.kind == .frame, let frame = DeviceFrame(payload: entry.payload),
        frame.direction == .received
      else { return nil }
      return Chunk(bytes: frame.bytes, at: entry.instant)
    }
  }

  /// Walked time from the first to the last entry, in µs.
  var span: Int64 {
    guard let first = entries.first, let last = entries.last else { return 0 }
    return (last.instant - first.instant).count
  }
}
