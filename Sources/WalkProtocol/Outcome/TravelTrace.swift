public import Readings

/// What one sample row told of speed, distance and strides; nil cells are empty in the file.
public struct TravelReading: Sendable, Hashable {
  /// Speed in mm/s.
  public var speed: Int64?
  /// Accumulated distance in µm.
  public var distanceUm: Int64?
  /// Accumulated strides.
  public var strides: Int64?

  /// A row's cells.
  public init(speed: Int64? = nil, distanceUm: Int64? = nil, strides: Int64? = nil) {
    self.speed = speed
    self.distanceUm = distanceUm
    self.strides = strides
  }
}

/// The sample rows of a session as far as outcomes need them: sample and hold, no interpolation.
/// Only changes are stored, so a quarter of an hour at a high rate stays small.
public struct TravelTrace: Sendable, Hashable {
  var speed = HeldColumn()
  var distance = HeldColumn()
  var strides = HeldColumn()
  private var last: MonotonicInstant?

  /// A trace without rows.
  public init() {}

  /// Takes the next sample row. Rows come in order; one stamped before the row it follows is held
  /// to that row's instant.
  ///
  /// - Parameters:
  ///   - at: the row's instant.
  ///   - speed: mm/s, nil for an empty cell.
  ///   - distanceUm: accumulated µm, nil for an empty cell.
  ///   - strides: accumulated strides, nil for an empty cell.
  ///   - distanceContinuous: false on the row where distance counts from a new origin.
  ///   - stridesContinuous: false on the row where strides count from a new origin.
  public mutating func append(
    at: MonotonicInstant, speed: Int64?, distanceUm: Int64?, strides: Int64?,
    distanceContinuous: Bool, stridesContinuous: Bool
  ) {
    let instant = last.map { max($0, at) } ?? at
    last = instant
    self.speed.append(speed, at: instant, isContinuous: true)
    distance.append(distanceUm, at: instant, isContinuous: distanceContinuous)
    self.strides.append(strides, at: instant, isContinuous: stridesContinuous)
  }

  /// The cells of the last row at or before `instant`; all nil before the first row.
  public func value(at instant: MonotonicInstant) -> TravelReading {
    TravelReading(
      speed: speed.cell(at: instant), distanceUm: distance.cell(at: instant),
      strides: strides.cell(at: instant))
  }
}

/// One column of sample rows, held between changes.
struct HeldColumn: Sendable, Hashable {
  /// A cell that differs from the one before, or begins a new origin.
  struct Change: Sendable, Hashable {
    var at: MonotonicInstant
    var value: Int64?
    var isContinuous: Bool
  }

  private(set) var changes: [Change] = []

  mutating func append(_ value: Int64?, at instant: MonotonicInstant, isContinuous: Bool) {
    // An empty cell has no origin to lose, and a value repeated across rows lost nothing either.
    if let last = changes.last {
      if last.value == value && (isContinuous || value == nil || !last.isContinuous) { return }
    } else if value == nil {
      return
    }
    changes.append(
      Change(at: instant, value: value, isContinuous: isContinuous || value == nil))
  }

  /// The cell of the last row at or before `instant`.
  func cell(at instant: MonotonicInstant) -> Int64? {
    let index = firstIndex(after: instant)
    return index > 0 ? changes[index - 1].value : nil
  }

  /// The changes after `begin`, up to and including `end`.
  func changes(after begin: MonotonicInstant, through end: MonotonicInstant) -> ArraySlice<Change> {
    let first = firstIndex(after: begin)
    return changes[first..<max(first, firstIndex(after: end))]
  }

  /// The index of the first change after `instant`, by bisection.
  private func firstIndex(after instant: MonotonicInstant) -> Int {
    var low = 0
    var high = changes.count
    while low < high {
      let middle = low + (high - low) / 2
      if changes[middle].at <= instant { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
