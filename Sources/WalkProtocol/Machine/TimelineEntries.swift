public import Readings

/// One setting of a symptom mark. A mark taken back stays in the list with its reason.
public struct MarkEntry: Sendable, Hashable {
  /// The symptom.
  public var mark: Mark
  /// When it was marked: for a button, the press.
  public var at: MonotonicInstant
  /// Why it no longer counts; nil while it stands.
  public var undone: UndoReason?

  /// A mark.
  public init(mark: Mark, at: MonotonicInstant, undone: UndoReason? = nil) {
    self.mark = mark
    self.at = at
    self.undone = undone
  }
}

/// A rest within the walk.
public struct RestEntry: Sendable, Hashable {
  /// When the subject stopped.
  public var begin: MonotonicInstant
  /// When the subject walked on or the walk ended; nil while the rest runs.
  public var end: MonotonicInstant?

  /// A rest.
  public init(begin: MonotonicInstant, end: MonotonicInstant? = nil) {
    self.begin = begin
    self.end = end
  }
}

/// A stretch in which a channel told nothing.
public struct GapEntry: Sendable, Hashable {
  /// How a channel came back.
  public enum Resumption: String, Sendable, Hashable, CaseIterable {
    /// Its counter bridged the gap exactly.
    case exact
    /// It counts from a new origin.
    case newOrigin = "new-origin"
    /// It did not come back.
    case never
  }

  /// The channel.
  public var channel: Channel
  /// When it fell silent.
  public var begin: MonotonicInstant
  /// When it told again; nil when it did not.
  public var end: MonotonicInstant?
  /// How it came back.
  public var resumed: Resumption

  /// A gap.
  public init(
    channel: Channel, begin: MonotonicInstant, end: MonotonicInstant? = nil,
    resumed: Resumption = .never
  ) {
    self.channel = channel
    self.begin = begin
    self.end = end
    self.resumed = resumed
  }
}

/// An answer under its question's key.
public struct AnswerEntry: Sendable, Hashable {
  /// The question's id.
  public var question: String
  /// What was answered last.
  public var answer: Answer

  /// An answer.
  public init(question: String, answer: Answer) {
    self.question = question
    self.answer = answer
  }
}

/// A gate that staff went on without.
public struct Waiver: Sendable, Hashable {
  /// The gate.
  public var gate: Gate
  /// The coded reason.
  public var reason: String

  /// A waiver.
  public init(gate: Gate, reason: String) {
    self.gate = gate
    self.reason = reason
  }
}

/// END: when, why and by what.
public struct WalkEnd: Sendable, Hashable {
  /// The END instant.
  public var at: MonotonicInstant
  /// Why; nil while staff still owe it.
  public var reason: EndReason?
  /// What brought it about.
  public var by: EndCause

  /// An end.
  public init(at: MonotonicInstant, reason: EndReason?, by: EndCause) {
    self.at = at
    self.reason = reason
    self.by = by
  }
}

/// END as it first stood and as a press or command that really came first moved it.
public struct EndRevision: Sendable, Hashable {
  /// END before.
  public var from: WalkEnd
  /// END after.
  public var to: WalkEnd

  /// A revision.
  public init(from: WalkEnd, to: WalkEnd) {
    self.from = from
    self.to = to
  }
}
