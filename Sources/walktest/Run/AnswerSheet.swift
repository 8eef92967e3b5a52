import Foundation
import SessionHost
import StrictJSON
import WalkProtocol

/// Answers given beforehand in a file: one JSON object, question id to value.
struct AnswerSheet {
  private var answers: [String: Answer] = [:]

  /// A sheet without answers.
  init() {}

  /// Reads a file and checks each answer against the questions of `definition`.
  ///
  /// - Throws: `Complaint` naming the file, the question and what is allowed.
  init(file path: String, for definition: ProtocolDefinition) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Complaint("The answers \(path) cannot be read; check the path.", .noInput)
    }
    guard let object = try? StrictJSON.parse([UInt8](data)).object else {
      throw Complaint(
        "\(path) is not one JSON object of answers, such as {\"practice-walk\": true}.", .data)
    }
    let questions = definition.questionsBefore + definition.questionsAfter
    for member in object.members {
      guard let question = questions.first(where: { $0.id == member.key }) else {
        throw Complaint(
          "\(path): \(member.key) is no question of \(definition.id); it asks: "
            + questions.map(\.id).joined(separator: ", ") + ".", .data)
      }
      guard let answer = Self.answer(member.value), question.answer.allows(answer) else {
        throw Complaint(
          "\(path): \(member.key) may be answered with \(question.answer.choices).", .data)
      }
      answers[member.key] = answer
    }
  }

  /// The answer to a question; nil when the sheet has none.
  subscript(question: Question) -> Answer? { answers[question.id] }

  private static func answer(_ value: JSONValue) -> Answer? {
    switch value {
    case .bool(let yes): .yesNo(yes)
    case .integer(let number): .integer(number)
    case .string(let code): .choice(code)
    default: nil
    }
  }
}

extension AnswerKind {
  /// What may be answered, as a person is told.
  var choices: String {
    switch self {
    case .yesNo: "yes or no"
    case .integer(let range, let unit):
      "\(range.lowerBound) to \(range.upperBound)" + (unit.isEmpty ? "" : " \(unit)")
    case .choice(let codes): codes.joined(separator: ", ")
    }
  }

  /// The answer that a typed word means; nil when it is not allowed.
  func answer(typed word: String) -> Answer? {
    let answer: Answer? =
      switch self {
      case .yesNo:
        switch word.lowercased() {
        case "y", "yes": .yesNo(true)
        case "n", "no": .yesNo(false)
        default: nil
        }
      case .integer: Int64(word).map(Answer.integer)
      case .choice: .choice(word)
      }
    return answer.flatMap { allows($0) ? $0 : nil }
  }
}
