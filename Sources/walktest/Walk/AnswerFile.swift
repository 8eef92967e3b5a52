import SessionHost
import StrictJSON
import WalkProtocol
import WalkScreen

/// Answers given beforehand in a file: one JSON object, question id to value.
struct AnswerFile {
  private let path: String
  private let values: [(question: String, answer: Answer)]

  /// Reads a file; which questions there are is not known yet.
  ///
  /// - Throws: `Complaint` naming the file and what is wrong.
  init(_ path: String) throws {
    self.path = path
    let bytes = try FileBytes.read(path)
    guard let object = try? StrictJSON.parse(bytes).object else {
      throw Complaint(
        "\(path) is not one JSON object of answers, such as {\"practice-walk\": true}.", .data)
    }
    values = try object.members.map { member in
      switch member.value {
      case .bool(let yes): return (member.key, .yesNo(yes))
      case .integer(let number): return (member.key, .integer(number))
      case .string(let code): return (member.key, .choice(code))
      default:
        throw Complaint(
          "\(path): \(member.key.plain) is neither true or false nor a number nor a code.", .data)
      }
    }
  }

  /// All answers by the ids of their questions, each of which `definition` asks and allows.
  ///
  /// - Throws: `Complaint` naming the file, the question and what is allowed.
  func answers(to definition: ProtocolDefinition) throws -> [String: Answer] {
    let questions = definition.questionsBefore + definition.questionsAfter
    var answers: [String: Answer] = [:]
    for value in values {
      guard let question = questions.first(where: { $0.id == value.question }) else {
        throw Complaint(
          "\(path): \(value.question.plain) is no question of \(definition.id); it asks: "
            + questions.map(\.id).joined(separator: ", ") + ".", .data)
      }
      answers[question.id] = try answer(to: question)
    }
    return answers
  }

  /// The answer to a question; nil when the file has none. Answers to questions that nobody asks are
  /// left alone.
  ///
  /// - Throws: `Complaint` when the question does not allow it.
  func answer(to question: Question) throws -> Answer? {
    guard let answer = values.first(where: { $0.question == question.id })?.answer else {
      return nil
    }
    guard question.answer.allows(answer) else {
      throw Complaint(
        "\(path): \(question.id.plain) is answered with \(question.answer.words).", .data)
    }
    return answer
  }
}
