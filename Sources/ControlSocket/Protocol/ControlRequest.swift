public import WalkProtocol

/// What a client asks of the daemon. Requests that say something to the walk bear the name of their
/// event.
public enum ControlRequest: Hashable, Sendable {
  /// The first request of every connection: the version spoken and the program's name.
  case hello(version: String, program: String)
  /// Where the walk stands.
  case status
  /// Opens a session.
  case prepare(WalkChoice)
  /// Answers a question.
  case answer(question: String, Answer)
  /// Goes on without a gate.
  case waive(Gate, reason: String)
  /// Arms the walk.
  case arm
  /// START.
  case start
  /// Marks a symptom.
  case mark(Mark)
  /// Takes a mark back; the reasons are those for staff.
  case undoMark(Mark, reason: UndoReason)
  /// The subject rests.
  case restBegin
  /// The subject walks on.
  case restEnd
  /// The stage with this number, 1 to 1 000, is set.
  case stage(Int)
  /// The emergency stop was hit.
  case emergencyStop
  /// END.
  case end(EndReason)
  /// Says why a walk ended that ended without telling.
  case giveEndReason(EndReason)
  /// The subject recovered.
  case recovered
  /// Declares the walk complete.
  case close
  /// Gives the walk up before START.
  case abandon(reason: String)
  /// How the devices stand.
  case devices
  /// Asks for events from now on.
  case subscribe
  /// Asks for no more events.
  case unsubscribe
  /// The journal's events after a sequence (nil: from the first), 1 to 200 of them at most.
  case journal(after: UInt32?, count: Int)

  /// A request's name on the wire.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case hello, status, prepare, answer, waive, arm, start, mark
    case undoMark = "undo-mark"
    case restBegin = "rest-begin"
    case restEnd = "rest-end"
    case stage
    case emergencyStop = "emergency-stop"
    case end
    case giveEndReason = "give-end-reason"
    case recovered, close, abandon, devices, subscribe, unsubscribe, journal

    /// The roles of which one is needed.
    public var roles: [ControlRole] {
      switch self {
      // Whoever sees the stop hit must be able to say so.
      case .hello, .status, .devices, .subscribe, .unsubscribe, .emergencyStop:
        ControlRole.allCases
      case .journal: [.technician, .coordinator]
      default: [.staff, .coordinator]
      }
    }
  }

  /// Which request it is.
  public var kind: Kind {
    switch self {
    case .hello: .hello
    case .status: .status
    case .prepare: .prepare
    case .answer: .answer
    case .waive: .waive
    case .arm: .arm
    case .start: .start
    case .mark: .mark
    case .undoMark: .undoMark
    case .restBegin: .restBegin
    case .restEnd: .restEnd
    case .stage: .stage
    case .emergencyStop: .emergencyStop
    case .end: .end
    case .giveEndReason: .giveEndReason
    case .recovered: .recovered
    case .close: .close
    case .abandon: .abandon
    case .devices: .devices
    case .subscribe: .subscribe
    case .unsubscribe: .unsubscribe
    case .journal: .journal
    }
  }

  /// What the request says to the walk machine; nil for those that say nothing to it, and for
  /// `prepare`, which needs to know the walk before.
  public var walkEvent: WalkEvent? {
    switch self {
    case .answer(let question, let answer): .answer(question: question, answer)
    case .waive(let gate, let reason): .waive(gate, reason: reason)
    case .arm: .arm
    case .start: .start
    case .mark(let mark): .mark(mark)
    case .undoMark(let mark, let reason): .undoMark(mark, reason: reason)
    case .restBegin: .restBegin
    case .restEnd: .restEnd
    case .stage(let number): .stage(number)
    case .emergencyStop: .emergencyStop
    case .end(let reason): .end(reason)
    case .giveEndReason(let reason): .giveEndReason(reason)
    case .recovered: .recovered
    case .close: .close
    case .abandon(let reason): .abandon(reason: reason)
    case .hello, .status, .prepare, .devices, .subscribe, .unsubscribe, .journal: nil
    }
  }
}

/// Who is to walk, and by which protocol. Codes only.
public struct WalkChoice: Hashable, Sendable {
  /// The id of a protocol that the daemon knows.
  public var protocolID: String
  /// The subject's code.
  public var subject: String
  /// The visit's code.
  public var visit: String
  /// Which walk of the visit, 1 to 1 000.
  public var trial: Int
  /// The code of the person who runs the test.
  public var operatorCode: String

  /// A choice.
  public init(
    protocolID: String, subject: String, visit: String, trial: Int, operatorCode: String
  ) {
    self.protocolID = protocolID
    self.subject = subject
    self.visit = visit
    self.trial = trial
    self.operatorCode = operatorCode
  }
}
