import Readings

/// Entries in their order, held small: the sample rows between two readings differ by their age
/// alone, and are held as the first of them and how many followed it, one step of time apart.
///
/// What comes out is to the byte what was put in. A walk of 15 minutes at 100 Hz has 90 000 rows.
public struct JournalEntries: RandomAccessCollection, Hashable, Sendable {
  /// Equal rows that only grow older; any other entry is a run of its own.
  private struct Run: Hashable {
    /// The place of `entry` in the whole.
    var start: Int
    var entry: JournalEntry
    /// From one row to the next; meaningless while there is one.
    var step = Microseconds.zero
    var count = 1

    /// The entry `number` places after the first; nil when the first is no sample row.
    func entry(_ number: Int) -> JournalEntry? {
      if number == 0 { return entry }
      let span = Microseconds(step.count &* Int64(number))
      guard let row = SampleRow(payload: entry.payload)?.aged(by: span) else { return nil }
      return JournalEntry(
        kind: .sample, sequence: entry.sequence &+ UInt32(truncatingIfNeeded: number),
        instant: entry.instant + span, payload: row.payload)
    }

    /// Takes `next` in, if it is what follows.
    mutating func take(_ next: JournalEntry) -> Bool {
      guard entry.kind == .sample, next.kind == .sample else { return false }
      var longer = self
      if count == 1 { longer.step = next.instant - entry.instant }
      guard longer.entry(count) == next else { return false }
      longer.count += 1
      self = longer
      return true
    }
  }

  private var runs: [Run] = []

  /// No entries.
  public init() {}

  /// The entries of a sequence, in its order.
  public init(_ entries: some Sequence<JournalEntry>) { self += entries }

  /// 0.
  public var startIndex: Int { 0 }
  /// How many there are.
  public var endIndex: Int { runs.last.map { $0.start + $0.count } ?? 0 }

  /// The entry at a place, from 0.
  public subscript(position: Int) -> JournalEntry {
    let run = runs[index(ofRunAt: position)]
    guard let entry = run.entry(position - run.start) else {
      preconditionFailure("a run of rows whose first is none")
    }
    return entry
  }

  /// Adds an entry at the end.
  public mutating func append(_ entry: JournalEntry) {
    if let last = runs.indices.last, runs[last].take(entry) { return }
    runs.append(Run(start: endIndex, entry: entry))
  }

  /// Adds entries at the end, in their order.
  public static func += (entries: inout JournalEntries, added: some Sequence<JournalEntry>) {
    for entry in added { entries.append(entry) }
  }

  /// The entries from `position` on that are no sample rows, in their order, without a look at the
  /// rows between them.
  public func withoutSamples(from position: Int) -> [JournalEntry] {
    guard position < endIndex else { return [] }
    return runs[index(ofRunAt: Swift.max(0, position))...].compactMap { run in
      run.entry.kind == .sample ? nil : run.entry
    }
  }

  /// Which run holds the entry at `position`, which exists.
  private func index(ofRunAt position: Int) -> Int {
    precondition(position >= 0 && position < endIndex, "no entry \(position)")
    var low = 0
    var high = runs.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if runs[middle].start <= position { low = middle } else { high = middle - 1 }
    }
    return low
  }
}

extension SampleRow {
  /// The row with all that is present older by `span`.
  fileprivate func aged(by span: Microseconds) -> SampleRow {
    var row = self
    for channel in Channel.allCases {
      guard let cell = self[channel] else { continue }
      row[channel] = Cell(value: cell.value, age: Microseconds(cell.age.count &+ span.count))
    }
    return row
  }
}
