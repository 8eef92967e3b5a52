import StrictJSON
import WalkProtocol

extension ExportColumn {
  /// The column of a question; `question` gives its words and values where the protocol is known.
  static func answer(to id: String, asked question: Question?) -> ExportColumn {
    let (kind, unit, allowed) = form(of: question?.answer)
    return ExportColumn(
      "answer_" + id, kind, unit: unit, allowed: allowed,
      (question.map { "Answer to: \($0.text) " } ?? "Answer to the question \(id). ")
        + "Empty when it was not asked or not answered.",
      from: "walk.answers[question=\(id)].value"
    ) { version in
      let entry = version.record.walk?.answers.last { $0.question == id }
      return switch entry?.answer {
      case nil: .absent
      case .yesNo(let isYes): .yesNo(isYes)
      case .integer(let number): .integer(number)
      case .choice(let code): .text(code)
      }
    }
  }

  private static func form(of answer: AnswerKind?) -> (Kind, unit: String, allowed: String) {
    switch answer {
    case nil: (.text, "", "")
    case .yesNo: (.yesNo, "", "yes|no")
    case .integer(let range, let unit):
      (.integer, unit, "\(range.lowerBound) to \(range.upperBound)")
    case .choice(let codes): (.text, "", codes.joined(separator: "|"))
    }
  }
}
