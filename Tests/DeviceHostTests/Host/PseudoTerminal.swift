import CLinuxIO
import EmulatedBus
import Foundation
import Readings
import Testing

@testable import DeviceHost

/// A serial line made of a pseudo-terminal; the test holds the machine's end.
final class PseudoTerminal {
  private(set) var machine: Int32
  let path: String

  init() throws {
    var number: Int32 = -1
    machine = linuxio_pseudo_terminal(&number)
    guard machine >= 0 else { throw RigFault.noSocket }
    path = "/dev/pts/\(number)"
  }

  deinit { hangUp() }

  func write(_ bytes: [UInt8]) throws {
    guard Glibc.write(machine, bytes, bytes.count) == bytes.count else { throw RigFault.noSocket }
  }

  /// Exactly `count` bytes from the host, within ten seconds each.
  func read(count: Int) throws -> [UInt8] {
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while result.count < count {
      var waiting = pollfd(fd: machine, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, 10_000) == 1 else { throw RigFault.noAnswer("bytes") }
      let got = Glibc.read(machine, &buffer, min(buffer.count, count - result.count))
      guard got > 0 else { throw RigFault.noAnswer("bytes") }
      result += buffer.prefix(got)
    }
    return result
  }

  func hangUp() {
    guard machine >= 0 else { return }
    close(machine)
    machine = -1
  }
}

/// What a port told. Unchecked: everything is read and written under `lock`.
final class Heard: @unchecked Sendable {
  private let lock = NSCondition()
  private var received: [UInt8] = []
  private var stamps: [MonotonicInstant] = []
  private var broken: [PortFault] = []

  func take(_ event: PortEvent) {
    lock.withLock {
      switch event {
      case .bytes(let bytes, let instant):
        received += bytes
        stamps.append(instant)
      case .broken(let fault, _): broken.append(fault)
      }
      lock.broadcast()
    }
  }

  var faults: Int { lock.withLock { broken.count } }

  /// The first `count` bytes, when they have come, and the stamp of the last read.
  func bytes(count: Int) throws -> (bytes: [UInt8], stamp: MonotonicInstant) {
    try wait { received.count >= count ? stamps.last.map { (received, $0) } : nil }
  }

  func fault() throws -> PortFault { try wait { broken.first } }

  private func wait<Value>(for value: () -> Value?) throws -> Value {
    let end = Date(timeIntervalSinceNow: 10)
    lock.lock()
    defer { lock.unlock() }
    while true {
      if let value = value() { return value }
      guard lock.wait(until: end) else { throw RigFault.noAnswer("port event") }
    }
  }
}

extension EventLoop {
  /// Runs `count` calls one after the other; returns how many ran within ten seconds each.
  func roundTrips(_ count: Int) -> Int {
    (0..<count).count { _ in
      let done = DispatchSemaphore(value: 0)
      submit { done.signal() }
      return done.wait(timeout: .now() + 10) == .success
    }
  }
}
