import ControlSocket
import Readings
import WalkProtocol

extension WalkScreen {
  /// The longest answer that is typed.
  private static let longestAnswer = 32

  /// Takes a key as part of the answer to the question that is asked; nil when it is none.
  mutating func answer(_ stroke: KeyStroke, at now: MonotonicInstant) -> ScreenStep? {
    guard isHeard(at: now), let question, !asked.contains(Self.label(question)) else { return nil }
    switch (question.answer, stroke) {
    case (_, .tab) where !question.isRequired:
      skipped.insert(question.id)
      typed = ""
      return nil
    case (_, .escape):
      typed = ""
      return nil
    case (.yesNo, .character(let key)) where key == "y" || key == "n":
      // The key that answered the question before, still held down, answers nothing.
      return isRepeated(stroke, at: now) ? nil : say(.yesNo(key == "y"), to: question)
    case (.choice(let codes), .character(let key)) where codes.count < 10:
      guard let number = key.wholeNumberValue, number > 0, number <= codes.count,
        !isRepeated(stroke, at: now)
      else { return nil }
      return say(.choice(codes[number - 1]), to: question)
    case (.integer, _), (.choice, _): return type(stroke, for: question, at: now)
    default: return nil
    }
  }

  private mutating func type(
    _ stroke: KeyStroke, for question: Question, at now: MonotonicInstant
  ) -> ScreenStep? {
    switch stroke {
    case .backspace: typed = String(typed.dropLast())
    case .character(let key) where key.isNumber || (key == "-" && typed.isEmpty):
      if typed.count < Self.longestAnswer { typed.append(key) }
    case .enter where !typed.isEmpty:
      defer { typed = "" }
      if let answer = typedAnswer(to: question) { return say(answer, to: question) }
      notice = Notice(
        text: "\(typed) is not allowed; \(question.answer.words).", isTrouble: true, at: now)
    default: break
    }
    return nil
  }

  /// Long lists of codes are chosen from by number.
  private func typedAnswer(to question: Question) -> Answer? {
    guard case .choice(let codes) = question.answer else {
      return question.answer.answer(saying: typed)
    }
    guard let number = Int(typed), number > 0, number <= codes.count else { return nil }
    return .choice(codes[number - 1])
  }

  private mutating func say(_ answer: Answer, to question: Question) -> ScreenStep {
    typed = ""
    notice = nil
    asked.append(Self.label(question))
    return .ask(.answer(question: question.id, answer), label: Self.label(question))
  }

  static func label(_ question: Question) -> String { "answer \(question.id)".plain }
}
