import CRealTime
import Synchronization

/// The loop's thread and the memory it runs on. The memory stays until the thread has ended.
///
/// The pointer is used by the loop's thread, and by others through atomics and the ring's emptying
/// side alone, which `SampleLoop` keeps to one thread at a time.
struct LoopThread: ~Copyable {
  // See above: what it points to is made for use by several threads, and outlives all of them.
  nonisolated(unsafe) let state: UnsafeMutablePointer<LoopState>
  private let thread: pthread_t
  /// What keeps processors awake, or why nothing does, as `realtime_hold_processors_awake` tells it.
  private let awake: Int32
  /// What the thread was granted.
  let privileges: LoopPrivileges

  /// Locks memory, keeps processors awake and starts the loop, with SCHED_FIFO at `priority` when
  /// that is permitted and as an ordinary thread when it is not.
  ///
  /// - Throws: `LoopFault` when the system has no thread left.
  init(
    grid: TickGrid, slots: UnsafeMutablePointer<LatestSlot>, capacity: Int, priority: Int32
  ) throws(LoopFault) {
    let state = UnsafeMutablePointer<LoopState>.allocate(capacity: 1)
    state.initialize(to: LoopState(grid: grid, slots: slots, capacity: capacity))
    let lockError = realtime_lock_memory()
    var thread = pthread_t()
    let refusal = realtime_start_thread(&thread, priority, sampleLoopThread, state)
    let error =
      refusal == 0 ? 0 : realtime_start_thread(&thread, 0, sampleLoopThread, state)
    guard error == 0 else {
      state.deinitialize(count: 1)
      state.deallocate()
      throw LoopFault(.noThread, "The system has no threads left; restart the machine.", error)
    }
    awake = realtime_hold_processors_awake()
    self.state = state
    self.thread = thread
    privileges = LoopPrivileges(
      scheduling: refusal == 0 ? .granted : .refused(error: refusal),
      priority: realtime_fifo_priority(thread),
      memory: lockError == 0 ? .granted : .refused(error: lockError),
      wakefulness: awake >= 0 ? .granted : .refused(error: -awake))
  }

  /// Tells the loop to stop and waits for its end, at most its period and a second. False when it
  /// has not ended by then (it is being traced). True at most once.
  func stop() -> Bool {
    state.pointee.isStopping.store(true, ordering: .relaxed)
    let period = 1_000_000_000 / state.pointee.grid.hertz
    var now = realtime_now_ns()
    let latest = now + period + 1_000_000_000
    // Looked at once a ms: a join with a time limit is not known to ThreadSanitizer.
    while !state.pointee.hasEnded.load(ordering: .acquiring) {
      guard now < latest else { return false }
      now += 1_000_000
      _ = realtime_sleep_until_ns(now)
    }
    realtime_join(thread)
    if awake >= 0 { realtime_let_processors_sleep(awake) }
    return true
  }

  /// Gives the memory back. Only once, and only after `stop` returned true.
  func free() {
    state.deinitialize(count: 1)
    state.deallocate()
  }
}

/// The thread's entry, called by C.
private func sampleLoopThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  realtime_ready_thread()
  let state = context.assumingMemoryBound(to: LoopState.self)
  runSampleLoop(state)
  state.pointee.hasEnded.store(true, ordering: .releasing)
  return nil
}
