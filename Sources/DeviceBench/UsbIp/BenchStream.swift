import Glibc

/// A connected stream that never makes us wait: what the other side does not take yet is kept, up to
/// a limit.
struct BenchStream {
  /// What may wait for a peer that does not read.
  static let longestBacklog = 1 << 20
  private static let longestRead = 65_536

  let descriptor: Int32
  private var backlog: [UInt8] = []

  /// Takes over a descriptor that does not block.
  init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// What to poll for.
  var interest: Int16 { Int16(POLLIN) | (backlog.isEmpty ? 0 : Int16(POLLOUT)) }

  /// What has come; nil when the other side has left.
  func read() -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: Self.longestRead)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    if count > 0 { return Array(bytes.prefix(count)) }
    return count < 0 && (errno == EAGAIN || errno == EINTR) ? [] : nil
  }

  /// Says `bytes`, now or when there is room.
  ///
  /// - Throws: `UsbIpFault` when more waits than a peer may leave unread.
  mutating func write(_ bytes: [UInt8]) throws(UsbIpFault) {
    backlog += bytes
    flush()
    guard backlog.count <= Self.longestBacklog else {
      throw UsbIpFault(.deaf, "The peer does not read what it asked for; it was turned away.")
    }
  }

  /// Says what waits as far as there is room. What a peer that has left cannot hear is dropped; `read`
  /// tells that it has left.
  mutating func flush() {
    while !backlog.isEmpty {
      let count = send(descriptor, &backlog, backlog.count, Int32(MSG_NOSIGNAL))
      if count > 0 {
        backlog.removeFirst(count)
      } else if count < 0, errno == ENOTSOCK {
        let written = Glibc.write(descriptor, &backlog, backlog.count)
        guard written > 0 else { return }
        backlog.removeFirst(written)
      } else {
        if errno != EAGAIN, errno != EINTR { backlog = [] }
        return
      }
    }
  }
}
