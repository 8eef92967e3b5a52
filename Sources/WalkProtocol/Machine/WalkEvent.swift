public import Readings

/// An edge of a button or switch as the driver stamped it.
public struct ButtonEdge: Sendable, Hashable {
  /// The button's number in the session.
  public var button: Int
  /// True for a press, false for a release.
  public var isPress: Bool

  /// An edge.
  public init(button: Int, isPress: Bool) {
    self.button = button
    self.isPress = isPress
  }
}

/// Everything that the machine hears; the instant travels beside it.
public enum WalkEvent: Sendable, Hashable {
  /// A walk is prepared: trial number 1 and up, and the END of the trial before on the same
  /// monotonic clock (nil when there was none, or when it lies before the last boot).
  case prepare(trial: Int, previousEnd: MonotonicInstant?)
  /// A question is answered: one asked before while preparing, one asked after while ended.
  case answer(question: String, Answer)
  /// A gate was checked.
  case gate(Gate, GateResult)
  /// Staff go on without a gate, for the reason coded.
  case waive(Gate, reason: String)
  /// Staff arm the walk.
  case arm
  /// A button or switch moved.
  case edge(ButtonEdge)
  /// Staff start on the screen.
  case start
  /// Staff mark a symptom on the screen.
  case mark(Mark)
  /// Staff take a mark back.
  case undoMark(Mark, reason: UndoReason)
  /// The subject begins to rest.
  case restBegin
  /// The subject walks on.
  case restEnd
  /// Staff confirm that the stage with this number, 1 and up, is set.
  case stage(Int)
  /// Time has come this far.
  case tick
  /// A channel fell silent.
  case deviceLost(Channel)
  /// A channel tells again; `continuous` when its counter bridged the gap exactly.
  case deviceBack(Channel, continuous: Bool)
  /// The emergency stop was hit.
  case emergencyStop
  /// Staff end the walk on the screen.
  case end(EndReason)
  /// Staff say why a walk ended that ended without telling.
  case giveEndReason(EndReason)
  /// The subject's symptoms are back to where they were before the walk.
  case recovered
  /// Staff declare the walk complete.
  case close
  /// Staff give the walk up before START, for the reason coded.
  case abandon(reason: String)
  /// Power or process was lost; the instant is the last one proven by the journal.
  case interrupt

  /// Which event it is.
  public var kind: EventKind {
    switch self {
    case .prepare: .prepare
    case .answer: .answer
    case .gate: .gate
    case .waive: .waive
    case .arm: .arm
    case .edge: .edge
    case .start: .start
    case .mark: .mark
    case .undoMark: .undoMark
    case .restBegin: .restBegin
    case .restEnd: .restEnd
    case .stage: .stage
    case .tick: .tick
    case .deviceLost: .deviceLost
    case .deviceBack: .deviceBack
    case .emergencyStop: .emergencyStop
    case .end: .end
    case .giveEndReason: .giveEndReason
    case .recovered: .recovered
    case .close: .close
    case .abandon: .abandon
    case .interrupt: .interrupt
    }
  }
}

/// An event's name, stable in files.
public enum EventKind: String, Sendable, Hashable, CaseIterable {
  case prepare, answer, gate, waive, arm, edge, start, mark
  case undoMark = "undo-mark"
  case restBegin = "rest-begin"
  case restEnd = "rest-end"
  case stage, tick
  case deviceLost = "device-lost"
  case deviceBack = "device-back"
  case emergencyStop = "emergency-stop"
  case end
  case giveEndReason = "give-end-reason"
  case recovered, close, abandon, interrupt
}
