import CLinuxIO
import Glibc
public import Readings

/// The clocks of this machine.
public enum MachineClocks {
  /// CLOCK_MONOTONIC, now.
  public static var now: MonotonicInstant { MonotonicInstant(microseconds: linuxio_monotonic_us()) }

  /// All clocks, read together, with the kernel's word on the wall clock (adjtimex).
  @Sendable public static func reading() -> ClockReading {
    let clocks = linuxio_read_clocks()
    let discipline: ClockReading.Discipline =
      switch clocks.synchronised {
      case 1: .synchronised
      case 0: .unsynchronised
      default: .unknown
      }
    let hasAnswered = clocks.kernel_state >= 0
    return ClockReading(
      realtimeMilliseconds: clocks.realtime_ms, boottimeMicroseconds: clocks.boottime_us,
      rawMicroseconds: clocks.raw_us, discipline: discipline,
      estimatedErrorMicroseconds: hasAnswered ? clocks.estimated_error_us : nil,
      monotonicMicroseconds: clocks.monotonic_us, spanMicroseconds: clocks.span_us,
      kernel: hasAnswered ? kernel(clocks) : nil)
  }

  private static func kernel(_ clocks: linuxio_clocks) -> KernelClock {
    KernelClock(
      state: Int64(clocks.kernel_state), statusBits: Int64(clocks.status_bits),
      offsetNanoseconds: clocks.offset_ns, frequencyPPB: clocks.frequency_ppb,
      maximumErrorMicroseconds: clocks.maximum_error_us,
      taiOffsetSeconds: Int64(clocks.tai_offset_s))
  }

  /// The kernel's id of this boot, 16 bytes; nil when it cannot be read.
  public static func bootID() -> [UInt8]? {
    guard let file = fopen("/proc/sys/kernel/random/boot_id", "re") else { return nil }
    defer { fclose(file) }
    var text = [UInt8](repeating: 0, count: 36)
    guard fread(&text, 1, 36, file) == 36 else { return nil }
    let bytes = [UInt8](lowerHex: text.filter { $0 != UInt8(ascii: "-") }[...])
    return bytes?.count == 16 ? bytes : nil
  }
}
