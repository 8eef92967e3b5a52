import Synchronization

/// Samples on their way from the loop to the one thread that empties the ring. Neither side waits.
struct SampleRing: ~Copyable {
  private let slots: UnsafeMutablePointer<TickSample>
  private let mask: UInt64
  /// How many samples were ever put in; only the loop writes it.
  private let written = Atomic<UInt64>(0)
  // The two counts stand on cache lines of their own, so that the sides do not slow each other
  // down.
  private let apart = InlineArray<8, UInt64>(repeating: 0)
  /// How many samples were ever taken out; only the emptying thread writes it.
  private let taken = Atomic<UInt64>(0)

  /// A ring for at least `capacity` samples (1 to 2^20), rounded up to a power of two.
  init(capacity: Int) {
    var size = 1
    while size < min(max(capacity, 1), 1 << 20) { size *= 2 }
    slots = .allocate(capacity: size)
    // Written once now, so that the loop finds every page there.
    let nothing = TickSample(
      tick: -1, due: 0, woke: 0, missedBefore: 0, lostBefore: 0, stale: 0,
      channels: InlineArray(repeating: .absent))
    slots.initialize(repeating: nothing, count: size)
    mask = UInt64(size - 1)
  }

  deinit { slots.deallocate() }

  /// How many samples it holds at most.
  var capacity: Int { Int(mask) + 1 }

  /// Puts a sample in; false when the ring is full and stays as it was. Only the loop calls it.
  @_noLocks
  func push(_ sample: TickSample) -> Bool {
    let end = written.load(ordering: .relaxed)
    guard end &- taken.load(ordering: .acquiring) <= mask else { return false }
    slots[Int(truncatingIfNeeded: end & mask)] = sample
    written.store(end &+ 1, ordering: .releasing)
    return true
  }

  /// Takes the oldest sample out; nil when the ring is empty. Only one thread at a time calls it.
  func pop() -> TickSample? {
    let start = taken.load(ordering: .relaxed)
    guard start != written.load(ordering: .acquiring) else { return nil }
    let sample = slots[Int(truncatingIfNeeded: start & mask)]
    taken.store(start &+ 1, ordering: .releasing)
    return sample
  }
}
