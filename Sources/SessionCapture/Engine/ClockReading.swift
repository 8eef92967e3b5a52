public import ClockWitness
import StrictJSON

/// The machine's clocks read at one moment: evidence of how far wall time can be trusted.
/// Outcomes never use it.
public struct ClockReading: Hashable, Sendable {
  /// Whether the kernel says that the wall clock is disciplined by a time source.
  public enum Discipline: String, Sendable, CaseIterable {
    /// The kernel reports a synchronised clock.
    case synchronised = "yes"
    /// The kernel reports an unsynchronised clock.
    case unsynchronised = "no"
    /// Nobody could say: a virtual clock, or the kernel was not asked.
    case unknown = "unknown"
  }

  /// CLOCK_REALTIME in ms since 1970-01-01T00:00:00Z.
  public var realtimeMilliseconds: Int64
  /// CLOCK_BOOTTIME in µs: it runs on while the machine is suspended.
  public var boottimeMicroseconds: Int64
  /// CLOCK_MONOTONIC_RAW in µs: it is not slewed.
  public var rawMicroseconds: Int64
  /// The kernel's verdict.
  public var discipline: Discipline
  /// The kernel's estimate of the wall clock's error in µs; nil when not known.
  public var estimatedErrorMicroseconds: Int64?
  /// CLOCK_MONOTONIC in µs when the others were read; nil when that is the instant of the event.
  public var monotonicMicroseconds: Int64?
  /// How long it took to read them, in µs: no two of them are known closer than that. Nil when no
  /// time passed, as on a virtual clock.
  public var spanMicroseconds: Int64?
  /// What else the kernel tells of the wall clock; nil when it was not asked.
  public var kernel: KernelClock?

  /// A reading.
  public init(
    realtimeMilliseconds: Int64, boottimeMicroseconds: Int64, rawMicroseconds: Int64,
    discipline: Discipline, estimatedErrorMicroseconds: Int64? = nil,
    monotonicMicroseconds: Int64? = nil, spanMicroseconds: Int64? = nil,
    kernel: KernelClock? = nil
  ) {
    self.realtimeMilliseconds = realtimeMilliseconds
    self.boottimeMicroseconds = boottimeMicroseconds
    self.rawMicroseconds = rawMicroseconds
    self.discipline = discipline
    self.estimatedErrorMicroseconds = estimatedErrorMicroseconds
    self.monotonicMicroseconds = monotonicMicroseconds
    self.spanMicroseconds = spanMicroseconds
    self.kernel = kernel
  }

  /// Takes in what the kernel tells of the wall clock.
  ///
  /// - Parameter age: how old it is, in µs; nil when the kernel was asked with this reading.
  mutating func attest(_ statement: KernelStatement, age: Int64? = nil) {
    discipline = statement.clock.isSynchronised ? .synchronised : .unsynchronised
    estimatedErrorMicroseconds = statement.estimatedErrorMicroseconds
    kernel = statement.clock
    kernel?.ageMicroseconds = age
  }

  var members: [(String, JSONValue)] {
    [
      ("realtime_ms", .integer(realtimeMilliseconds)),
      ("boottime_us", .integer(boottimeMicroseconds)), ("raw_us", .integer(rawMicroseconds)),
      ("synchronised", .string(discipline.rawValue)),
      ("estimated_error_us", .optional(estimatedErrorMicroseconds)),
      ("monotonic_us", .optional(monotonicMicroseconds)), ("span_us", .optional(spanMicroseconds)),
      ("kernel", kernel?.json ?? .null),
    ]
  }

  init(reading reader: inout ObjectReader) throws(JSONFault) {
    realtimeMilliseconds = try reader.integer("realtime_ms")
    boottimeMicroseconds = try reader.integer("boottime_us")
    rawMicroseconds = try reader.integer("raw_us")
    discipline = try reader.choice("synchronised")
    estimatedErrorMicroseconds = try reader.optionalInteger("estimated_error_us")
    monotonicMicroseconds = try reader.optionalInteger("monotonic_us")
    spanMicroseconds = try reader.optionalInteger(
      "span_us", in: 0...JSONValue.largestInteger)
    if reader.optional("kernel") != nil {
      var nested = try reader.nested("kernel")
      kernel = try KernelClock(reading: &nested)
    }
  }
}
