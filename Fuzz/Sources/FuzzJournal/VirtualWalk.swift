import FuzzHarness
import Glibc
import Readings
import SessionCapture
import StrictJSON
import VirtualClinic
import WalkProtocol

/// A whole walk of a virtual patient, short enough to be replayed for every input.
enum VirtualWalk {
  /// The six-minute walk cut to some seconds, two questions and the lowest sample rate.
  static let protocolBytes: [UInt8] = {
    guard let shipped = ShippedProtocols.bytes(id: "6mwt"),
      var members = (try? StrictJSON.parse(shipped))?.object
    else { stop("no shipped protocol to walk by") }
    members["cap"] = "6 s"
    members["sample_rate"] = "10 Hz"
    for key in ["title", "source"] { members[key] = "x" }
    for key in ["questions_before", "questions_after"] {
      members[key] = .array(Array((members[key]?.array ?? []).prefix(2)))
    }
    members["prompts"] = [["at": "3 s", "text": "x"]]
    return JSONValue.object(members).compactBytes
  }()

  static let definition: ProtocolDefinition = {
    do { return try ProtocolFile.parse(protocolBytes, named: "fuzz.json") } catch {
      stop("\(error)")
    }
  }()

  static let header = JournalHeader(
    session: [UInt8](repeating: 0x5E, count: 16), boot: [UInt8](repeating: 0xB0, count: 16),
    opened: MonotonicInstant(microseconds: 600_000_000))

  static let opening = SessionOpening(
    session: "5b0a1f6e-8f3c-4d63-9a55-0d6f2c3e7a11", study: "DEMO", site: "001", device: "wt01",
    subject: "S-001", visit: "baseline", trial: 1, operatorCode: "nurse-1")

  /// All that the session journaled, from the protocol file to the close.
  static let entries: [JournalEntry] = {
    do { return try walk() } catch { stop("the virtual walk failed: \(error)") }
  }()

  static let journal = bytes(of: entries)

  /// A journal's bytes with these entries.
  static func bytes(of entries: some Sequence<JournalEntry>) -> [UInt8] {
    var output = header.bytes
    for entry in entries { entry.append(to: &output) }
    return output
  }

  private static func walk() throws -> [JournalEntry] {
    let settings = VirtualClinicSettings(seed: 11, wallMilliseconds: 1_790_000_000_000)
    var clinic = VirtualClinic(definition: definition, settings: settings)
    let path = "/tmp/walktest-fuzz-\(getpid()).journal"
    defer { unlink(path) }
    var session = try CaptureSession(
      journalAt: path, definition: definition, protocolBytes: protocolBytes, opening: opening,
      boot: header.boot, clock: clinic.clock(at: settings.begins), at: settings.begins)
    try clinic.run(&session) { _, _ in }
    return Array(session.entries)
  }
}
