/// Where a walk stands. Legal ways: idle → preparing → armed → walking → ended → closed, with
/// `abandoned` from preparing or armed and `interrupted` from walking or ended.
public enum WalkPhase: String, Sendable, Hashable, CaseIterable {
  /// Nothing is prepared.
  case idle
  /// Gates are being checked and the questions before the walk answered.
  case preparing
  /// Everything is ready; the next press or the start command is START.
  case armed
  /// The clock runs.
  case walking
  /// END has come; the reason or answers may still be missing.
  case ended
  /// Complete; nothing can change any more.
  case closed
  /// Given up before START.
  case abandoned
  /// Power or process was lost after START.
  case interrupted
}

/// What brought END about.
public enum EndCause: String, Sendable, Hashable, CaseIterable {
  /// A press, a hold or the stop switch.
  case button
  /// The protocol's longest walk.
  case cap
  /// Staff, on the screen.
  case `operator`
  /// The emergency stop.
  case emergencyStop = "emergency-stop"
  /// Power or process was lost.
  case interruption
}

/// Why a mark no longer counts. The mark stays in the list; only its standing is withdrawn.
public enum UndoReason: String, Sendable, Hashable, CaseIterable {
  /// Staff pressed by mistake.
  case pressedByMistake = "pressed-by-mistake"
  /// Staff marked the wrong symptom.
  case wrongSymptom = "wrong-symptom"
  /// The subject took the word back.
  case subjectCorrected = "subject-corrected"
  /// The press that set the mark was held and so meant END (set by the machine only).
  case becameHold = "became-hold"
  /// END was found to lie before the mark (set by the machine only).
  case afterEnd = "after-end"
  /// The mark came from an end reason that staff then changed (set by the machine only).
  case endReasonChanged = "end-reason-changed"

  /// True for the reasons that staff may give.
  public var isForStaff: Bool {
    switch self {
    case .pressedByMistake, .wrongSymptom, .subjectCorrected: true
    case .becameHold, .afterEnd, .endReasonChanged: false
    }
  }
}
