import DeviceBench
import Glibc
import Readings
import Testing

/// The host's end of a port: an open descriptor, read with bounded waits.
final class HostEnd {
  private(set) var descriptor: Int32

  /// Takes over an open descriptor.
  init(taking descriptor: Int32) { self.descriptor = descriptor }

  /// Opens a terminal as a driver does.
  init(_ path: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    descriptor = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    try #require(descriptor >= 0, "\(path): errno \(errno)", sourceLocation: sourceLocation)
  }

  deinit { leave() }

  /// Closes the descriptor.
  func leave() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }

  func say(_ bytes: [UInt8]) { #expect(write(descriptor, bytes, bytes.count) == bytes.count) }

  /// What comes until `end`: bytes; empty when the line has hung up; nil when nothing came.
  func hear(until end: MonotonicInstant) -> [UInt8]? {
    let left = max(0, ((end - BenchClock.now).count + 999) / 1_000)
    var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&polled, 1, Int32(left)) > 0 else { return nil }
    return [UInt8](unsafeUninitializedCapacity: 4_096) { buffer, count in
      count = max(0, read(descriptor, buffer.baseAddress, 4_096))
    }
  }

  /// Exactly `count` bytes, waited for at most ten seconds.
  func hear(count: Int, sourceLocation: SourceLocation = #_sourceLocation) throws -> [UInt8] {
    let end = BenchClock.now + .seconds(10)
    var heard: [UInt8] = []
    while heard.count < count {
      let bytes = try #require(hear(until: end), sourceLocation: sourceLocation)
      try #require(!bytes.isEmpty, "hung up", sourceLocation: sourceLocation)
      heard += bytes
    }
    return heard
  }

  /// Waits until the line has hung up, at most ten seconds.
  func waitForHangUp(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let end = BenchClock.now + .seconds(10)
    while true {
      let bytes = try #require(hear(until: end), sourceLocation: sourceLocation)
      if bytes.isEmpty { return }
    }
  }
}
