public import SessionRecord
public import SessionStore

/// What a synchronisation tells while it runs.
public enum SyncEvent: Hashable, Sendable {
  /// So many records were queued or taken back.
  case queued(Int)
  /// A package cannot be read; the rest of its chain waits.
  case unreadable(PackageName, StoreFault)
  /// A package is being handed over.
  case sending(PackageName, attempt: Int64)
  /// A package that was acknowledged is handed over again, because the trial database lost it.
  case sentAgain(PackageName)
  /// A verified answer was kept.
  case answered(PackageName, OutboxState)
  /// The delivery failed; it is tried again at the time given.
  case failed(PackageName, DeliveryProblem, notBefore: WallTime)
  /// A package is not due yet.
  case waiting(PackageName, until: WallTime)
  /// So many packages wait for the one named, which comes before them in the chain.
  case held(Int, behind: PackageName)
}

/// How a synchronisation ended.
public struct SyncSummary: Hashable, Sendable {
  /// Records acknowledged in this run.
  public var acknowledged = 0
  /// Records refused in this run.
  public var rejected = 0
  /// Records in conflict in this run.
  public var conflicts = 0
  /// Deliveries that failed in this run.
  public var failed = 0
  /// Packages that cannot be read.
  public var unreadable = 0
  /// Records that still wait to be sent.
  public var waiting = 0

  /// An empty summary.
  public init() {}

  /// Whether nothing waits and nothing went wrong.
  public var isComplete: Bool {
    rejected + conflicts + failed + unreadable + waiting == 0
  }
}
