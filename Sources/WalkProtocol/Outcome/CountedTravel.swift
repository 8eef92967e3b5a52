import Readings

/// What an accumulating channel counted between START and END, and how far that can be trusted.
struct CountedTravel: Hashable {
  var value: Int64?
  var state: TravelState
  var reason: TravelReason?

  /// Counts `column` between `start` and `end`.
  ///
  /// Complete: the cells at START and END are present, every gap of the channel that ended between
  /// them was resumed exactly and no new origin began; the value is D(END) − D(START). Partial: what
  /// was counted is the sum over the stretches with one origin, from the first reading at or after
  /// START to the last at or before END. Absent: no reading. A gap begins at the last reading before
  /// it and so may reach back over an END at which the cell was still fresh: the cell decides.
  init(
    _ column: HeldColumn, gaps: [GapEntry], from start: MonotonicInstant, to end: MonotonicInstant
  ) {
    var count = StretchCount(first: column.cell(at: start))
    for change in column.changes(after: start, through: end) { count.take(change) }
    guard count.hasReading else {
      (value, state, reason) = (nil, .absent, .noReading)
      return
    }
    value = count.sum
    let ended = gaps.filter { $0.begin < end && ($0.end.map { $0 > start && $0 <= end } ?? false) }
    reason =
      if column.cell(at: start) == nil {
        gaps.contains { $0.covers(start) } ? .gapAtStart : .noReadingAtStart
      } else if count.wentBackwards {
        .countWentBackwards
      } else if count.hasNewOrigin || ended.contains(where: { $0.resumed == .newOrigin }) {
        .newOrigin
      } else if column.cell(at: end) == nil {
        .gapAtEnd
      } else {
        nil
      }
    state = reason == nil ? .complete : .partial
  }
}

extension GapEntry {
  /// True when the channel told nothing at `instant`.
  fileprivate func covers(_ instant: MonotonicInstant) -> Bool {
    begin <= instant && (end.map { $0 > instant } ?? true)
  }
}

/// The running sum over stretches with one origin.
private struct StretchCount {
  private(set) var sum: Int64 = 0
  private(set) var hasNewOrigin = false
  private(set) var wentBackwards = false
  private var last: Int64?

  init(first: Int64?) { last = first }

  var hasReading: Bool { last != nil }

  mutating func take(_ change: HeldColumn.Change) {
    guard let value = change.value else { return }
    if let last {
      if !change.isContinuous {
        hasNewOrigin = true
      } else if value < last {
        wentBackwards = true
      } else {
        sum = sum &+ (value &- last)
      }
    }
    last = value
  }
}

/// How far a counted distance covers the walk.
public enum TravelState: String, Sendable, Hashable, CaseIterable {
  /// From START to END without a loss.
  case complete
  /// Something is missing; the reason says what.
  case partial
  /// Nothing was counted.
  case absent
}

/// Why a counted distance is not complete.
public enum TravelReason: String, Sendable, Hashable, CaseIterable {
  /// No reading came between START and END.
  case noReading = "no-reading"
  /// The first reading came after START.
  case noReadingAtStart = "no-reading-at-start"
  /// The channel was silent across START.
  case gapAtStart = "gap-at-start"
  /// The counter fell without telling why.
  case countWentBackwards = "count-went-backwards"
  /// The counter began anew during the walk.
  case newOrigin = "new-origin"
  /// The channel was silent at END.
  case gapAtEnd = "gap-at-end"
}
