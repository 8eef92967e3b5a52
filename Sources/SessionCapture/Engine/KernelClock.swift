import StrictJSON

/// What adjtimex(2) tells of the discipline of the wall clock, in whole numbers.
public struct KernelClock: Hashable, Sendable {
  /// What the call returned: 0 all is well, 1 to 4 a leap second is near, 5 not synchronised.
  public var state: Int64
  /// The status bits (STA_…) of <sys/timex.h>.
  public var statusBits: Int64
  /// How far the wall clock still has to be moved by slewing, in ns.
  public var offsetNanoseconds: Int64
  /// The correction of the clock's frequency in parts per billion, −500 000 to 500 000.
  public var frequencyPPB: Int64
  /// The largest error that the kernel holds possible, in µs.
  public var maximumErrorMicroseconds: Int64
  /// TAI minus UTC in s; 0 when nobody told the kernel.
  public var taiOffsetSeconds: Int64

  /// What the kernel told.
  public init(
    state: Int64, statusBits: Int64, offsetNanoseconds: Int64, frequencyPPB: Int64,
    maximumErrorMicroseconds: Int64, taiOffsetSeconds: Int64
  ) {
    self.state = state
    self.statusBits = statusBits
    self.offsetNanoseconds = offsetNanoseconds
    self.frequencyPPB = frequencyPPB
    self.maximumErrorMicroseconds = maximumErrorMicroseconds
    self.taiOffsetSeconds = taiOffsetSeconds
  }

  var json: JSONValue {
    [
      "state": .integer(state), "status_bits": .integer(statusBits),
      "offset_ns": .integer(offsetNanoseconds), "frequency_ppb": .integer(frequencyPPB),
      "max_error_us": .integer(maximumErrorMicroseconds),
      "tai_offset_s": .integer(taiOffsetSeconds),
    ]
  }

  init(reading reader: inout ObjectReader) throws(JSONFault) {
    state = try reader.integer("state")
    statusBits = try reader.integer("status_bits")
    offsetNanoseconds = try reader.integer("offset_ns")
    frequencyPPB = try reader.integer("frequency_ppb")
    maximumErrorMicroseconds = try reader.integer("max_error_us")
    taiOffsetSeconds = try reader.integer("tai_offset_s")
    try reader.finish()
  }
}
