import WalkProtocol

/// What the keys mean besides their usual meaning.
enum Dialog: Hashable, Sendable {
  /// Nothing is being chosen.
  case none
  /// Whether to do this is asked once more.
  case confirm(Confirmation)
  /// Why the walk ends, or ended, is being chosen.
  case endReason
  /// Which mark is to be taken back.
  case undoMark
  /// Why the mark is to be taken back.
  case undoReason(Mark)
  /// Why the walk is given up.
  case abandonReason
  /// Why the walk goes on without what is missing.
  case waiverReason
}

/// Something that cannot be taken back.
enum Confirmation: Hashable, Sendable {
  case close, emergencyStop

  /// What is asked.
  var question: String {
    switch self {
    case .close: "Close the walk? Nothing can be changed then."
    case .emergencyStop: "Note that the emergency stop was hit? The walk ends."
    }
  }
}

/// Reasons to choose from with one hand; others are given with `walktest abandon` and
/// `walktest waive`.
enum UsualReasons {
  static let waiving = [
    "not-available-today", "device-failed", "subject-declined", "waived-by-staff",
  ]
  static let abandoning = [
    "patient-unwell", "patient-declined", "equipment-failure", "wrong-subject-or-visit",
    "given-up-by-staff",
  ]
}
