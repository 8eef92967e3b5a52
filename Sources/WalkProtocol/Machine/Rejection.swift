public import Readings

/// Why an event changed nothing. It is shown to staff, journaled and counted; nothing ever traps
/// while a person is walking.
public struct Rejection: Error, Sendable, Hashable {
  /// The event that was refused.
  public var event: EventKind
  /// Where the walk stood at the event's instant.
  public var phase: WalkPhase
  /// Why.
  public var code: Code
  /// What is missing, such as `gate:clock`, `question:handrail` or `end-reason`.
  public var missing: [String]
  /// How long the rest between trials still lasts; nil for every other code.
  public var remaining: Microseconds?

  /// A rejection.
  public init(
    event: EventKind, phase: WalkPhase, code: Code, missing: [String] = [],
    remaining: Microseconds? = nil
  ) {
    self.event = event
    self.phase = phase
    self.code = code
    self.missing = missing
    self.remaining = remaining
  }

  /// The closed list of reasons; raw values are stable.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    case nothingPrepared = "nothing-prepared"
    case alreadyPrepared = "already-prepared"
    case notArmed = "not-armed"
    case alreadyArmed = "already-armed"
    case notStarted = "not-started"
    case alreadyStarted = "already-started"
    case notEnded = "not-ended"
    case alreadyEnded = "already-ended"
    case recordClosed = "record-closed"
    case walkAbandoned = "walk-abandoned"
    case walkInterrupted = "walk-interrupted"
    case outOfOrder = "out-of-order"
    case trialNotInProtocol = "trial-not-in-protocol"
    case gateNotInProtocol = "gate-not-in-protocol"
    case gateNotWaivable = "gate-not-waivable"
    case gateAlreadyPassed = "gate-already-passed"
    case gatesNotPassed = "gates-not-passed"
    case questionUnknown = "question-unknown"
    case answerNotAllowed = "answer-not-allowed"
    case answersMissing = "answers-missing"
    case reasonCodeMalformed = "reason-code-malformed"
    case restNotElapsed = "rest-not-elapsed"
    case bounce
    case buttonNotBound = "button-not-bound"
    case markNotInProtocol = "mark-not-in-protocol"
    case markAlreadySet = "mark-already-set"
    case markNotSet = "mark-not-set"
    case undoReasonNotForStaff = "undo-reason-not-for-staff"
    case restsNotAllowed = "rests-not-allowed"
    case alreadyResting = "already-resting"
    case notResting = "not-resting"
    case stageNotInProtocol = "stage-not-in-protocol"
    case stageAlreadyConfirmed = "stage-already-confirmed"
    case gapAlreadyOpen = "gap-already-open"
    case noGapOpen = "no-gap-open"
    case endReasonNotForStaff = "end-reason-not-for-staff"
    case endReasonNotInProtocol = "end-reason-not-in-protocol"
    case endReasonAlreadyGiven = "end-reason-already-given"
    case endReasonMissing = "end-reason-missing"
    case alreadyRecovered = "already-recovered"
  }
}

extension Rejection.Code {
  /// What staff should do, in one plain sentence.
  public var advice: String {
    switch self {
    case .nothingPrepared: "Choose subject, visit and protocol first."
    case .alreadyPrepared: "This walk is being prepared already; go on or abandon it."
    case .notArmed: "Finish the checks and arm the walk first."
    case .alreadyArmed: "The walk is armed; start it, or abandon it to change what came before."
    case .notStarted: "The walk has not started; press start first."
    case .alreadyStarted: "The walk is running; this belongs before the start."
    case .notEnded: "The walk is still running; end it first."
    case .alreadyEnded: "The walk has ended; only its reason and answers can still be given."
    case .recordClosed: "The record is closed; make a correction with a reason instead."
    case .walkAbandoned: "This walk was abandoned; prepare a new one."
    case .walkInterrupted: "This walk was interrupted and is on record; prepare a new one."
    case .outOfOrder: "The event is stamped before what it follows; check the device's clock."
    case .trialNotInProtocol: "The protocol has no trial with this number; choose another."
    case .gateNotInProtocol: "The protocol does not ask for this check; nothing needs doing."
    case .gateNotWaivable: "This check cannot be waived; put right what it names."
    case .gateAlreadyPassed: "This check has passed; it needs no waiver."
    case .gatesNotPassed: "Put right the checks named, or waive those that may be waived."
    case .questionUnknown: "This question is not asked here; answer one of those shown."
    case .answerNotAllowed: "Choose one of the answers that the question allows."
    case .answersMissing: "Answer the questions named first."
    case .reasonCodeMalformed: "Choose a reason from the list."
    case .restNotElapsed: "Let the subject rest until the time shown has passed."
    case .bounce: "The button chattered; nothing needs doing unless it happens often."
    case .buttonNotBound: "This button has no meaning in the protocol; use the bound one."
    case .markNotInProtocol: "The protocol does not take this mark; nothing needs doing."
    case .markAlreadySet: "This symptom is marked already; undo it first to mark it again."
    case .markNotSet: "This symptom is not marked; there is nothing to undo."
    case .undoReasonNotForStaff: "Choose an undo reason from the list."
    case .restsNotAllowed: "The protocol allows no rest; end the walk if the subject must stop."
    case .alreadyResting: "A rest is running; end it first."
    case .notResting: "No rest is running."
    case .stageNotInProtocol: "The protocol has no stage with this number; choose another."
    case .stageAlreadyConfirmed: "This stage is confirmed already."
    case .gapAlreadyOpen: "The channel is known to be silent; check the device."
    case .noGapOpen: "The channel was not silent; nothing needs doing."
    case .endReasonNotForStaff: "Only the machine gives this end reason; choose another."
    case .endReasonNotInProtocol: "The protocol does not list this end reason; choose another."
    case .endReasonAlreadyGiven: "The end reason is known; correct the record after closing."
    case .endReasonMissing: "Say why the walk ended before closing."
    case .alreadyRecovered: "Recovery is noted already."
    }
  }
}
