import Readings
import WalkProtocol

/// An unfinished journal brought to its end: what a crash or a cut of power left is replayed, and
/// the walk is interrupted at the last instant that the journal proves. No mark is ever added.
public struct SessionRecovery: Sendable {
  /// The session with its end.
  public private(set) var replay: SessionReplay
  /// What was torn; nil when the journal ended with a whole entry.
  public let tornTail: TornTail?
  /// The boot in which the journal was written, 16 bytes.
  public let boot: [UInt8]
  /// True when the walk was complete and only its sealing was missing.
  public let wasComplete: Bool

  /// Recovers a session from its journal's bytes.
  ///
  /// - Throws: `JournalFault` when there is no readable header or no session in it; then there was
  ///   no walk to lose.
  public init(journal bytes: [UInt8]) throws(JournalFault) {
    let contents = try JournalContents(parsing: bytes)
    do throws(ReplayFault) {
      replay = try SessionReplay(of: contents.entries, end: .torn)
    } catch {
      throw JournalFault(.inconsistent, at: JournalHeader.size, "\(error)")
    }
    guard replay.engine.opening != nil, let proven = replay.lastInstant else {
      throw JournalFault(.inconsistent, at: JournalHeader.size, "no session was opened in it")
    }
    tornTail = contents.tornTail
    boot = contents.header.boot
    wasComplete = [.closed, .abandoned, .interrupted].contains(replay.engine.machine.phase)
    if let tornTail { replay.take(.torn(droppedBytes: tornTail.droppedBytes), at: proven) }
    // A session that was opened and not prepared has nothing that could be interrupted.
    if !wasComplete, replay.engine.machine.phase != .idle {
      replay.take(.command(.interrupt, by: "host"), at: proven)
    }
  }
}
