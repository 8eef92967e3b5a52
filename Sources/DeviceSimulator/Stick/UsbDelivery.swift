import Readings

/// The way of frames from the stick to the host: bulk transfers of at most 64 bytes, which may hold
/// several frames or a part of one, late but in order.
struct UsbDelivery: Sendable {
  private static let longestChunk: Int64 = 64
  private static let latency: Int64 = 1_000
  private static let longestHold = Microseconds.milliseconds(300)

  private let faults: SimulatedFaults
  private var random: SeededRandom
  private var held: [UInt8] = []
  private var heldUntil: MonotonicInstant?
  private var chunks: [(bytes: [UInt8], at: MonotonicInstant)] = []
  private var lastAt = MonotonicInstant(microseconds: .min)

  init(seed: UInt64, faults: SimulatedFaults) {
    self.faults = faults
    random = SeededRandom(seed: seed, stream: 3)
  }

  /// Takes a frame that the stick completes at `instant`.
  mutating func send(_ frame: [UInt8], at instant: MonotonicInstant) {
    releaseHeld(upTo: instant)
    if random.happens(perMille: faults.garbagePerMille) {
      for _ in 0..<random.uniform(1...6) { held.append(UInt8(random.uniform(0...255))) }
    }
    held += frame
    if random.happens(perMille: faults.joinsPerMille) {
      heldUntil = heldUntil ?? instant + Self.longestHold
    } else {
      deliver(at: instant)
    }
  }

  /// The chunks that have reached the host by `instant`; each is given once.
  mutating func collect(upTo instant: MonotonicInstant) -> [(bytes: [UInt8], at: MonotonicInstant)]
  {
    releaseHeld(upTo: instant)
    let count = chunks.firstIndex { $0.at > instant } ?? chunks.count
    defer { chunks.removeFirst(count) }
    return Array(chunks.prefix(count))
  }

  /// When the next chunk is due; later if a frame on its way is slower.
  var next: MonotonicInstant? { chunks.first?.at ?? heldUntil }

  /// Loses all that has not reached the host by `instant`.
  mutating func cut(at instant: MonotonicInstant) {
    releaseHeld(upTo: instant)
    held = []
    heldUntil = nil
    chunks.removeAll { $0.at > instant }
  }

  private mutating func releaseHeld(upTo instant: MonotonicInstant) {
    if let heldUntil, heldUntil <= instant { deliver(at: heldUntil) }
  }

  private mutating func deliver(at instant: MonotonicInstant) {
    let jitter = random.uniform(0...max(0, faults.deliveryJitter.count))
    var at = max(lastAt, instant + Microseconds(Self.latency &+ jitter))
    var rest = held[...]
    while !rest.isEmpty {
      let size = faults.splitsChunks ? random.uniform(1...Self.longestChunk) : Self.longestChunk
      chunks.append((Array(rest.prefix(Int(size))), at))
      rest = rest.dropFirst(Int(size))
      // The next transfer comes in a later USB frame.
      lastAt = at
      at = at + .milliseconds(1)
    }
    held = []
    heldUntil = nil
  }
}
