public import CLinuxIO
public import StrictJSON

/// The kernel's word on the wall clock, as one process tells it to another: a line of JSON.
///
///     {"format":"walktest-clock/1","estimated_error_us":1200,"kernel":{"state":0,…}}
public struct KernelStatement: Hashable, Sendable {
  /// The most bytes that a line may have, the one that ends it included; a true one has half of it.
  public static let longestLine = 512

  private enum Format: String, CaseIterable {
    case first = "walktest-clock/1"
  }

  /// What adjtimex(2) told.
  public var clock: KernelClock
  /// The kernel's estimate of the wall clock's error, in µs.
  public var estimatedErrorMicroseconds: Int64

  /// What the kernel told.
  public init(clock: KernelClock, estimatedErrorMicroseconds: Int64) {
    self.clock = clock
    self.estimatedErrorMicroseconds = estimatedErrorMicroseconds
  }

  /// What the kernel told with a reading of the clocks; nil when it did not say.
  public init?(_ clocks: linuxio_clocks) {
    guard clocks.kernel_state >= 0 else { return nil }
    self.init(
      clock: KernelClock(
        state: Int64(clocks.kernel_state), statusBits: Int64(clocks.status_bits),
        offsetNanoseconds: clocks.offset_ns, frequencyPPB: clocks.frequency_ppb,
        maximumErrorMicroseconds: clocks.maximum_error_us,
        taiOffsetSeconds: Int64(clocks.tai_offset_s)),
      estimatedErrorMicroseconds: clocks.estimated_error_us)
  }

  /// Asks the kernel; nil when it does not say, as where a filter forbids the call.
  @Sendable public static func fromKernel() -> KernelStatement? {
    var clocks = linuxio_clocks()
    linuxio_read_kernel_clock(&clocks)
    return KernelStatement(clocks)
  }

  /// The line, with the line feed that ends it.
  public var line: [UInt8] {
    let value: JSONValue = [
      "format": .string(Format.first.rawValue),
      "estimated_error_us": .integer(estimatedErrorMicroseconds), "kernel": clock.json,
    ]
    return value.compactBytes + [UInt8(ascii: "\n")]
  }

  /// Reads a line, which anybody may have written: nothing is taken that Linux cannot say
  /// (kernel/time/ntp.c bounds offset, frequency and TAI offset).
  ///
  /// - Parameter line: without the line feed.
  /// - Throws: `JSONFault` naming what is refused.
  public init(line: some Sequence<UInt8>) throws(JSONFault) {
    var reader = try ObjectReader(try StrictJSON.parse(line), at: "")
    _ = try reader.choice("format", as: Format.self)
    estimatedErrorMicroseconds = try reader.integer("estimated_error_us", in: Self.error)
    var kernel = try reader.nested("kernel")
    clock = KernelClock(
      state: try kernel.integer("state", in: 0...5),
      statusBits: try kernel.integer("status_bits", in: 0...0xFFFF),
      offsetNanoseconds: try kernel.integer("offset_ns", in: -1_000_000_000...1_000_000_000),
      frequencyPPB: try kernel.integer("frequency_ppb", in: -1_000_000...1_000_000),
      maximumErrorMicroseconds: try kernel.integer("max_error_us", in: Self.error),
      taiOffsetSeconds: try kernel.integer("tai_offset_s", in: 0...100_000))
    try kernel.finish()
    try reader.finish()
  }

  private static let error = 0...JSONValue.largestInteger
}
