import CLinuxIO
import Glibc
import Readings

/// What a bench's thread waits with: its deadline on the monotonic clock and a bell that other
/// threads ring.
final class BenchAlarm: Sendable {
  private let timer: Int32
  private let bell: Int32

  init() throws(BenchFault) {
    timer = linuxio_timerfd()
    bell = linuxio_eventfd()
    guard timer >= 0, bell >= 0 else {
      let code = errno
      if timer >= 0 { close(timer) }
      if bell >= 0 { close(bell) }
      throw BenchFault(
        .system, "The system has no file descriptors left; close other programs.", code)
    }
  }

  deinit {
    close(timer)
    close(bell)
  }

  /// Ends the wait that is on, or the next one.
  func ring() {
    var one: UInt64 = 1
    // A full counter means that the bell rings already.
    _ = write(bell, &one, MemoryLayout<UInt64>.size)
  }

  /// Waits for `deadline`, the bell, or something to read on one of `descriptors`.
  func wait(until deadline: MonotonicInstant?, descriptors: [Int32]) {
    // A deadline that has passed still goes off; 0 would disarm the timer.
    _ = linuxio_timerfd_set(timer, deadline.map { max(1, $0.microseconds) } ?? 0)
    var polled = ([timer, bell] + descriptors).map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    guard poll(&polled, nfds_t(polled.count), -1) > 0 else { return }
    for descriptor in polled.prefix(2) where descriptor.revents != 0 {
      var count: UInt64 = 0
      _ = read(descriptor.fd, &count, MemoryLayout<UInt64>.size)
    }
  }
}
