import Readings
import SampleLoop

/// The ticks of a live walk: those of a sample loop while one runs, else the walk's own.
struct LiveTicks {
  /// A tick that is due, or word of some that are missing.
  enum Tick {
    /// A tick of the loop, with what it saw.
    case looped(TickSample)
    /// A tick of the walk's own.
    case own
    /// Ticks of the loop that are missing.
    case missing(MissingTicks)
  }

  private let source: TickSource
  private let latest: LatestReadings?
  private let rate: SampleRate?
  /// From one tick to the next.
  let period: Microseconds
  private var loop: SampleLoop?
  /// The loop could not be started or ended by itself: it is not tried again.
  private var isLoopless: Bool
  private var collected = StampOrder<Tick>()
  private var lateValues: Int64 = 0

  /// Ticks at `hertz`, as the protocol says.
  ///
  /// - Parameter latest: what the loop looks at, when somebody keeps it.
  init(_ source: TickSource, _ latest: LatestReadings?, hertz: Int) {
    self.source = source
    self.latest = latest
    rate = SampleRate(hertz: hertz)
    period = Microseconds(1_000_000 / Int64(max(hertz, 1)))
    isLoopless = rate == nil
    if case .own = source { isLoopless = true }
  }

  /// Starts the loop, if there is one to be had and it does not run. Its ticks lie on the grid of
  /// `last`, the newest row, so that those since then count as missed.
  ///
  /// - Returns: evidence when it cannot be started.
  mutating func start(after last: MonotonicInstant?) -> LoopEvidence? {
    guard case .loop(let make) = source, !isLoopless, loop == nil, let rate else { return nil }
    do throws(LoopFault) {
      loop = try make(rate, last.map { $0 + period })
      return nil
    } catch {
      isLoopless = true
      return LoopEvidence(
        state: .notStarted, errorNumber: error.number, rateHertz: Int64(rate.hertz))
    }
  }

  /// Takes out of the loop what it has taken.
  ///
  /// - Returns: evidence when the loop has ended by itself.
  mutating func collect(at now: MonotonicInstant) -> LoopEvidence? {
    guard let loop else { return nil }
    empty(loop, at: now)
    guard loop.sleepError != 0 else { return nil }
    isLoopless = true
    return end(.broken, at: now)
  }

  /// Stops the loop and takes out the last of what it has taken.
  ///
  /// - Returns: its evidence; nil when none runs.
  mutating func stop(at now: MonotonicInstant) -> LoopEvidence? { end(.ended, at: now) }

  /// The loop's evidence as it stands; nil when none runs.
  var evidence: LoopEvidence? { loop.map { evidence(.running, of: $0) } }

  private mutating func end(
    _ state: LoopEvidence.State, at now: MonotonicInstant
  ) -> LoopEvidence? {
    guard let ended = loop else { return nil }
    loop = nil
    ended.stop()
    empty(ended, at: now)
    return evidence(state, of: ended)
  }

  private func evidence(_ state: LoopEvidence.State, of loop: SampleLoop) -> LoopEvidence {
    LoopEvidence(state, loop.report, lateValues: latest == nil ? nil : lateValues)
  }

  private mutating func empty(_ loop: SampleLoop, at now: MonotonicInstant) {
    // Ticks are known to be missing when the next one comes, and are told just before it.
    var missing: MissingTicks?
    loop.drain { entry in
      switch entry {
      case .gap(let gap):
        missing = MissingTicks(
          first: loop.instant(ofTick: gap.first), missed: gap.missed, lost: gap.lost)
      case .sample(let sample):
        if let ticks = missing { collected.add(.missing(ticks), at: sample.instant) }
        missing = nil
        collected.add(.looped(sample), at: sample.instant)
      }
    }
    if let missing { collected.add(.missing(missing), at: now) }
  }

  // MARK: One after the other

  /// When the next tick is due, at or before `horizon`; nil when there is none.
  ///
  /// - Parameters:
  ///   - oldest: own ticks before this are passed over.
  ///   - last: the newest row.
  ///   - isWanted: whether rows are taken now.
  func due(
    upTo horizon: MonotonicInstant, since oldest: MonotonicInstant, after last: MonotonicInstant?,
    isWanted: Bool
  ) -> MonotonicInstant? {
    if let instant = collected.oldest { return instant <= horizon ? instant : nil }
    guard isLoopless, isWanted else { return nil }
    var tick = last.map { $0 + period } ?? horizon
    if tick < oldest {
      // Onto the grid of the ticks before, so that the gap counts as whole missed ticks.
      let missed = ((oldest - tick).count + period.count - 1) / period.count
      tick = tick + Microseconds(missed * period.count)
    }
    return tick <= horizon ? tick : nil
  }

  /// The tick that is due at `instant`, which `due` told.
  mutating func next(at instant: MonotonicInstant) -> Tick {
    collected.next(upTo: instant)?.value ?? .own
  }

  // MARK: The snapshot

  /// Holds what the loop saw against the row of the same tick: a value that was stamped before the
  /// tick and was not there yet came late.
  mutating func compare(_ sample: TickSample, with row: SampleRow) {
    guard latest != nil else { return }
    for channel in Channel.allCases {
      guard let cell = row[channel] else { continue }
      let isThere = sample[channel].instant.map { $0 >= sample.instant - cell.age } ?? false
      if !isThere { lateValues += 1 }
    }
  }

  /// Tells those who keep the snapshot which device feeds which channel.
  func follow(_ engine: SessionEngine) { latest?.follow(engine) }
}

extension SampleLoop {
  /// When tick `number` is due, rounded down to a µs as `TickSample.instant` is.
  fileprivate func instant(ofTick number: Int64) -> MonotonicInstant {
    let (seconds, part) = number.quotientAndRemainder(dividingBy: Int64(rate.hertz))
    return origin + .seconds(seconds) + Microseconds(part * 1_000_000 / Int64(rate.hertz))
  }
}
