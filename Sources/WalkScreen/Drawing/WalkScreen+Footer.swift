import ControlSocket
import Readings
import WalkProtocol

extension WalkScreen {
  /// How long a sentence to the person at the keys is shown.
  private static let longestNotice = Microseconds.seconds(20)

  /// What is being asked or chosen, and what the daemon last refused.
  func askingLines(_ width: Int, at now: MonotonicInstant) -> [ScreenLine] {
    var lines: [ScreenLine] = []
    if let notice, now - notice.at < Self.longestNotice {
      let tone: Tone = notice.isTrouble ? .warning : .strong
      lines += Self.wrapped(" ! " + notice.text, width).map { ScreenLine($0, tone) }
    }
    if let waiting = asked.first { lines.append(ScreenLine(" … \(waiting)", .faint)) }
    guard isHeard(at: now) else { return lines }
    if dialog != .none {
      lines += dialogLines(width)
    } else if let question {
      lines += questionLines(question, width)
    }
    return lines
  }

  private func questionLines(_ question: Question, _ width: Int) -> [ScreenLine] {
    let text = Self.wrapped(" ? " + question.text.plain, width).map { ScreenLine($0, .strong) }
    let skip = question.isRequired ? "" : "    Tab leaves it out"
    switch question.answer {
    case .yesNo: return text + [ScreenLine("   [y] yes   [n] no" + skip)]
    case .integer:
      return text + [
        ScreenLine("   \(question.answer.words), then Enter: ") + ScreenLine(typed + "_", .strong)
          + ScreenLine(skip)
      ]
    case .choice(let codes):
      let entry =
        codes.count < 10
        ? [] : [ScreenLine("   number, then Enter: ") + ScreenLine(typed + "_", .strong)]
      return text + Self.numbered(codes, width) + entry
        + (skip.isEmpty ? [] : [ScreenLine(skip)])
    }
  }

  private func dialogLines(_ width: Int) -> [ScreenLine] {
    let title: String
    switch dialog {
    case .none: return []
    case .confirm(let what):
      return [ScreenLine(" ? \(what.question)", .strong), ScreenLine("   [y] yes   [n] no")]
    case .endReason:
      title = status?.phase == .ended ? "Why did the walk end?" : "End the walk. Why?"
    case .undoMark: title = "Take which mark back?"
    case .undoReason(let mark): title = "Why is \(mark.shortName) taken back?"
    case .abandonReason: title = "Give the walk up. Why?"
    case .waiverReason:
      title = "Go on without \((status?.missing ?? []).map(\.words).joined(separator: ", "))? Why?"
    }
    return [ScreenLine(" ? \(title)", .strong) + ScreenLine("   Esc goes back", .faint)]
      + Self.numbered(dialogChoices, width)
  }

  /// Choices with the digits that choose them, as many a line as fit.
  private static func numbered(_ choices: [String], _ width: Int) -> [ScreenLine] {
    var lines: [ScreenLine] = []
    var line = ScreenLine("  ")
    for (index, choice) in choices.enumerated() {
      let next = ScreenLine(" [\(index + 1)] \(choice) ")
      if line.width + next.width > width, line.width > 2 {
        lines.append(line)
        line = ScreenLine("  ")
      }
      line = line + next
    }
    return lines + [line]
  }

  /// The text in lines of at most `width` columns, three at most.
  private static func wrapped(_ text: String, _ width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      let isFull = ScreenLine(line + " " + word).width > width - 1
      if isFull, !line.isEmpty {
        lines.append(line)
        line = "  "
      }
      line += " " + word
    }
    return Array((lines + [line]).prefix(3))
  }

  /// The keys: the space bar with what it does, then the others.
  func keyLines(_ width: Int, at now: MonotonicInstant) -> [ScreenLine] {
    guard isHeard(at: now) else {
      let advice = ScreenLine(" Keys note nothing now; go on with a stop-watch. ", .warning)
      return (status?.phase == .walking ? [advice] : []) + [ScreenLine(" [q] leave", .faint)]
    }
    let leave = ScreenLine(dialog == .none ? " [q] leave" : " [Esc] back", .faint)
    guard dialog == .none else { return [leave] }
    let main = mainOffer
    var lines: [ScreenLine] = []
    if let main {
      lines.append(
        ScreenLine(" ") + ScreenLine(" SPACE: \(main.label) ", .button)
          + ScreenLine("  or [\(main.key)]", .faint))
    }
    var line = ScreenLine()
    for offer in offers where offer != main {
      let next = ScreenLine(" [\(offer.key)] \(offer.label) ")
      if line.width > 0, line.width + next.width > width {
        lines.append(line)
        line = ScreenLine()
      }
      line = line + next
    }
    if line.width + leave.width > width {
      lines.append(line)
      line = ScreenLine()
    }
    return lines + [line + leave]
  }
}
