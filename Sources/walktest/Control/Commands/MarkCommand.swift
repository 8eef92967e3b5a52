import ArgumentParser
import ControlSocket
import WalkProtocol
import WalkScreen

/// `walktest mark`: a symptom begins now.
struct MarkCommand: WalkSaying {
  static let configuration = CommandConfiguration(
    commandName: "mark", abstract: "Mark a symptom in the walk of walktestd.",
    discussion: """
      EXAMPLES
        walktest mark first
        walktest mark severe
      """)
  @Argument(help: "first or severe.") var symptom: SymptomWord
  @OptionGroup var person: PersonOption
  @OptionGroup var socket: SocketOption
  @OptionGroup var output: OutputOption

  func request() -> ControlRequest { .mark(symptom.mark) }

  func truth(_ status: WalkStatus) -> String {
    let ending = status.phase == .ended ? "; " + status.headline : ""
    return (status.words(of: symptom.mark) ?? status.headline) + ending
  }
}

/// `walktest undo`: a mark is taken back.
struct UndoCommand: WalkSaying {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "Take a mark of the walk of walktestd back.",
    discussion: """
      The mark stays in the record, with the reason. The reasons: \(reasons).

      EXAMPLES
        walktest undo first pressed-by-mistake
        walktest undo severe subject-corrected
      """)
  @Argument(help: "first or severe.") var symptom: SymptomWord
  @Argument(help: "Why.") var reason: String
  @OptionGroup var person: PersonOption
  @OptionGroup var socket: SocketOption
  @OptionGroup var output: OutputOption

  private static var staffReasons: [UndoReason] { UndoReason.allCases.filter(\.isForStaff) }
  private static var reasons: String {
    staffReasons.map(\.rawValue).joined(separator: ", ")
  }

  private var undoReason: UndoReason? { Self.staffReasons.first { $0.rawValue == reason } }

  func validate() throws {
    guard undoReason != nil else { throw ValidationError("The reason is one of: \(Self.reasons).") }
  }

  func request() throws -> ControlRequest {
    .undoMark(symptom.mark, reason: undoReason ?? .pressedByMistake)
  }

  func truth(_ status: WalkStatus) -> String {
    status.words(of: symptom.mark)
      ?? "\(symptom.mark.shortName) is taken back (\(reason)); \(status.headline)"
  }
}

extension SymptomWord {
  /// The mark that is meant.
  var mark: Mark { self == .first ? .firstSymptoms : .severeSymptoms }
}
