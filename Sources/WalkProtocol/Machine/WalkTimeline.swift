public import Readings

/// The walk as it stands: what the record says of it and outcomes are derived from.
public struct WalkTimeline: Sendable, Hashable {
  /// The trial's number; nil while nothing is prepared.
  public var trial: Int?
  /// START, zero of every time; nil before it.
  public var start: MonotonicInstant?
  /// END; for a walk given up before START, that instant with ABANDONED_BEFORE_START.
  public var end: WalkEnd?
  /// Every setting of a mark in the order heard, those taken back included.
  public var marks: [MarkEntry]
  /// Rests, closed by END at the latest; a rest noted after END is left out.
  public var rests: [RestEntry]
  /// Silences of channels.
  public var gaps: [GapEntry]
  /// The answers that count, in the protocol's order.
  public var answers: [AnswerEntry]
  /// The gates waived at START.
  public var waivers: [Waiver]
  /// When the subject recovered.
  public var recovered: MonotonicInstant?
  /// How many events were rejected.
  public var rejected: Int
  /// How END moved.
  public var revisions: [EndRevision]

  /// An empty timeline; the machine is the usual maker.
  public init(
    trial: Int? = nil, start: MonotonicInstant? = nil, end: WalkEnd? = nil,
    marks: [MarkEntry] = [], rests: [RestEntry] = [], gaps: [GapEntry] = [],
    answers: [AnswerEntry] = [], waivers: [Waiver] = [], recovered: MonotonicInstant? = nil,
    rejected: Int = 0, revisions: [EndRevision] = []
  ) {
    self.trial = trial
    self.start = start
    self.end = end
    self.marks = marks
    self.rests = rests
    self.gaps = gaps
    self.answers = answers
    self.waivers = waivers
    self.recovered = recovered
    self.rejected = rejected
    self.revisions = revisions
  }

  /// The mark that stands, nil when there is none.
  public func standing(_ mark: Mark) -> MarkEntry? {
    marks.first { $0.mark == mark && $0.undone == nil }
  }
}

extension WalkMachine {
  /// The walk as it stands now.
  public var timeline: WalkTimeline {
    var timeline = WalkTimeline(rejected: rejectedCount)
    switch state {
    case .idle: break
    case .preparing(let preparation): timeline.take(preparation, [:], definition)
    case .armed(let armed): timeline.take(armed.preparation, [:], definition)
    case .abandoned(let abandoned):
      timeline.take(abandoned.preparation, [:], definition)
      timeline.end = WalkEnd(at: abandoned.at, reason: .abandonedBeforeStart, by: abandoned.by)
    case .walking(let walk):
      timeline.take(walk, nil)
      timeline.take(walk.preparation, [:], definition)
    case .ended(let ended), .interrupted(let ended): timeline.take(ended, definition)
    case .closed(let closed): timeline.take(closed.with(reason: closed.reason), definition)
    }
    return timeline
  }
}

extension WalkTimeline {
  fileprivate mutating func take(
    _ preparation: Preparation, _ after: [String: Answer], _ definition: ProtocolDefinition
  ) {
    trial = preparation.trial
    gaps = preparation.gaps
    answers =
      Self.entries(definition.questionsBefore, preparation.answers)
      + Self.entries(definition.questionsAfter, after)
    waivers = Gate.allCases.compactMap { gate in
      guard case .waived(let reason) = preparation.gates[gate] else { return nil }
      return Waiver(gate: gate, reason: reason)
    }
  }

  fileprivate mutating func take(_ walk: Walk, _ end: MonotonicInstant?) {
    start = walk.start
    marks = walk.marks
    rests = walk.rests.compactMap { rest in
      guard let end else { return rest }
      guard rest.begin < end else { return nil }
      return RestEntry(begin: rest.begin, end: min(rest.end ?? end, end))
    }
  }

  fileprivate mutating func take(_ ended: EndedWalk, _ definition: ProtocolDefinition) {
    take(ended.walk, ended.endAt)
    take(ended.walk.preparation, ended.answers, definition)
    end = ended.end
    recovered = ended.recovered
    revisions = ended.revisions
  }

  private static func entries(
    _ questions: [Question], _ answers: [String: Answer]
  ) -> [AnswerEntry] {
    questions.compactMap { question in
      answers[question.id].map { AnswerEntry(question: question.id, answer: $0) }
    }
  }
}
