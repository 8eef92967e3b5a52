import CLinuxIO
import DeviceBench
import Glibc
import Readings
import Synchronization
import Testing

/// What a bench has told, to wait for.
final class EventLog: Sendable {
  private let events = Mutex<[BenchEvent]>([])
  private let bell: Int32 = linuxio_eventfd()

  deinit { close(bell) }

  /// The observer to give to a bench.
  var observer: @Sendable (BenchEvent) -> Void {
    { [self] event in
      events.withLock { $0.append(event) }
      var one: UInt64 = 1
      _ = write(bell, &one, MemoryLayout<UInt64>.size)
    }
  }

  var all: [BenchEvent] { events.withLock { $0 } }

  /// Waits until an event like the one wanted has come, at most ten seconds.
  func wait(
    sourceLocation: SourceLocation = #_sourceLocation, for isWanted: (BenchEvent) -> Bool
  ) throws {
    let end = BenchClock.now + .seconds(10)
    while !all.contains(where: isWanted) {
      let left = (end - BenchClock.now).count / 1_000
      try #require(left > 0, "nothing came: \(all)", sourceLocation: sourceLocation)
      var polled = pollfd(fd: bell, events: Int16(POLLIN), revents: 0)
      poll(&polled, 1, Int32(left))
      var count: UInt64 = 0
      _ = read(bell, &count, MemoryLayout<UInt64>.size)
    }
  }
}
