import CLinuxIO
public import Readings

/// The clock that simulated devices are served by.
public enum BenchClock {
  /// CLOCK_MONOTONIC, now.
  public static var now: MonotonicInstant {
    MonotonicInstant(microseconds: linuxio_monotonic_us())
  }
}
