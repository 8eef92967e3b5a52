import Glibc

/// Lines from standard input, taken without waiting for them.
struct StaffInput {
  /// True once there is nothing more to come.
  private(set) var isAtEnd = false
  private var pending: [UInt8] = []

  /// The whole lines that have been typed since the last call.
  mutating func lines() -> [String] {
    var ready = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    while !isAtEnd, poll(&ready, 1, 0) > 0 {
      var chunk = [UInt8](repeating: 0, count: 512)
      let count = read(STDIN_FILENO, &chunk, chunk.count)
      guard count > 0 else {
        isAtEnd = true
        break
      }
      pending += chunk[..<count]
    }
    var lines: [String] = []
    while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
      let line = String(decoding: pending[..<end], as: UTF8.self)
      pending.removeSubrange(...end)
      lines.append(line.trimmingPrefix(while: \.isWhitespace).description)
    }
    // A line without an end is no command, and must not grow for ever.
    if pending.count > 4_096 { pending = [] }
    return lines
  }
}
