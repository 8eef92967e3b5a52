/// The loop's own account: while it runs as it stands, after its end for good.
public struct LoopReport: Hashable, Sendable {
  /// Ticks a second.
  public var rate: SampleRate
  /// What the thread was granted.
  public var privileges: LoopPrivileges
  /// Ticks at which the loop was there; each made a sample that went into the ring or was lost.
  public var ticks: Int64
  /// Ticks that passed while the loop slept. They have no samples.
  public var missed: Int64
  /// Samples that were lost because nobody had emptied the ring.
  public var lost: Int64
  /// Values that could not be read whole because their writer was faster than every try.
  public var contended: Int64
  /// The error number with which the kernel refused to let the loop sleep, at which it ended; else
  /// 0.
  public var sleepError: Int32
  /// How late the wake-ups were.
  public var wakeUps: WakeUpHistogram
}
