import Synchronization

/// All that the loop's thread touches, in one place whose pages are there before it starts.
struct LoopState: ~Copyable {
  /// When ticks are due.
  let grid: TickGrid
  /// The channels' newest values; they belong to a `LatestTable`.
  let slots: UnsafeMutablePointer<LatestSlot>
  /// Samples on their way out.
  let ring: SampleRing
  /// How late the wake-ups were.
  let wakeUps = WakeUpCounter()
  /// Set when the loop shall end.
  let isStopping = Atomic<Bool>(false)
  /// Set by the loop's thread as the last thing that it does here.
  let hasEnded = Atomic<Bool>(false)
  /// The counts of `LoopReport`; only the loop writes them.
  let ticks = Atomic<Int64>(0)
  let missed = Atomic<Int64>(0)
  let lost = Atomic<Int64>(0)
  let contended = Atomic<Int64>(0)
  let sleepError = Atomic<Int32>(0)

  init(grid: TickGrid, slots: UnsafeMutablePointer<LatestSlot>, capacity: Int) {
    self.grid = grid
    self.slots = slots
    ring = SampleRing(capacity: capacity)
  }
}
