import Readings
import WalkProtocol

/// A session as a crash left it: its journal read and replayed, nothing written yet.
struct UnfinishedSession {
  /// What the journal holds.
  let contents: JournalContents
  /// The journal's entries replayed.
  let replay: SessionReplay
  /// How far time is proven.
  let lastInstant: MonotonicInstant

  /// Reads and replays a journal.
  ///
  /// - Throws: `ResumeFault` when it cannot be read or no session was opened in it.
  init(at path: String) throws(ResumeFault) {
    do throws(JournalFault) {
      contents = try JournalContents(parsing: try JournalFile.readAll(path))
    } catch {
      throw ResumeFault(error.code == .truncatedHeader ? .noWalk : .notReadable, "\(error)")
    }
    // The protocol file alone is no session yet.
    guard contents.entries.count > 1 else { throw ResumeFault(.noWalk) }
    do throws(ReplayFault) {
      replay = try SessionReplay(of: contents.entries, end: .torn)
    } catch {
      throw ResumeFault(.notReadable, "\(error)")
    }
    guard replay.engine.opening != nil, let last = replay.engine.lastInstant else {
      throw ResumeFault(.noWalk)
    }
    lastInstant = last
  }

  /// Whether the session can go on.
  ///
  /// - Throws: `ResumeFault` saying why it cannot.
  func check(
    boot: [UInt8], clock: ClockReading, at now: MonotonicInstant, longestGap: Microseconds
  ) throws(ResumeFault) {
    guard ![.closed, .abandoned, .interrupted].contains(replay.engine.machine.phase) else {
      throw ResumeFault(.alreadyEnded)
    }
    guard contents.header.boot == boot else { throw ResumeFault(.otherBoot) }
    guard now >= lastInstant else {
      throw ResumeFault(.clockBehind, "by \((lastInstant - now).count) µs")
    }
    let gap = now - lastInstant + suspended(until: clock, at: now)
    guard gap <= longestGap else {
      throw ResumeFault(
        .gapTooLong, "\(gap.count / 1_000) ms, the most is \(longestGap.count / 1_000)")
    }
  }

  /// How long the machine was suspended since the session's last clock reading: the monotonic clock
  /// stood still meanwhile, the subject did not.
  private func suspended(until clock: ClockReading, at now: MonotonicInstant) -> Microseconds {
    for entry in replay.entries.reversed() where entry.kind == .event {
      guard let event = SessionEvent(parsing: entry.payload), event.kind == .clock,
        case .clock(let before) = try? SessionInput(heard: event)
      else { continue }
      let elapsed = clock.boottimeMicroseconds &- before.boottimeMicroseconds
      return max(.zero, Microseconds(elapsed &- (now - event.instant).count))
    }
    return .zero
  }
}
