import Synchronization

/// The newest value of one channel, written by one thread and read by the loop without waiting.
///
/// Two copies and a count (the kernel's `seqcount_latch`): an even count says that copy 0 is whole,
/// an odd one copy 1. A plain sequence lock would not do: the loop's thread may have interrupted
/// the writer for good on its own core, and would wait for it there for ever. Here it finds the
/// other copy whole, and tries again only when the writer went on meanwhile on another core.
struct LatestSlot: ~Copyable {
  private let turn = Atomic<UInt64>(0)
  private let even = LatestCopy()
  private let odd = LatestCopy()

  /// How often a read is tried; a writer would have to write as often within one read.
  static var tries: Int { @_noLocks get { 16 } }

  /// Puts `value` in place of the one before. One thread at a time may do so.
  func write(_ value: LatestValue) {
    let before = turn.load(ordering: .relaxed)
    atomicMemoryFence(ordering: .releasing)
    turn.store(before &+ 1, ordering: .relaxed)
    atomicMemoryFence(ordering: .releasing)
    even.store(value)
    atomicMemoryFence(ordering: .releasing)
    turn.store(before &+ 2, ordering: .relaxed)
    atomicMemoryFence(ordering: .releasing)
    odd.store(value)
  }

  /// The newest whole value into `value`; false when none could be had, and `value` is as it was.
  @_noLocks
  func read(into value: inout LatestValue) -> Bool {
    var left = Self.tries
    while left > 0 {
      let before = turn.load(ordering: .acquiring)
      let found = before & 1 == 0 ? even.load() : odd.load()
      atomicMemoryFence(ordering: .acquiring)
      if turn.load(ordering: .relaxed) == before {
        value = found
        return true
      }
      left &-= 1
    }
    return false
  }
}

/// One copy: words that may be read while they are written, and are then thrown away.
private struct LatestCopy: ~Copyable {
  private let value = Atomic<Int64>(0)
  private let stamp = Atomic<Int64>(0)
  private let tag = Atomic<UInt64>(0)

  func store(_ latest: LatestValue) {
    value.store(latest.value, ordering: .relaxed)
    stamp.store(latest.stamp, ordering: .relaxed)
    tag.store(latest.tag, ordering: .relaxed)
  }

  @_noLocks
  func load() -> LatestValue {
    LatestValue(
      value: value.load(ordering: .relaxed), stamp: stamp.load(ordering: .relaxed),
      tag: tag.load(ordering: .relaxed))
  }
}
