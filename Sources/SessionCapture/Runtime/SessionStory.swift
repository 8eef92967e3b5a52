import Readings
import SessionRecord
import StrictJSON

/// What a record needs to know of a session beyond the walk: who, when, by which protocol file.
struct SessionStory {
  let opening: SessionOpening
  let openedAt: MonotonicInstant
  let lastInstant: MonotonicInstant
  let firstClock: ClockReading
  let lastClock: ClockReading
  let protocolBytes: [UInt8]

  /// The story that a session's entries tell.
  ///
  /// - Throws: `RecordFault` when there is no opening or no clock in them.
  init(_ entries: JournalEntries) throws(RecordFault) {
    var opening: (SessionOpening, MonotonicInstant)?
    var clocks: [ClockReading] = []
    for entry in entries.withoutSamples(from: 0) where entry.kind == .event {
      guard let event = SessionEvent(parsing: entry.payload),
        event.kind == .session || event.kind == .clock,
        let input = try? SessionInput(heard: event)
      else { continue }
      switch input {
      case .session(let heard): opening = opening ?? (heard, event.instant)
      case .clock(let reading): clocks.append(reading)
      default: break
      }
    }
    guard let (heard, instant) = opening, let first = clocks.first, let last = clocks.last,
      let file = entries.first, file.kind == .protocolFile, let end = entries.last
    else {
      throw RecordFault(
        .recordMissing, at: "journal", "the session has no opening, no clock or no protocol")
    }
    self.opening = heard
    openedAt = instant
    lastInstant = end.instant
    firstClock = first
    lastClock = last
    protocolBytes = file.payload
  }
}
