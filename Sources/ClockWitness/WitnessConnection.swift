import CLinuxIO
import Glibc
import Readings

/// One connection to the witness; used by one thread. What comes over it is nobody's word but that
/// of whoever is there: one line for one question, of bounded length, in bounded time.
final class WitnessConnection {
  private let descriptor: Int32

  /// Connects; nil when there is no witness.
  init?(to path: String, patience: Microseconds) {
    descriptor = linuxio_local_socket()
    guard descriptor >= 0, linuxio_local_connect(descriptor, path, patience.count) == 0 else {
      return nil
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Asks, and waits for the answer for at most `patience`, or until `wake` can be read.
  ///
  /// - Returns: nil when there is no good answer; the connection is then of no use any more.
  func ask(patience: Microseconds, wake: Int32) -> KernelStatement? {
    let deadline = linuxio_monotonic_us() + patience.count
    // Nothing is said before it is asked for: it would be taken for the answer.
    guard receive(1) == .nothing, send() else { return nil }
    var line: [UInt8] = []
    while waits(for: wake, until: deadline) {
      switch receive(KernelStatement.longestLine + 1 - line.count) {
      case .nothing: continue
      case .gone: return nil
      case .bytes(let bytes): line += bytes
      }
      guard let end = line.firstIndex(of: UInt8(ascii: "\n")) else {
        if line.count >= KernelStatement.longestLine { return nil }
        continue
      }
      guard end == line.count - 1, line.count <= KernelStatement.longestLine else { return nil }
      return try? KernelStatement(line: line.dropLast())
    }
    return nil
  }

  private enum Received: Equatable {
    case nothing
    case bytes([UInt8])
    case gone
  }

  private func receive(_ limit: Int) -> Received {
    var bytes = [UInt8](repeating: 0, count: limit)
    let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
    if count < 0 { return [EAGAIN, EINTR].contains(errno) ? .nothing : .gone }
    return count == 0 ? .gone : .bytes(Array(bytes.prefix(count)))
  }

  private func send() -> Bool {
    var question = UInt8(ascii: "\n")
    return Glibc.send(descriptor, &question, 1, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)) == 1
  }

  /// Waits for something to receive; false when the time is over or somebody woke the thread.
  private func waits(for wake: Int32, until deadline: Int64) -> Bool {
    while true {
      let rest = deadline - linuxio_monotonic_us()
      guard rest > 0 else { return false }
      var waiting = [
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
      ]
      let count = poll(&waiting, 2, Int32(clamping: rest / 1_000 + 1))
      if count < 0, errno != EINTR { return false }
      if waiting[1].revents != 0 { return false }
      if count > 0 { return true }
    }
  }
}
