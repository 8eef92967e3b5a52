public import Readings
public import WalkProtocol

/// Where the daemon's walk stands at one instant.
public struct WalkStatus: Hashable, Sendable {
  /// The phase; `idle` when no session is open.
  public var phase: WalkPhase
  /// This instant, on the daemon's monotonic clock.
  public var now: MonotonicInstant
  /// The session that is open; nil when there is none.
  public var walk: OpenWalk?
  /// The gates that neither hold nor were waived.
  public var missing: [Gate] = []
  /// The gates that staff go on without.
  public var waived: [Gate] = []
  /// The questions that can be answered now and have no answer yet.
  public var questions: [Question] = []
  /// START; nil before it.
  public var start: MonotonicInstant?
  /// END; nil before it.
  public var end: MonotonicInstant?
  /// Why it ended; nil while nobody has said.
  public var endReason: EndReason?
  /// The marks, those taken back included.
  public var marks: [MarkEntry] = []
  /// True while the subject rests.
  public var isResting = false

  /// A status with nothing but a phase and its session.
  public init(phase: WalkPhase, now: MonotonicInstant, walk: OpenWalk? = nil) {
    self.phase = phase
    self.now = now
    self.walk = walk
  }
}

/// The session that is open.
public struct OpenWalk: Hashable, Sendable {
  /// The session's UUID.
  public var session: String
  /// Who walks, and by which protocol.
  public var choice: WalkChoice

  /// A session.
  public init(session: String, _ choice: WalkChoice) {
    self.session = session
    self.choice = choice
  }
}
