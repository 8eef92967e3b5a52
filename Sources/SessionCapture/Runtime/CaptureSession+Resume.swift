public import Readings
import WalkProtocol

extension CaptureSession {
  /// The longest time that a walk may go unheard and still go on. The service manager starts a
  /// crashed daemon within a second and one that hangs within its watchdog's ten; finding the
  /// devices again takes up to ten more. Within half a minute a subject who wants to tell a symptom
  /// presses again; a walk unheard for longer is not the walk that the protocol describes.
  public static let longestGap = Microseconds.seconds(30)

  /// Goes on with a session whose process died, on the same monotonic clock. The journal gets what
  /// the engine still had to say, then the inputs `resumed` and `clock`; nothing is invented for the
  /// time between. What is heard afterwards must be stamped at or after `now`.
  ///
  /// The devices have the same source numbers as before. Nothing is durable before
  /// `journal.durable()` has returned.
  ///
  /// - Parameters:
  ///   - path: the journal that was left.
  ///   - boot: the kernel's boot id, 16 bytes.
  ///   - clock: the clocks at this moment.
  ///   - now: this moment.
  ///   - longestGap: the longest time since the last entry, suspension of the machine included.
  /// - Throws: `ResumeFault`; the journal's whole entries are then untouched.
  public init(
    resuming path: String, boot: [UInt8], clock: ClockReading, at now: MonotonicInstant,
    longestGap: Microseconds = Self.longestGap
  ) throws(ResumeFault) {
    let left = try UnfinishedSession(at: path)
    try left.check(boot: boot, clock: clock, at: now, longestGap: longestGap)
    let journal: JournalWriter
    do throws(JournalFault) {
      journal = try JournalWriter(
        appendingTo: path, after: left.contents,
        preallocate: Self.reserve(for: left.replay.engine.machine.definition))
    } catch {
      throw ResumeFault(opening: error)
    }
    self.init(
      engine: left.replay.engine, journal: journal, protocolBytes: left.replay.protocolBytes,
      entries: left.replay.entries)
    do throws(JournalFault) {
      try journal.append(Array(entries.suffix(left.replay.completed)))
      let dropped = left.contents.tornTail?.droppedBytes ?? 0
      try hear(.resumed(last: left.lastInstant, droppedBytes: dropped), at: now)
      try hear(.clock(clock), at: now)
    } catch {
      throw ResumeFault(.notWritable, error.description)
    }
  }
}
