public import Readings

/// What an event brought about, to be journaled and shown. `at` is the effective instant: for END
/// by cap it is START + cap whatever the event's own instant was, for a hold it is the press.
public enum WalkAction: Sendable, Hashable {
  /// The walk entered a phase.
  case entered(WalkPhase, at: MonotonicInstant)
  /// A gate's check was noted.
  case gateChecked(Gate, GateResult, at: MonotonicInstant)
  /// Staff went on without a gate.
  case waived(Gate, reason: String, at: MonotonicInstant)
  /// A question was answered.
  case answered(question: String, Answer, at: MonotonicInstant)
  /// A symptom was marked.
  case marked(Mark, at: MonotonicInstant)
  /// The mark set at `markedAt` no longer counts.
  case markUndone(Mark, reason: UndoReason, markedAt: MonotonicInstant, at: MonotonicInstant)
  /// A rest began.
  case restBegan(at: MonotonicInstant)
  /// A rest ended.
  case restEnded(at: MonotonicInstant)
  /// Staff confirmed a stage.
  case stage(Int, at: MonotonicInstant)
  /// Words are due.
  case prompt(Prompt, at: MonotonicInstant)
  /// A channel fell silent.
  case gapBegan(Channel, at: MonotonicInstant)
  /// A channel tells again.
  case gapEnded(Channel, continuous: Bool, at: MonotonicInstant)
  /// END.
  case ended(EndReason?, by: EndCause, at: MonotonicInstant)
  /// END moved earlier, or lost its reason because a press became a hold; `at` is the new END.
  case endRevised(from: WalkEnd, to: WalkEnd, at: MonotonicInstant)
  /// Staff said why the walk ended.
  case endReasonGiven(EndReason, at: MonotonicInstant)
  /// The subject recovered.
  case recovered(at: MonotonicInstant)
  /// The event changed nothing.
  case rejected(Rejection, at: MonotonicInstant)

  /// The rejection, when this is one.
  public var rejection: Rejection? {
    if case .rejected(let rejection, _) = self { rejection } else { nil }
  }
}
