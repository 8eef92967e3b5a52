/// What the system granted the loop's thread and what it did not, as the record tells it.
public struct LoopPrivileges: Hashable, Sendable {
  /// The answer to one request.
  public enum Grant: Hashable, Sendable {
    /// The system did what was asked.
    case granted
    /// It did not; `error` is the number (errno) by which it told why.
    case refused(error: Int32)
  }

  /// Real-time scheduling (SCHED_FIFO).
  public var scheduling: Grant
  /// The SCHED_FIFO priority at which the kernel runs the thread, 1 to 99, as read back from it; 0
  /// when it runs as an ordinary thread.
  public var priority: Int32
  /// Memory that stays in memory (mlockall).
  public var memory: Grant
  /// Processors that do not sleep so deeply that they wake up late (/dev/cpu_dma_latency held at 0
  /// while the loop runs).
  public var wakefulness: Grant

  /// What was granted.
  public init(scheduling: Grant, priority: Int32, memory: Grant, wakefulness: Grant) {
    self.scheduling = scheduling
    self.priority = priority
    self.memory = memory
    self.wakefulness = wakefulness
  }

  /// True when all that was asked for was granted.
  public var areComplete: Bool {
    scheduling == .granted && memory == .granted && wakefulness == .granted
  }
}
