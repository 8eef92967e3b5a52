import CLinuxIO
import ControlSocket
import Glibc
import Testing

/// A client that says what it likes. Every wait is bounded.
final class RawClient {
  let socket: Int32
  private var framer = LineFramer(longest: 1 << 20)
  private var lines: [[UInt8]] = []

  init(_ path: String) throws {
    socket = linuxio_local_socket()
    try #require(linuxio_local_connect(socket, path, 10_000_000) == 0)
  }

  deinit { Glibc.close(socket) }

  /// Says bytes; false when the other side has left.
  @discardableResult
  func say(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  func say(_ text: String) { say(Array(text.utf8)) }

  func greet() throws {
    say(ControlCall(id: 0, .hello(version: ControlProtocol.version, program: "raw")).line)
    guard case .reply(0, .welcome) = try #require(try hear()) else {
      Issue.record("no welcome")
      return
    }
  }

  /// The next message; nil when the other side closed.
  func hear() throws -> ControlMessage? {
    while lines.isEmpty {
      var wanted = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
      try #require(poll(&wanted, 1, 20_000) == 1, "nothing was heard for 20 s")
      var bytes = [UInt8](repeating: 0, count: 65_536)
      let count = read(socket, &bytes, bytes.count)
      guard count > 0 else { return nil }
      for case .whole(let line) in framer.take(bytes.prefix(count)) { lines.append(line) }
    }
    return try ControlMessage(parsing: lines.removeFirst())
  }

  /// The refusal with which the other side closes.
  func farewell() throws -> ControlFault? {
    var last: ControlFault?
    while let message = try hear() {
      if case .refusal(nil, let fault) = message { last = fault }
    }
    return last
  }
}

extension RawClient {
  /// Closes the side that says.
  func endSaying() { shutdown(socket, Int32(SHUT_WR)) }
}
