public import Readings

/// Sets one receiving channel of an ANT stick up, watches over it and tears it down (facts section
/// 1.5). A pure state machine: it is told what comes and what time it is, and returns what to do.
///
/// Every command waits 1 s for its answer, is sent once more, and then the stick is to be opened
/// again. Illegal calls are rejected and unexpected messages ignored, both with a reason.
public struct AntStickLink: Sendable {
  /// How long the stick may take to start up after a reset, and how often it is tried.
  public static let resetTime = Microseconds.milliseconds(500)
  static let resetTries = 3
  /// How long a command may wait for its answer.
  public static let answerTime = Microseconds.seconds(1)
  /// Silence while tracking after which the stick is asked; a lost pod is not silent, its misses are
  /// told four times a second.
  public static let stallTime = Microseconds.seconds(2)
  /// How often a searching stick is asked whether it still is: searching is silent.
  public static let searchCheckTime = Microseconds.seconds(5)
  /// How often in a row the stick may be opened again before staff is called.
  public static let reopeningsAllowed = 3

  enum State: Hashable, Sendable {
    case idle
    /// The reset was sent `tries` times.
    case resetting(tries: Int, deadline: MonotonicInstant)
    case settingUp(AntSetupStep, Waiting)
    /// The stick closed the channel after its search ended; it is opened again when it says so.
    case awaitingClosure(deadline: MonotonicInstant)
    case searching(Watch)
    case tracking(Watch)
    case closing(Closing, Waiting)
    case closed
    case down(AntLinkFault)
  }

  /// A command that waits for its answer.
  struct Waiting: Hashable, Sendable {
    var isRetry = false
    var deadline: MonotonicInstant
  }

  /// An open channel: when the stick was last heard, and what it was asked besides.
  struct Watch: Hashable, Sendable {
    var heard: MonotonicInstant
    var question: Question?
  }

  struct Question: Hashable, Sendable {
    var about: AntMessageID
    var waiting: Waiting
  }

  enum Closing: Hashable, Sendable { case close, event, unassign }

  /// The channel as it is set up; a wildcard number is filled in when the transmitter is known, so
  /// that no other one takes its place later.
  public internal(set) var plan: AntChannelPlan
  /// The transmitter, once known.
  public internal(set) var transmitter: AntChannelID?
  /// What the stick can do, once known.
  public internal(set) var capabilities: AntCapabilities?
  let key: AntNetworkKey
  var state = State.idle
  var reopenings = 0

  /// A link that is idle.
  public init(plan: AntChannelPlan, key: AntNetworkKey) {
    self.plan = plan
    self.key = key
  }

  /// Whether the channel is open, searching or tracking.
  public var isOpen: Bool {
    switch state {
    case .searching, .tracking: true
    default: false
    }
  }

  /// When `tick` is next needed; nil when nothing is waited for.
  public var deadline: MonotonicInstant? {
    switch state {
    case .idle, .closed, .down: nil
    case .resetting(_, let deadline), .awaitingClosure(let deadline): deadline
    case .settingUp(_, let waiting), .closing(_, let waiting): waiting.deadline
    case .searching(let watch):
      watch.question?.waiting.deadline ?? watch.heard + Self.searchCheckTime
    case .tracking(let watch): watch.question?.waiting.deadline ?? watch.heard + Self.stallTime
    }
  }

  /// The stick was opened: sets it up from a reset.
  public mutating func begin(at now: MonotonicInstant) -> [AntLinkAction] {
    switch state {
    case .idle, .closed, .down:
      state = .resetting(tries: 1, deadline: now + Self.resetTime)
      return [.send(AntMessage(.resetSystem, 0))]
    case .resetting, .settingUp, .awaitingClosure, .searching, .tracking:
      return [.rejected(.alreadyRunning)]
    case .closing: return [.rejected(.closing)]
    }
  }

  /// The stick is to be released: closes and unassigns the channel as far as it got.
  public mutating func close(at now: MonotonicInstant) -> [AntLinkAction] {
    switch state {
    case .idle, .closed: return [.rejected(.notRunning)]
    case .closing: return [.rejected(.closing)]
    case .down:
      state = .closed
      return [.closed(clean: false)]
    case .settingUp(.open, _), .searching, .tracking: return tearDown(.close, at: now)
    case .settingUp(let step, _) where step.isAssigned: return tearDown(.unassign, at: now)
    case .awaitingClosure: return tearDown(.unassign, at: now)
    case .resetting, .settingUp:
      state = .closed
      return [.closed(clean: true)]
    }
  }

  /// The stick vanished from the bus: the link is down until `begin`.
  public mutating func lost() -> [AntLinkAction] {
    switch state {
    case .idle, .closed, .down: return [.rejected(.notRunning)]
    case .closing:
      state = .closed
      return [.closed(clean: false)]
    case .resetting, .settingUp, .awaitingClosure, .searching, .tracking:
      state = .down(AntLinkFault(.channelLost, .openChannel))
      return []
    }
  }

  /// Sends `step` for the first time.
  mutating func enter(_ step: AntSetupStep, at now: MonotonicInstant) -> [AntLinkAction] {
    state = .settingUp(step, Waiting(deadline: now + Self.answerTime))
    return [.send(step.command(plan, key))]
  }

  mutating func tearDown(_ step: Closing, at now: MonotonicInstant) -> [AntLinkAction] {
    state = .closing(step, Waiting(deadline: now + Self.answerTime))
    return command(of: step).map { [.send($0)] } ?? []
  }

  func command(of step: Closing) -> AntMessage? {
    switch step {
    case .close: AntMessage(.closeChannel, plan.channel)
    case .event: nil
    case .unassign: AntMessage(.unassignChannel, plan.channel)
    }
  }

  /// The link cannot go on: the stick is to be opened again, a few times at most.
  mutating func breakDown(_ fault: AntLinkFault) -> [AntLinkAction] {
    state = .down(fault)
    reopenings &+= 1
    return [reopenings > Self.reopeningsAllowed ? .failed(fault) : .reopenStick(fault)]
  }
}
