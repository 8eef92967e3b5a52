import Readings

/// The link to a device that speaks only when asked: one request at a time, each waiting for its
/// answer or for the end of its time; what the link's state is; and when to give up.
struct PolledLink: Sendable {
  /// What is due at a tick.
  enum Due: Hashable, Sendable {
    /// Nothing yet.
    case nothing
    /// The answer is overdue.
    case answerOverdue
    /// The next request, or the next round of requests.
    case request
  }

  private enum Phase: Hashable, Sendable {
    case closed
    case listening
    case asking(until: MonotonicInstant)
    case resting(until: MonotonicInstant)
  }

  let timing: PollTiming
  private let noAnswer: DriverFault
  private let otherProtocol: DriverFault
  private var phase = Phase.closed
  private var state: LinkState?
  private var lastGood: MonotonicInstant?
  private var silentSince = MonotonicInstant(microseconds: 0)
  private var badInARow = 0
  private var hasReopenedForSilence = false
  private var hasReopenedForBad = false

  init(timing: PollTiming, noAnswer: DriverFault, otherProtocol: DriverFault) {
    self.timing = timing
    self.noAnswer = noAnswer
    self.otherProtocol = otherProtocol
  }

  /// Whether the port is open and the device in use.
  var isOpen: Bool { phase != .closed }

  /// Whether an answer is waited for.
  var isAsking: Bool { if case .asking = phase { true } else { false } }

  /// When `tick` is next needed.
  var deadline: MonotonicInstant? {
    let next: MonotonicInstant? =
      switch phase {
      case .closed: nil
      case .listening: hasReopenedForSilence ? nil : silentSince + timing.silence
      case .asking(let until), .resting(let until): until
      }
    guard let next, let stalls else { return phase == .closed ? nil : next ?? stalls }
    return min(next, stalls)
  }

  /// When the link stalls if nothing comes.
  private var stalls: MonotonicInstant? {
    guard phase != .closed, state == .streaming else { return nil }
    return lastGood.map { $0 + timing.stall }
  }

  /// The port was opened; the first request may be sent at once.
  mutating func begin(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    phase = .listening
    silentSince = now
    badInARow = 0
    state = nil
    tell(.searching, body)
  }

  /// A request was sent.
  mutating func asked(at now: MonotonicInstant) { phase = .asking(until: now + timing.answer) }

  /// No request is sent before `instant`.
  mutating func rest(until instant: MonotonicInstant) { phase = .resting(until: instant) }

  /// Something good came from the device.
  mutating func heard(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    guard isOpen else { return }
    lastGood = now
    silentSince = now
    hasReopenedForSilence = false
    tell(.streaming, body)
  }

  /// The device answers what it must as it must.
  mutating func answersRight() {
    badInARow = 0
    hasReopenedForBad = false
  }

  /// It does not: after some times in a row the port is opened again, and after that given up.
  mutating func answersWrong(_ body: (DriverAction) -> Void) {
    guard isOpen else { return }
    badInARow &+= 1
    guard badInARow >= timing.mostBad else { return }
    phase = .closed
    badInARow = 0
    body(hasReopenedForBad ? .failed(otherProtocol) : .reopen(otherProtocol))
    hasReopenedForBad.toggle()
  }

  /// Time passed.
  mutating func tick(at now: MonotonicInstant, _ body: (DriverAction) -> Void) -> Due {
    if let stalls, stalls <= now, let lastGood { tell(.stalled(since: lastGood), body) }
    switch phase {
    case .asking(let until) where until <= now: return .answerOverdue
    case .resting(let until) where until <= now: return .request
    default: return .nothing
    }
  }

  /// Opens the port again, once, when the device has been silent for long: an adapter may hang.
  mutating func reopenIfSilent(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    guard isOpen, !hasReopenedForSilence, silentSince + timing.silence <= now else { return }
    hasReopenedForSilence = true
    phase = .closed
    body(.reopen(noAnswer))
  }

  /// The port is closed or gone.
  mutating func end() {
    phase = .closed
    state = nil
    lastGood = nil
  }

  private mutating func tell(_ new: LinkState, _ body: (DriverAction) -> Void) {
    guard new != state else { return }
    state = new
    body(.link(new))
  }
}
