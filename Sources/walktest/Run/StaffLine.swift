import WalkProtocol

/// A line that staff type while a session runs.
enum StaffLine: Equatable {
  /// Something for the walk machine.
  case event(WalkEvent)
  /// An answer to the question that is asked.
  case answer(String)
  /// Staff want to know what they can type.
  case help
  /// The line means nothing; the sentence says what would.
  case unknown(String)

  /// What can be typed, in the order of a test.
  static let words = """
      s  start              f  first symptoms      v  severe symptoms
      r  rest begins        w  walks on            e REASON  end
      reason REASON         why a walk ended that ended without telling
      undo first|severe REASON                     recovered     close     abandon REASON
    """

  /// Reads a line.
  init(_ line: String, ends reasons: [EndReason]) {
    let words = line.split(separator: " ").map(String.init)
    switch (words.first?.lowercased(), words.dropFirst().first) {
    case ("s", nil), ("start", nil): self = .event(.start)
    case ("f", nil), ("first", nil): self = .event(.mark(.firstSymptoms))
    case ("v", nil), ("severe", nil): self = .event(.mark(.severeSymptoms))
    case ("r", nil), ("rest", nil): self = .event(.restBegin)
    case ("w", nil), ("walk", nil): self = .event(.restEnd)
    case ("estop", nil): self = .event(.emergencyStop)
    case ("recovered", nil): self = .event(.recovered)
    case ("close", nil): self = .event(.close)
    case ("abandon", let reason?): self = .event(.abandon(reason: reason))
    case ("e", let word), ("end", let word): self = Self.reason(word, reasons, WalkEvent.end)
    case ("reason", let word): self = Self.reason(word, reasons, WalkEvent.giveEndReason)
    case ("undo", let mark?): self = Self.undo(mark, words.dropFirst(2).first)
    case ("help", nil), ("?", nil): self = .help
    default: self = .answer(line)
    }
  }

  private static func reason(
    _ word: String?, _ reasons: [EndReason], _ event: (EndReason) -> WalkEvent
  ) -> StaffLine {
    guard let word, let reason = reasons.first(where: { $0.rawValue == word.uppercased() }) else {
      return .unknown("Say why: " + reasons.map(\.rawValue).joined(separator: ", ") + ".")
    }
    return .event(event(reason))
  }

  private static func undo(_ word: String, _ reason: String?) -> StaffLine {
    let marks = ["first": Mark.firstSymptoms, "severe": .severeSymptoms]
    let reasons = UndoReason.allCases.filter(\.isForStaff)
    guard let mark = marks[word], let code = reason.flatMap(UndoReason.init(rawValue:)),
      reasons.contains(code)
    else {
      return .unknown(
        "Type undo, first or severe, and why: "
          + reasons.map(\.rawValue).joined(separator: ", ") + ".")
    }
    return .event(.undoMark(mark, reason: code))
  }
}
