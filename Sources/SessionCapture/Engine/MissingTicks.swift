public import Readings
import StrictJSON

/// Ticks of the sample loop that follow one another and have no rows: none is made up for them.
public struct MissingTicks: Hashable, Sendable {
  /// When the first of them was due.
  public var first: MonotonicInstant
  /// How many passed while the loop slept.
  public var missed: Int64
  /// How many the loop took and lost, because nobody had emptied its ring.
  public var lost: Int64

  /// Ticks that are missing.
  public init(first: MonotonicInstant, missed: Int64, lost: Int64) {
    self.first = first
    self.missed = missed
    self.lost = lost
  }

  var members: [(String, JSONValue)] {
    [
      ("first_us", .integer(first.microseconds)), ("missed", .integer(missed)),
      ("lost", .integer(lost)),
    ]
  }

  init(reading reader: inout ObjectReader) throws(JSONFault) {
    first = MonotonicInstant(microseconds: try reader.integer("first_us"))
    missed = try reader.integer("missed", in: 0...JSONValue.largestInteger)
    lost = try reader.integer("lost", in: 0...JSONValue.largestInteger)
  }
}
