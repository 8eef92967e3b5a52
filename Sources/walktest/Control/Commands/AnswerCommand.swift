import ArgumentParser
import ControlSocket
import Glibc
import SessionHost
import StrictJSON
import WalkProtocol
import WalkScreen

/// `walktest answer`: answers to the open questions.
struct AnswerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "answer", abstract: "Answer what walktestd's walk asks.",
    discussion: """
      Without a question, asks all that are open, one after the other; an empty line leaves out one \
      that need not be answered.

      EXAMPLES
        walktest answer
        walktest answer practice-walk yes
        walktest answer pain-leg-nrs-before 3
      """)
  @Argument(help: "The question's id.") var question: String?
  @Argument(help: "The answer.") var value: String?
  @OptionGroup var person: PersonOption
  @OptionGroup var socket: SocketOption
  @OptionGroup var output: OutputOption

  func validate() throws {
    guard question == nil || value != nil else {
      throw ValidationError("Give the answer too, or neither to be asked.")
    }
  }

  func run() async throws {
    try await answering {
      var talk = try DaemonTalk(socket, program: "answer")
      if let question, let value {
        try Self.answer(question, value, &talk, by: person.code)
      } else {
        var desk = QuestionDesk(isQuiet: output.json)
        try desk.askAll(&talk, by: person.code)
      }
      let status = try talk.status()
      if output.json { return Console.say(["status": status.json]) }
      let open = status.questions.count
      Console.say(
        "\(question.map { "answered \($0.plain)" } ?? "answered"); "
          + (open == 0 ? "no question is open" : "\(open) open"))
    }
  }

  private static func answer(
    _ id: String, _ word: String, _ talk: inout DaemonTalk, by person: String?
  ) throws {
    let status = try talk.status()
    guard let question = status.questions.first(where: { $0.id == id }) else {
      // Answered before or unknown: whether it may be answered again, the daemon knows.
      try talk.say(.answer(question: id, Answer(guessing: word)), by: person)
      return
    }
    guard let answer = question.answer.answer(saying: word) else {
      throw Complaint("\(question.id.plain) is answered with \(question.answer.words).", .usage)
    }
    try talk.say(.answer(question: id, answer), by: person)
  }
}

/// Asks the questions of a walk at the keyboard.
struct QuestionDesk {
  var isQuiet: Bool
  private var leftOut: Set<String> = []

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  /// Asks every open question; those that are asked for meanwhile too.
  ///
  /// - Throws: `Complaint` when the input ends before a required question is answered.
  mutating func askAll(_ talk: inout DaemonTalk, by person: String?) throws {
    while let question = try talk.status().questions.first(where: { !leftOut.contains($0.id) }) {
      Console.complain("? \(question.text.plain) (\(question.answer.words))")
      guard let word = readLine()?.split(separator: " ").joined(separator: " ") else {
        throw Complaint(
          "The input ended before \(question.id.plain) was answered; "
            + "give it with walktest answer \(question.id.plain) VALUE.", .notNow)
      }
      if let answer = question.answer.answer(saying: word) {
        try talk.say(.answer(question: question.id, answer), by: person)
      } else if word.isEmpty, !question.isRequired {
        leftOut.insert(question.id)
      }
    }
  }
}

extension Answer {
  /// The answer that a word looks like when its question is not known.
  init(guessing word: String) {
    switch word.lowercased() {
    case "yes", "y", "true": self = .yesNo(true)
    case "no", "n", "false": self = .yesNo(false)
    default: self = Int64(word).map(Answer.integer) ?? .choice(word)
    }
  }
}
