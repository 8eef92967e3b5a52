import Readings

/// The machine's state; each case carries exactly the data that is legal there.
enum WalkState: Sendable, Hashable {
  /// Nothing is prepared.
  case idle
  /// Gates and questions before the walk.
  case preparing(Preparation)
  /// Ready; nothing but START is missing.
  case armed(ArmedWalk)
  /// Between START and END.
  case walking(Walk)
  /// END is known; its reason may be owed.
  case ended(EndedWalk)
  /// END and its reason are known, every required answer is given.
  case closed(ClosedWalk)
  /// Given up before START.
  case abandoned(AbandonedWalk)
  /// Lost after START; END is known, its reason may never be.
  case interrupted(EndedWalk)

  var phase: WalkPhase {
    switch self {
    case .idle: .idle
    case .preparing: .preparing
    case .armed: .armed
    case .walking: .walking
    case .ended: .ended
    case .closed: .closed
    case .abandoned: .abandoned
    case .interrupted: .interrupted
    }
  }
}

/// How a gate stands.
enum GateStanding: Sendable, Hashable {
  case passed
  case failed(String)
  case waived(String)
}

/// What is known of a walk before START.
struct Preparation: Sendable, Hashable {
  var trial: Int
  var previousEnd: MonotonicInstant?
  var since: MonotonicInstant
  var gates: [Gate: GateStanding] = [:]
  var answers: [String: Answer] = [:]
  /// Kept from preparing on, so that a channel silent across START is known to be.
  var gaps: [GapEntry] = []
}

/// A prepared walk waiting for START.
struct ArmedWalk: Sendable, Hashable {
  var preparation: Preparation
  var since: MonotonicInstant
}

/// A walk given up before START.
struct AbandonedWalk: Sendable, Hashable {
  var preparation: Preparation
  var at: MonotonicInstant
  var by: EndCause
}

/// A press that counted, kept until it is known whether it becomes a hold.
struct CountedPress: Sendable, Hashable {
  var button: Int
  var at: MonotonicInstant
  /// The mark it set; nil when it ended the walk without one.
  var mark: Mark?
}

/// A walk from START on.
struct Walk: Sendable, Hashable {
  var preparation: Preparation
  var start: MonotonicInstant
  /// The latest instant that an accepted event proves.
  var latest: MonotonicInstant
  var marks: [MarkEntry] = []
  /// As they were noted; END is applied when they are read.
  var rests: [RestEntry] = []
  var confirmedStage: Int?
  var promptsShown = 0
  var press: CountedPress?

  init(preparation: Preparation, start: MonotonicInstant) {
    self.preparation = preparation
    self.start = start
    self.latest = start
  }

  /// The mark that stands, nil when there is none.
  func standing(_ mark: Mark) -> MarkEntry? {
    marks.first { $0.mark == mark && $0.undone == nil }
  }

  var isResting: Bool { rests.last.map { $0.end == nil } ?? false }

  /// Withdraws the marks that match; returns them as they now are.
  mutating func withdraw(_ reason: UndoReason, where matches: (MarkEntry) -> Bool) -> [MarkEntry] {
    var withdrawn: [MarkEntry] = []
    for index in marks.indices where marks[index].undone == nil && matches(marks[index]) {
      marks[index].undone = reason
      withdrawn.append(marks[index])
    }
    return withdrawn
  }
}

/// A walk with its END. `Reason` is optional while staff may still owe it.
struct FinishedWalk<Reason: Sendable & Hashable>: Sendable, Hashable {
  var walk: Walk
  var endAt: MonotonicInstant
  var reason: Reason
  var by: EndCause
  /// True when the end itself did not tell its reason, so that staff give (and may change) it.
  var isReasonFromStaff: Bool
  var answers: [String: Answer] = [:]
  var recovered: MonotonicInstant?
  var revisions: [EndRevision] = []
}

typealias EndedWalk = FinishedWalk<EndReason?>
typealias ClosedWalk = FinishedWalk<EndReason>

extension FinishedWalk {
  /// The same walk with its reason seen as another type.
  func with<Other>(reason: Other) -> FinishedWalk<Other> {
    FinishedWalk<Other>(
      walk: walk, endAt: endAt, reason: reason, by: by, isReasonFromStaff: isReasonFromStaff,
      answers: answers, recovered: recovered, revisions: revisions)
  }
}

extension FinishedWalk<EndReason?> {
  var end: WalkEnd { WalkEnd(at: endAt, reason: reason, by: by) }
}
