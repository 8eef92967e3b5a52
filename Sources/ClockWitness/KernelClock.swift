public import StrictJSON

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
  /// How old the answer was, in µs, when the machine's clocks were read; nil when it was asked for
  /// with them. It is older when the clock witness asked in place of a process that may not.
  public var ageMicroseconds: Int64?

  /// What the kernel told.
  public init(
    state: Int64, statusBits: Int64, offsetNanoseconds: Int64, frequencyPPB: Int64,
    maximumErrorMicroseconds: Int64, taiOffsetSeconds: Int64, ageMicroseconds: Int64? = nil
  ) {
    self.state = state
    self.statusBits = statusBits
    self.offsetNanoseconds = offsetNanoseconds
    self.frequencyPPB = frequencyPPB
    self.maximumErrorMicroseconds = maximumErrorMicroseconds
    self.taiOffsetSeconds = taiOffsetSeconds
    self.ageMicroseconds = ageMicroseconds
  }

  /// STA_UNSYNC of <sys/timex.h>.
  private static let unsynchronisedBit: Int64 = 0x40

  /// Whether the kernel says that a time source disciplines the wall clock.
  public var isSynchronised: Bool { statusBits & Self.unsynchronisedBit == 0 }

  /// As records have it. The age is left out when there is none, as in records from before it was.
  public var json: JSONValue {
    var members: JSONObject = [
      "state": .integer(state), "status_bits": .integer(statusBits),
      "offset_ns": .integer(offsetNanoseconds), "frequency_ppb": .integer(frequencyPPB),
      "max_error_us": .integer(maximumErrorMicroseconds),
      "tai_offset_s": .integer(taiOffsetSeconds),
    ]
    if let ageMicroseconds { members["age_us"] = .integer(ageMicroseconds) }
    return .object(members)
  }

  /// Reads what `json` wrote.
  public init(reading reader: inout ObjectReader) throws(JSONFault) {
    state = try reader.integer("state")
    statusBits = try reader.integer("status_bits")
    offsetNanoseconds = try reader.integer("offset_ns")
    frequencyPPB = try reader.integer("frequency_ppb")
    maximumErrorMicroseconds = try reader.integer("max_error_us")
    taiOffsetSeconds = try reader.integer("tai_offset_s")
    ageMicroseconds = try reader.optionalInteger("age_us", in: 0...JSONValue.largestInteger)
    try reader.finish()
  }
}
