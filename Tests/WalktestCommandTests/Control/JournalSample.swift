import Readings
import SessionCapture
import StrictJSON

/// A small journal as a session writes it.
enum JournalSample {
  /// A header, the protocol's entry and three events.
  static func bytes() throws -> [UInt8] {
    let now = MonotonicInstant(microseconds: 5_000_000)
    var bytes = JournalHeader(
      session: [UInt8](repeating: 0x11, count: 16), boot: [UInt8](repeating: 0x22, count: 16),
      opened: now
    ).bytes
    JournalEntry(kind: .protocolFile, sequence: 0, instant: now, payload: Array("{}".utf8))
      .append(to: &bytes)
    for sequence in 1...3 {
      SessionEvent(
        sequence: UInt32(sequence), instant: now, kind: .mark,
        members: [("mark", "first-symptoms"), ("at_us", 5_000_000)]
      ).entry.append(to: &bytes)
    }
    return bytes
  }
}
