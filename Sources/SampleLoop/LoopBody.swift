import CRealTime
import Synchronization

/// The loop, from its first tick until it is told to stop: sleep until the next instant of the
/// grid, stamp, look at the newest values, put the sample into the ring.
///
/// The compiler holds that nothing from here on allocates, locks or counts references.
@_noLocks
func runSampleLoop(_ state: UnsafeMutablePointer<LoopState>) {
  var next: Int64 = 0
  var gap = CarriedGap()
  var channels = InlineArray<3, LatestValue>(repeating: .absent)
  while !state.pointee.isStopping.load(ordering: .relaxed) {
    let error = realtime_sleep_until_ns(state.pointee.grid.due(next))
    // A loop that cannot sleep would take the core for itself.
    if error != 0 {
      state.pointee.sleepError.store(error, ordering: .relaxed)
      return
    }
    let woke = realtime_now_ns()
    let wakeUp = state.pointee.grid.wakeUp(for: next, at: woke)
    next = wakeUp.tick &+ 1
    gap.missed &+= wakeUp.missed
    state.pointee.wakeUps.add(nanoseconds: wakeUp.lateness)
    _ = state.pointee.missed.wrappingAdd(wakeUp.missed, ordering: .relaxed)
    let stale = lookAtChannels(&channels, state)
    let sample = TickSample(
      tick: wakeUp.tick, due: state.pointee.grid.due(wakeUp.tick), woke: woke,
      missedBefore: gap.missed, lostBefore: gap.lost, stale: stale, channels: channels)
    handOver(sample, &gap, state)
    _ = state.pointee.ticks.wrappingAdd(1, ordering: .releasing)
  }
}

/// What happened since the last sample that went into the ring.
struct CarriedGap: BitwiseCopyable {
  var missed: Int64 = 0
  var lost: Int64 = 0

  @_noLocks
  init() {}
}

/// Copies the newest values; a channel that cannot be read whole keeps the one before, with its
/// stamp. Returns one bit by column for each such channel.
@_noLocks
func lookAtChannels(
  _ channels: inout InlineArray<3, LatestValue>, _ state: UnsafeMutablePointer<LoopState>
) -> UInt64 {
  var stale: UInt64 = 0
  var column = 0
  while column < channels.count {
    if !state.pointee.slots[column].read(into: &channels[column]) {
      stale |= 1 &<< UInt64(truncatingIfNeeded: column)
      _ = state.pointee.contended.wrappingAdd(1, ordering: .relaxed)
    }
    column &+= 1
  }
  return stale
}

/// Puts the sample into the ring; when that is full the sample is lost, and the next one tells so.
@_noLocks
func handOver(
  _ sample: TickSample, _ gap: inout CarriedGap, _ state: UnsafeMutablePointer<LoopState>
) {
  if state.pointee.ring.push(sample) {
    gap = CarriedGap()
  } else {
    gap.lost &+= 1
    _ = state.pointee.lost.wrappingAdd(1, ordering: .relaxed)
  }
}
