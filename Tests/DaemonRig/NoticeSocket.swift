import Foundation

/// The end of `$NOTIFY_SOCKET` at which systemd would listen: a real datagram socket.
package final class NoticeSocket: Sendable {
  /// Where it is.
  package let path: String
  private let descriptor: Int32

  /// Listens at `path`, which must not exist.
  package init(at path: String) throws {
    self.path = path
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    let bound = Self.withAddress(path) { bind(descriptor, $0, $1) }
    guard descriptor >= 0, bound == 0 else { throw RigFault("no datagram socket at \(path)") }
  }

  deinit { close(descriptor) }

  /// Says something to the socket itself, for whoever waits.
  func say(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Self.withAddress(path) { sendto(descriptor, bytes, bytes.count, 0, $0, $1) }
  }

  /// The next datagram; nil when none comes within `seconds`.
  package func next(within seconds: Double = 30) -> String? {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, Int32(seconds * 1_000)) == 1 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  /// The datagrams up to the first one with `part` in it.
  ///
  /// - Throws: `RigFault` when it does not come in time, or the program has ended.
  @discardableResult
  package func next(with part: String, within seconds: Double = 30) throws -> [String] {
    let end = Date(timeIntervalSinceNow: seconds * Double(Slowness.factor))
    var seen: [String] = []
    while let message = next(within: max(0, end.timeIntervalSinceNow)) {
      seen.append(message)
      if message.contains(part) { return seen }
      if message == RunningDaemon.ended { break }
    }
    throw RigFault("systemd was not told \(part), but: \(seen)")
  }

  private static func withAddress<Result>(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8.prefix(MemoryLayout.size(ofValue: address.sun_path) - 1))
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
