public import Readings

/// The walk as a pure state machine: events with their instants in, actions out. It reads no
/// clock, does no I/O and never traps; an event that is illegal where the walk stands is rejected
/// and counted. The same events give the same actions, live, in recovery and in verification.
///
/// Times: zero is START. Whatever is stamped at or after START + cap finds the walk ended at
/// START + cap exactly. A mark by button is as old as its press edge.
public struct WalkMachine: Sendable, Hashable {
  /// The protocol that the walk follows.
  public let definition: ProtocolDefinition
  var state: WalkState = .idle
  /// What the switches do physically; kept beside the state because even a bounce moves them.
  var contacts = ButtonContacts()
  var rejectedCount = 0

  /// A machine with nothing prepared.
  public init(definition: ProtocolDefinition) {
    self.definition = definition
  }

  /// Where the walk stands.
  public var phase: WalkPhase { state.phase }

  /// Hears an event and returns what it brought about, in order. First comes what the passing of
  /// time to `instant` brings (a hold recognised, the cap), then the event itself.
  public mutating func apply(_ event: WalkEvent, at instant: MonotonicInstant) -> [WalkAction] {
    var actions = elapse(to: instant).walkActions
    if isLateForCap(event, at: instant) {
      actions += reopened(event, at: instant)
    } else {
      actions += dispatch(event, at: instant)
    }
    rejectedCount &+= actions.count { $0.rejection != nil }
    return actions
  }

  /// One method per event; each returns an action named for it.
  mutating func dispatch(_ event: WalkEvent, at instant: MonotonicInstant) -> [WalkAction] {
    let actions = handle(event, at: instant)
    if case .walking(var walk) = state, actions.allSatisfy({ $0.rejection == nil }) {
      walk.latest = max(walk.latest, instant)
      state = .walking(walk)
    }
    return actions
  }

  private mutating func handle(_ event: WalkEvent, at instant: MonotonicInstant) -> [WalkAction] {
    switch event {
    case .prepare(let trial, let previousEnd):
      prepare(trial: trial, previousEnd: previousEnd, at: instant).walkActions(at: instant)
    case .answer(let question, let answer):
      self.answer(question, answer).walkActions(at: instant)
    case .gate(let gate, let result): check(gate, result).walkActions(at: instant)
    case .waive(let gate, let reason): waive(gate, reason: reason).walkActions(at: instant)
    case .arm: arm(at: instant).walkActions(at: instant)
    case .edge(let edge): self.edge(edge, at: instant).walkActions(at: instant)
    case .start: start(.start, at: instant).walkActions(at: instant)
    case .mark(let mark):
      self.mark(mark, .mark, by: .operator, at: instant).walkActions(at: instant)
    case .undoMark(let mark, let reason):
      undoMark(mark, reason: reason, at: instant).walkActions(at: instant)
    case .restBegin: restBegin(at: instant).walkActions(at: instant)
    case .restEnd: restEnd(at: instant).walkActions(at: instant)
    case .stage(let number): stage(number, at: instant).walkActions(at: instant)
    case .tick: tick(at: instant).walkActions(at: instant)
    case .deviceLost(let channel): deviceLost(channel, at: instant).walkActions(at: instant)
    case .deviceBack(let channel, let continuous):
      deviceBack(channel, continuous: continuous, at: instant).walkActions(at: instant)
    case .emergencyStop: emergencyStop(at: instant).walkActions(at: instant)
    case .end(let reason): end(reason, at: instant).walkActions(at: instant)
    case .giveEndReason(let reason):
      giveEndReason(reason, at: instant).walkActions(at: instant)
    case .recovered: recovered(at: instant).walkActions(at: instant)
    case .close: close(at: instant).walkActions(at: instant)
    case .abandon(let reason): abandon(reason: reason, at: instant).walkActions(at: instant)
    case .interrupt: interrupt(at: instant).walkActions(at: instant)
    }
  }

  /// The rejection of `event` where the walk now stands.
  func rejection(
    _ event: EventKind, _ code: Rejection.Code, missing: [String] = [],
    remaining: Microseconds? = nil
  ) -> Rejection {
    Rejection(event: event, phase: phase, code: code, missing: missing, remaining: remaining)
  }

  /// The rejection of an event that has no place in the present phase.
  func misplaced(_ event: EventKind) -> Rejection {
    let code: Rejection.Code =
      switch phase {
      case .idle: .nothingPrepared
      case .preparing: event == .prepare ? .alreadyPrepared : .notArmed
      case .armed: event.isBeforeStart ? .alreadyArmed : .notStarted
      case .walking: event.isAfterEnd ? .notEnded : .alreadyStarted
      case .ended: .alreadyEnded
      case .closed: .recordClosed
      case .abandoned: .walkAbandoned
      case .interrupted: .walkInterrupted
      }
    return rejection(event, code)
  }
}

extension EventKind {
  fileprivate var isBeforeStart: Bool {
    switch self {
    case .prepare, .answer, .gate, .waive, .arm: true
    default: false
    }
  }

  fileprivate var isAfterEnd: Bool {
    switch self {
    case .giveEndReason, .recovered, .close: true
    default: false
    }
  }
}
