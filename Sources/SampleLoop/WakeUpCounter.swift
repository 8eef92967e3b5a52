import Synchronization

/// The histogram as the loop fills it: read at any time, by any thread, without waiting.
struct WakeUpCounter: ~Copyable {
  private let counts: UnsafeMutablePointer<Atomic<UInt64>>
  private let longest = Atomic<Int64>(0)

  /// No wake-ups.
  init() {
    counts = .allocate(capacity: WakeUpBuckets.count)
    for index in 0..<WakeUpBuckets.count { (counts + index).initialize(to: Atomic(0)) }
  }

  deinit {
    counts.deinitialize(count: WakeUpBuckets.count)
    counts.deallocate()
  }

  /// Counts a wake-up that was `nanoseconds` late, in whole µs. Only the loop calls it.
  @_noLocks
  func add(nanoseconds: Int64) {
    let late = nanoseconds / 1_000
    // The longest first: a reader then never sees a wake-up longer than the longest.
    if late > longest.load(ordering: .relaxed) { longest.store(late, ordering: .relaxed) }
    _ = counts[WakeUpBuckets.index(of: late)].wrappingAdd(1, ordering: .releasing)
  }

  /// The histogram as it stands.
  var histogram: WakeUpHistogram {
    let found = (0..<WakeUpBuckets.count).map { counts[$0].load(ordering: .acquiring) }
    return WakeUpHistogram(counts: found, longest: longest.load(ordering: .relaxed))
  }
}
