import Readings

/// A serial line between a host and a simulated device: every byte takes its time at the line's
/// speed, both ways, and the host gets what comes in pieces, a millisecond late, as an adapter with
/// its latency timer at 1 ms hands them over.
struct SerialWire: Sendable {
  private static let latency = Microseconds.milliseconds(1)

  /// How what the device sends is cut for the host.
  enum Cutting: Sendable {
    /// Each answer comes whole.
    case whole
    /// Each byte comes by itself.
    case bytes
  }

  /// The time of one byte with its start and stop bit.
  let byteTime: Microseconds
  private let cutting: Cutting
  private var toDevice: [(byte: UInt8, at: MonotonicInstant)] = []
  private var toHost: [(bytes: [UInt8], at: MonotonicInstant)] = []
  private var deviceLineFree = MonotonicInstant(microseconds: .min)
  private var hostLineFree = MonotonicInstant(microseconds: .min)

  init(baud: Int, cutting: Cutting) {
    byteTime = Microseconds(10_000_000 / Int64(max(1, baud)))
    self.cutting = cutting
  }

  /// Takes what the host writes at `instant`.
  mutating func write(_ bytes: [UInt8], at instant: MonotonicInstant) {
    for byte in bytes {
      deviceLineFree = max(deviceLineFree, instant) + byteTime
      toDevice.append((byte, deviceLineFree))
    }
  }

  /// When the next byte has reached the device.
  var nextArrival: MonotonicInstant? { toDevice.first?.at }

  /// The next byte that has reached the device.
  mutating func takeArrival() -> UInt8? {
    toDevice.isEmpty ? nil : toDevice.removeFirst().byte
  }

  /// Takes what the device begins to send at `instant`; returns when its last byte is out.
  @discardableResult
  mutating func send(_ bytes: [UInt8], at instant: MonotonicInstant) -> MonotonicInstant {
    var pieces: [(bytes: [UInt8], at: MonotonicInstant)] = []
    for byte in bytes {
      hostLineFree = max(hostLineFree, instant) + byteTime
      pieces.append(([byte], hostLineFree + Self.latency))
    }
    switch cutting {
    case .bytes: toHost += pieces
    case .whole: if let last = pieces.last { toHost.append((bytes, last.at)) }
    }
    return max(hostLineFree, instant)
  }

  /// When the host next gets something.
  var nextDelivery: MonotonicInstant? { toHost.first?.at }

  /// What the host has got by `instant`; each piece is given once.
  mutating func collect(upTo instant: MonotonicInstant) -> [(bytes: [UInt8], at: MonotonicInstant)]
  {
    let count = toHost.firstIndex { $0.at > instant } ?? toHost.count
    defer { toHost.removeFirst(count) }
    return Array(toHost.prefix(count))
  }

  /// Loses all that is under way at `instant`.
  mutating func cut(at instant: MonotonicInstant) {
    toDevice = []
    toHost.removeAll { $0.at > instant }
    deviceLineFree = instant
    hostLineFree = instant
  }
}
