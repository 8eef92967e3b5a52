public import Readings
public import WalkProtocol

/// A walk that happens now: device input, staff's commands and the ticks of the sample rows, put
/// into one order by stamp and heard by the capture session.
///
/// Ticks come from a sample loop, when one is given: it is started when the walk is armed, emptied at
/// each `advance` and stopped when no more rows are wanted. Its account is heard with the clocks, so
/// that a walk that was killed has it too, and at its end.
///
/// Everything waits for `holdBack` after its stamp, so that a transfer that was on its way when the
/// tick came still counts before it. The caller owns the clock and calls `advance` at least once a
/// period; the loop takes care of itself for as long as its ring lasts.
public struct LiveWalk {
  /// How long input is held back to be put in order: longer than a USB transfer or a read is under
  /// way on a loaded machine, shorter than staff can notice.
  public static let holdBack = Microseconds.milliseconds(20)
  /// How late an own tick may be taken. A tick that is later was missed: it is counted by the gap that it
  /// leaves, and never invented.
  public static let latestTick = Microseconds.milliseconds(50)
  /// How long rows are taken after END.
  public static let samplesAfterEnd = Microseconds.seconds(10)
  /// How often the machine's clocks are read.
  public static let clockInterval = Microseconds.seconds(60)

  /// The session.
  public private(set) var session: CaptureSession
  /// Up to where all that was offered has been heard.
  public private(set) var heardUpTo: MonotonicInstant
  private let readClock: @Sendable () -> ClockReading
  private var order = StampOrder<SessionInput>()
  private var ticks: LiveTicks
  private var nextClock: MonotonicInstant

  /// A walk whose session was opened, or taken up again, at `now`.
  ///
  /// - Parameters:
  ///   - ticks: where the ticks come from.
  ///   - latest: what the sample loop looks at, when somebody keeps it.
  ///   - readClock: reads the machine's clocks.
  public init(
    _ session: CaptureSession, at now: MonotonicInstant, ticks: TickSource = .own,
    latest: LatestReadings? = nil, readClock: @escaping @Sendable () -> ClockReading
  ) {
    self.session = session
    heardUpTo = now
    self.readClock = readClock
    self.ticks = LiveTicks(
      ticks, latest, hertz: session.engine.machine.definition.sampleRate)
    nextClock = now + Self.clockInterval
  }

  /// The walk machine as it stands.
  public var machine: WalkMachine { session.engine.machine }

  /// True when nothing waits to be heard.
  public var isCaughtUp: Bool { order.isEmpty }

  /// The longest time between two calls of `advance`: input that comes between them is still there in
  /// time to be heard when its turn comes.
  public static let longestTurn = holdBack

  /// When `advance` is to be called next after `now`, sooner than `longestTurn` when something will be
  /// heard before: input whose turn comes, or the tick at which a prompt or the cap is due.
  public func nextTurn(after now: MonotonicInstant) -> MonotonicInstant {
    var turn = now + Self.longestTurn
    if let oldest = order.oldest { turn = min(turn, oldest + Self.holdBack) }
    // What is past waits for a tick that is missing: asking at once would not bring it.
    if let due = machine.nextDue.map({ $0 + ticks.period + Self.holdBack }), due > now {
      turn = min(turn, due)
    }
    return turn
  }

  /// Takes input in that happened at `instant`; it is heard when its turn comes.
  public mutating func offer(_ input: SessionInput, at instant: MonotonicInstant) {
    order.add(input, at: instant)
  }

  /// Hears all that happened up to `now` less `holdBack`, with the ticks that were due.
  ///
  /// Ends with the arming of the walk, whatever waits behind it: the opening has to be signed before
  /// START is heard.
  ///
  /// - Returns: what the walk machine did.
  public mutating func advance(to now: MonotonicInstant) -> [WalkAction] {
    if now >= nextClock {
      nextClock = now + Self.clockInterval
      order.add(.clock(readClock()), at: now)
      offer(ticks.evidence, at: now)
    }
    offer(ticks.collect(at: now), at: now)
    let horizon = now - Self.holdBack
    defer {
      let evidence =
        takesSamples(at: horizon)
        ? ticks.start(after: session.engine.lastTick) : ticks.stop(at: now)
      offer(evidence, at: now)
    }
    return hear(upTo: horizon, takingTicksSince: horizon - Self.latestTick)
  }

  /// Hears all that waits, at once, and stops the sample loop: before the session is closed or handed
  /// over.
  public mutating func drain(at now: MonotonicInstant) -> [WalkAction] {
    order.add(.clock(readClock()), at: now)
    offer(ticks.stop(at: now), at: now)
    var actions = hear(upTo: now, takingTicksSince: now - Self.latestTick)
    if actions.contains(where: Self.arms) {
      actions += hear(upTo: now, takingTicksSince: now - Self.latestTick)
    }
    return actions
  }

  private mutating func offer(_ evidence: LoopEvidence?, at now: MonotonicInstant) {
    if let evidence { order.add(.sampleLoop(evidence), at: now) }
  }

  private mutating func hear(
    upTo horizon: MonotonicInstant, takingTicksSince oldest: MonotonicInstant
  ) -> [WalkAction] {
    var actions: [WalkAction] = []
    while !actions.contains(where: Self.arms) {
      let tick = ticks.due(
        upTo: horizon, since: oldest, after: session.engine.lastTick,
        isWanted: takesSamples(at: horizon))
      // What is stamped at the very tick counts before it.
      if let input = order.next(upTo: tick ?? horizon) {
        heardUpTo = input.at
        actions += session.take(input.value, at: input.at)
      } else if let tick {
        actions += hear(ticks.next(at: tick), at: tick)
      } else {
        heardUpTo = horizon
        break
      }
    }
    ticks.follow(session.engine)
    return actions
  }

  private mutating func hear(
    _ tick: LiveTicks.Tick, at instant: MonotonicInstant
  ) -> [WalkAction] {
    switch tick {
    case .own: return session.take(.sample, at: instant)
    case .missing(let ticks):
      guard takesSamples(at: ticks.first) else { return [] }
      return session.take(.ticksMissing(ticks), at: instant)
    case .looped(let sample):
      guard takesSamples(at: instant) else { return [] }
      defer { ticks.compare(sample, with: session.engine.row(at: instant)) }
      return session.take(.sample, at: instant)
    }
  }

  private static func arms(_ action: WalkAction) -> Bool {
    if case .entered(.armed, _) = action { true } else { false }
  }

  /// Rows are taken from arming to a while after END.
  private func takesSamples(at instant: MonotonicInstant) -> Bool {
    switch machine.phase {
    case .armed, .walking: true
    case .ended:
      machine.timeline.end.map { instant - $0.at <= Self.samplesAfterEnd } ?? false
    case .idle, .preparing, .closed, .abandoned, .interrupted: false
    }
  }
}
