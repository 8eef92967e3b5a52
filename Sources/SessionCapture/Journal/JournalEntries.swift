import Readings

/// Entries in their order, held small: the sample rows between two readings differ by their age
/// alone, and are held as the first of them and how many followed it, one step of time apart.
///
/// What comes out is to the byte what was put in. A walk of 15 minutes at 100 Hz has 90 000 rows,
/// and with three devices some 40 000 runs.
public struct JournalEntries: RandomAccessCollection, Hashable, Sendable {
  /// Equal rows that only grow older; any other entry is a run of its own. Its payload stands
  /// elsewhere, so that a run is no allocation.
  private struct Run: Hashable {
    /// The place of the first entry in the whole.
    var start: Int
    /// Where the first entry's payload begins in `payloads`.
    var offset: Int
    /// The first entry's instant.
    var instant: MonotonicInstant
    /// The first entry's sequence number.
    var sequence: UInt32
    /// How many entries.
    var count: UInt32 = 1
    /// µs from one row to the next; meaningless while there is one.
    var step: Int32 = 0
    /// What every entry is.
    var kind: JournalEntry.Kind

    /// From the first entry to the one `number` places after it.
    func span(to number: UInt32) -> Microseconds { Microseconds(Int64(step) * Int64(number)) }
  }

  private var runs: [Run] = []
  /// The payloads of each run's first entry, one after the other.
  private var payloads: [UInt8] = []
  /// The last run's first row; nil when it is none.
  private var lastRow: SampleRow?

  /// No entries.
  public init() {}

  /// The entries of a sequence, in its order.
  public init(_ entries: some Sequence<JournalEntry>) { self += entries }

  /// 0.
  public var startIndex: Int { 0 }
  /// How many there are.
  public var endIndex: Int { runs.last.map { $0.start + Int($0.count) } ?? 0 }

  /// The entry at a place, from 0.
  public subscript(position: Int) -> JournalEntry {
    let place = index(ofRunAt: position)
    let run = runs[place]
    let number = UInt32(position - run.start)
    var entry = first(ofRunAt: place)
    guard number > 0 else { return entry }
    guard let row = SampleRow(payload: entry.payload) else {
      preconditionFailure("a run of rows whose first is none")
    }
    entry.sequence &+= number
    entry.instant = entry.instant + run.span(to: number)
    entry.payload = row.aged(by: run.span(to: number)).payload
    return entry
  }

  /// Adds an entry at the end.
  public mutating func append(_ entry: JournalEntry) {
    let row = entry.kind == .sample ? SampleRow(payload: entry.payload) : nil
    if let row, lengthenLastRun(with: row, of: entry) { return }
    runs.append(
      Run(
        start: endIndex, offset: payloads.count, instant: entry.instant, sequence: entry.sequence,
        kind: entry.kind))
    payloads += entry.payload
    lastRow = row
  }

  /// Adds entries at the end, in their order.
  public static func += (entries: inout JournalEntries, added: some Sequence<JournalEntry>) {
    for entry in added { entries.append(entry) }
  }

  /// The entries from `position` on that are no sample rows, in their order, without a look at the
  /// rows between them.
  public func withoutSamples(from position: Int) -> [JournalEntry] {
    guard position < endIndex else { return [] }
    return (index(ofRunAt: Swift.max(0, position))..<runs.count).compactMap { place in
      runs[place].kind == .sample ? nil : first(ofRunAt: place)
    }
  }

  /// The first entry of a run, whose payload ends where the next run's begins.
  private func first(ofRunAt place: Int) -> JournalEntry {
    let run = runs[place]
    let end = place + 1 < runs.count ? runs[place + 1].offset : payloads.count
    return JournalEntry(
      kind: run.kind, sequence: run.sequence, instant: run.instant,
      payload: Array(payloads[run.offset..<end]))
  }

  /// Takes `row`, which is that of `entry`, into the last run, if it is what follows there.
  private mutating func lengthenLastRun(with row: SampleRow, of entry: JournalEntry) -> Bool {
    guard let lastRow, var run = runs.last else { return false }
    let span = entry.instant - run.instant
    if run.count == 1 {
      guard let step = Int32(exactly: span.count) else { return false }
      run.step = step
    }
    guard span == run.span(to: run.count), entry.sequence == run.sequence &+ run.count,
      row == lastRow.aged(by: span)
    else { return false }
    run.count += 1
    runs[runs.endIndex - 1] = run
    return true
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
