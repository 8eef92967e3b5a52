import Glibc

/// Lines that wait until a client takes them. Bounded by who fills it.
struct OutputQueue {
  private var lines: [[UInt8]] = []
  /// What has gone of the first line.
  private var sent = 0
  /// The bytes that wait.
  private(set) var count = 0

  var isEmpty: Bool { lines.isEmpty }

  mutating func add(_ line: [UInt8]) {
    lines.append(line)
    count += line.count
  }

  /// Drops every line that has not begun to go.
  mutating func dropUnbegun() {
    lines = sent > 0 ? Array(lines.prefix(1)) : []
    count = (lines.first?.count ?? 0) - sent
  }

  /// Sends what the socket takes now.
  ///
  /// - Returns: false when the other side has left.
  mutating func send(to socket: Int32) -> Bool {
    var done = 0
    defer { lines.removeFirst(done) }
    while done < lines.count {
      let line = lines[done]
      let result = line.withUnsafeBytes { bytes in
        Glibc.send(
          socket, bytes.baseAddress.map { $0 + sent }, bytes.count - sent,
          Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
      }
      if result < 0 {
        if errno == EINTR { continue }
        return errno == EAGAIN
      }
      sent += result
      count -= result
      if sent == line.count {
        sent = 0
        done += 1
      }
    }
    return true
  }
}
