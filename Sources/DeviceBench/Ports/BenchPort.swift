import Glibc

/// One place where a device is plugged in, as a bench uses it on its thread.
protocol BenchPort: Sendable {
  /// Whether a host can see the device.
  var isPlugged: Bool { get }
  /// Whether it can be plugged in again after `unplug`.
  var canReturn: Bool { get }
  /// Where a host finds it; empty when it has no name.
  var path: String { get }
  /// The descriptors to wait for, for reading.
  var descriptors: [Int32] { get }

  /// Makes the device visible.
  mutating func plug() throws(BenchFault)
  /// Takes it away: a host that has it open sees the line hang up. Harmless when done already.
  mutating func unplug()
  /// Looks who has come and gone since the last call.
  mutating func notice() -> HostPresence
  /// Reads what the host has sent, at most `limit` bytes.
  func read(limit: Int) -> PortInput
  /// Gives bytes to the host; returns how many it took. Nil: no host is there to hear them.
  func write(_ bytes: [UInt8]) -> Int?
}

/// Who has come and gone.
struct HostPresence: Hashable, Sendable {
  /// The first host has opened the port.
  var opened = false
  /// The last host has closed it.
  var closed = false
}

/// What a read gave.
enum PortInput: Hashable, Sendable {
  case bytes([UInt8])
  case nothing
  case hostLeft
}

/// Reads once from a non-blocking descriptor.
func readOnce(_ descriptor: Int32, limit: Int) -> PortInput {
  var code: Int32 = 0
  let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
    var result: Int
    repeat {
      result = Glibc.read(descriptor, buffer.baseAddress, limit)
    } while result < 0 && errno == EINTR
    if result < 0 { code = errno }
    count = max(0, result)
  }
  if code == EAGAIN { return .nothing }
  return bytes.isEmpty ? .hostLeft : .bytes(bytes)
}

/// Writes to a non-blocking descriptor what it takes at once; returns how many bytes that were.
func writeAtOnce(_ descriptor: Int32, _ bytes: [UInt8]) -> Int {
  var done = 0
  bytes.withUnsafeBytes { buffer in
    while done < buffer.count {
      let count = Glibc.write(
        descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      done += count
    }
  }
  return done
}
