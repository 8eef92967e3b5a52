public import Readings
public import WalkProtocol

/// A walk that happens now: device input, staff's commands and the ticks of the sample rows, put
/// into one order by stamp and heard by the capture session.
///
/// Everything waits for `holdBack` after its stamp, so that a transfer that was on its way when the
/// tick came still counts before it. The caller owns the clock and calls `advance` at least once a
/// period.
public struct LiveWalk {
  /// How long input is held back to be put in order: longer than a USB transfer or a read is under
  /// way on a loaded machine, shorter than staff can notice.
  public static let holdBack = Microseconds.milliseconds(20)
  /// How late a tick may be taken. A tick that is later was missed: it is counted by the gap that it
  /// leaves, and never invented.
  public static let latestTick = Microseconds.milliseconds(50)
  /// How long rows are taken after END.
  public static let samplesAfterEnd = Microseconds.seconds(10)
  /// How often the machine's clocks are read.
  public static let clockInterval = Microseconds.seconds(60)

  /// The session.
  public private(set) var session: CaptureSession
  private let period: Microseconds
  private let readClock: @Sendable () -> ClockReading
  private var order = StampOrder<SessionInput>()
  private var untold: [WalkAction] = []
  private var nextTick: MonotonicInstant?
  private var nextClock: MonotonicInstant

  /// A walk whose session was opened at `now`.
  ///
  /// - Parameter readClock: reads the machine's clocks.
  public init(
    _ session: CaptureSession, at now: MonotonicInstant,
    readClock: @escaping @Sendable () -> ClockReading
  ) {
    self.session = session
    self.readClock = readClock
    period = Microseconds(1_000_000 / Int64(session.engine.machine.definition.sampleRate))
    nextClock = now + Self.clockInterval
  }

  /// The walk machine as it stands.
  public var machine: WalkMachine { session.engine.machine }

  /// True when nothing waits to be heard.
  public var isCaughtUp: Bool { order.isEmpty }

  /// Takes input in that happened at `instant`; it is heard when its turn comes.
  public mutating func offer(_ input: SessionInput, at instant: MonotonicInstant) {
    order.add(input, at: instant)
  }

  /// Hears all that happened up to `now` less `holdBack`, with the ticks that were due.
  ///
  /// - Returns: what the walk machine did.
  /// - Throws: `JournalFault` once the journal cannot be written any more; the walk goes on in memory.
  public mutating func advance(to now: MonotonicInstant) throws(JournalFault) -> [WalkAction] {
    if now >= nextClock {
      nextClock = now + Self.clockInterval
      order.add(.clock(readClock()), at: now)
    }
    return try hear(
      upTo: now - Self.holdBack, takingTicksSince: now - Self.holdBack - Self.latestTick)
  }

  /// Hears all that waits, at once: before the session is closed.
  public mutating func drain(at now: MonotonicInstant) throws(JournalFault) -> [WalkAction] {
    order.add(.clock(readClock()), at: now)
    return try hear(upTo: now, takingTicksSince: now - Self.latestTick)
  }

  private mutating func hear(
    upTo horizon: MonotonicInstant, takingTicksSince oldest: MonotonicInstant
  ) throws(JournalFault) -> [WalkAction] {
    var actions: [WalkAction] = []
    var failure: JournalFault?
    func keep(_ heard: () throws(JournalFault) -> [WalkAction]) {
      do throws(JournalFault) { actions += try heard() } catch {
        failure = failure ?? error
        actions += session.takeUnjournaled()
      }
    }
    while true {
      let tick = dueTick(upTo: horizon, since: oldest)
      if let input = order.next(upTo: tick ?? horizon) {
        keep { () throws(JournalFault) in try session.hear(input.value, at: input.at) }
      } else if let tick {
        nextTick = tick + period
        keep { () throws(JournalFault) in try session.hear(.sample, at: tick) }
      } else {
        break
      }
    }
    if let failure {
      untold += actions
      throw failure
    }
    return actions
  }

  /// What the walk machine did in calls that threw: a journal that fails rejects or accepts nothing.
  public mutating func takeUntold() -> [WalkAction] {
    defer { untold = [] }
    return untold
  }

  /// The next tick at or before `horizon`; ticks before `oldest` are passed over.
  private mutating func dueTick(
    upTo horizon: MonotonicInstant, since oldest: MonotonicInstant
  ) -> MonotonicInstant? {
    guard takesSamples(at: horizon) else {
      nextTick = nil
      return nil
    }
    var tick = nextTick ?? horizon
    if tick < oldest {
      // Onto the grid of the ticks before, so that the gap counts as whole missed ticks.
      let missed = ((oldest - tick).count + period.count - 1) / period.count
      tick = tick + Microseconds(missed * period.count)
    }
    nextTick = tick
    return tick <= horizon ? tick : nil
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
