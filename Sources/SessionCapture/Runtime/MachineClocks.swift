import CLinuxIO
import ClockWitness
import Glibc
public import Readings

/// The clocks of this machine.
public enum MachineClocks {
  /// CLOCK_MONOTONIC, now.
  public static var now: MonotonicInstant { MonotonicInstant(microseconds: linuxio_monotonic_us()) }

  /// All clocks, read together, with the kernel's word on the wall clock (adjtimex).
  @Sendable public static func reading() -> ClockReading {
    let clocks = linuxio_read_clocks()
    var reading = ClockReading(
      realtimeMilliseconds: clocks.realtime_ms, boottimeMicroseconds: clocks.boottime_us,
      rawMicroseconds: clocks.raw_us, discipline: .unknown,
      monotonicMicroseconds: clocks.monotonic_us, spanMicroseconds: clocks.span_us)
    if let statement = KernelStatement(clocks) { reading.attest(statement) }
    return reading
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
