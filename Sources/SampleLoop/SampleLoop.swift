import CRealTime
public import Readings
import Synchronization

/// The sample loop: a thread that wakes on a fixed grid of CLOCK_MONOTONIC and takes a sample of
/// the newest value of each channel at each tick, whatever the rest of the program is doing.
///
/// Samples wait in a ring until `drain` is called, by any thread; `stop` ends the loop in bounded
/// time.
public final class SampleLoop: Sendable {
  /// The SCHED_FIFO priority that is asked for: above all that is ordinary, below the
  /// kernel's own threads at 99.
  public static let priority: Int32 = 80

  /// Ticks a second.
  public let rate: SampleRate
  /// When tick 0 is due.
  public let origin: MonotonicInstant
  /// What the system granted the loop's thread.
  public let privileges: LoopPrivileges
  private let latest: LatestTable
  private let thread: LoopThread
  private let emptying: Mutex<Emptying>

  /// What the emptying side remembers.
  private struct Emptying {
    /// The tick that comes next.
    var next: Int64 = 0
    /// Gaps that were told, as in the loop's own counts.
    var missed: Int64 = 0
    var lost: Int64 = 0
    var hasEnded = false
  }

  /// Starts a loop.
  ///
  /// - Parameters:
  ///   - rate: ticks a second.
  ///   - origin: when tick 0 is due, at most one period from now, for until then the loop sleeps and
  ///     cannot be stopped; nil for one period from now. Ticks before now are missed.
  ///   - latest: where the newest values are found.
  ///   - capacity: how many samples may wait, rounded up to a power of two of at most 2^20; nil for
  ///     eight seconds' worth.
  ///   - priority: the SCHED_FIFO priority to ask for, 1 to 99.
  /// - Throws: `LoopFault` when the system has no thread left. What it does not permit is no fault and
  ///   stands in `privileges`.
  public init(
    rate: SampleRate, origin: MonotonicInstant? = nil, latest: LatestTable, capacity: Int? = nil,
    priority: Int32 = SampleLoop.priority
  ) throws(LoopFault) {
    let soon = realtime_now_ns() / 1_000 + 1_000_000 / Int64(rate.hertz)
    let origin = origin ?? MonotonicInstant(microseconds: soon)
    let grid = TickGrid(origin: origin.microseconds &* 1_000, rate: rate)
    thread = try LoopThread(
      grid: grid, slots: latest.slots, capacity: capacity ?? rate.hertz * 8,
      priority: min(max(priority, 1), 99))
    self.rate = rate
    self.origin = origin
    self.latest = latest
    privileges = thread.privileges
    emptying = Mutex(Emptying())
  }

  deinit {
    // A loop that will not end keeps its memory and its table: that is lost, and nothing worse.
    if stop() { thread.free() } else { _ = Unmanaged.passRetained(latest) }
  }

  /// Takes out all that waits, oldest first.
  ///
  /// `body` must call neither `drain` nor `stop`. After the loop has ended the last call also tells
  /// of the ticks without samples at its very end.
  public func drain(_ body: (LoopEntry) -> Void) {
    emptying.withLock { emptying in
      while let sample = thread.state.pointee.ring.pop() {
        let gap = LoopGap(
          first: emptying.next, missed: sample.missedBefore, lost: sample.lostBefore)
        tell(gap, &emptying, body)
        emptying.next = sample.tick + 1
        body(.sample(sample))
      }
      guard emptying.hasEnded else { return }
      let gap = LoopGap(
        first: emptying.next,
        missed: thread.state.pointee.missed.load(ordering: .relaxed) - emptying.missed,
        lost: thread.state.pointee.lost.load(ordering: .relaxed) - emptying.lost)
      tell(gap, &emptying, body)
    }
  }

  private func tell(_ gap: LoopGap, _ emptying: inout Emptying, _ body: (LoopEntry) -> Void) {
    guard gap.missed > 0 || gap.lost > 0 else { return }
    emptying.missed += gap.missed
    emptying.lost += gap.lost
    emptying.next += gap.missed + gap.lost
    body(.gap(gap))
  }

  /// The loop's account as it stands.
  public var report: LoopReport {
    let ticks = thread.state.pointee.ticks.load(ordering: .acquiring)
    return LoopReport(
      rate: rate, privileges: privileges, ticks: ticks,
      missed: thread.state.pointee.missed.load(ordering: .relaxed),
      lost: thread.state.pointee.lost.load(ordering: .relaxed),
      contended: thread.state.pointee.contended.load(ordering: .relaxed),
      sleepError: thread.state.pointee.sleepError.load(ordering: .relaxed),
      wakeUps: thread.state.pointee.wakeUps.histogram)
  }

  /// The error number with which the kernel refused to let the loop sleep, at which it ended; 0
  /// while it runs or was stopped.
  public var sleepError: Int32 { thread.state.pointee.sleepError.load(ordering: .relaxed) }

  /// Ends the loop and waits for it, at most one period and a second; what it took can still be
  /// drained. May be called again.
  ///
  /// - Returns: false when the thread has not ended by then.
  @discardableResult
  public func stop() -> Bool {
    emptying.withLock { emptying in
      if !emptying.hasEnded { emptying.hasEnded = thread.stop() }
      return emptying.hasEnded
    }
  }
}
