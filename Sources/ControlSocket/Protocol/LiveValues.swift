public import Readings
public import SessionCapture
import StrictJSON

/// What the channels show at one instant, for screens; the record is not made of it.
public struct LiveValues: Hashable, Sendable {
  /// This instant.
  public var now: MonotonicInstant
  /// The span since START; nil before it.
  public var elapsed: Microseconds?
  /// The distance since START; nil when no channel tells.
  public var walked: Micrometres?
  /// The channels' newest values.
  public var row: SampleRow

  /// Values.
  public init(
    now: MonotonicInstant, elapsed: Microseconds? = nil, walked: Micrometres? = nil, row: SampleRow
  ) {
    self.now = now
    self.elapsed = elapsed
    self.walked = walked
    self.row = row
  }

  var members: [(String, JSONValue?)] {
    [
      ("now_us", .instant(now)), ("elapsed_us", elapsed.map { .integer($0.count) }),
      ("walked_um", walked.map { .integer($0.count) }),
    ]
      + Channel.allCases.map { channel in
        (
          channel.rawValue,
          row[channel].map { cell in
            .members([("value", .integer(cell.value)), ("age_us", .integer(cell.age.count))])
          }
        )
      }
  }

  init(reading reader: inout ObjectReader) throws(JSONFault) {
    self.init(
      now: try reader.instant("now_us"),
      elapsed: try reader.optionalInteger("elapsed_us").map(Microseconds.init),
      walked: try reader.optionalInteger("walked_um").map(Micrometres.init), row: SampleRow())
    for channel in Channel.allCases where reader.optional(channel.rawValue) != nil {
      var cell = try reader.nested(channel.rawValue)
      row[channel] = SampleRow.Cell(
        value: try cell.integer("value"), age: Microseconds(try cell.integer("age_us")))
      try cell.finish()
    }
  }
}
