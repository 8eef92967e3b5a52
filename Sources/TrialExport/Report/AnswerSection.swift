import WalkProtocol

/// The answers of the case report form.
enum AnswerSection {
  static func markup(_ input: ReportInput) -> Markup {
    let answers = input.version.record.walk?.answers ?? []
    guard !answers.isEmpty else {
      return "<section><h2>Answers</h2><p>No question was answered.</p></section>\n"
    }
    let rows = answers.map { entry -> Markup in
      let question = input.questions.first { $0.id == entry.question }
      let words = question?.text ?? entry.question
      return """
        <tr><td>\(words) <small class="code">\(entry.question)</small></td>\
        <td>\(text(entry.answer, question?.answer))</td></tr>
        """
    }
    return """
      <section><h2>Answers</h2><table><thead><tr><th>Question</th><th>Answer</th></tr></thead>\
      <tbody>\(.joined(rows))</tbody></table></section>

      """
  }

  private static func text(_ answer: Answer, _ kind: AnswerKind?) -> String {
    switch answer {
    case .yesNo(let isYes): return isYes ? "Yes" : "No"
    case .choice(let code): return code
    case .integer(let number):
      guard case .integer(_, let unit) = kind, !unit.isEmpty else { return String(number) }
      return "\(number) \(unit)"
    }
  }
}
