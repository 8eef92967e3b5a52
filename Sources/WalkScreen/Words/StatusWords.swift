public import ControlSocket
import DeviceProtocols
public import Readings
import SessionCapture
public import WalkProtocol

extension Mark {
  /// The time's short name.
  public var shortName: String { self == .firstSymptoms ? "TFS" : "TSS" }

  /// What was marked, in words.
  public var words: String { self == .firstSymptoms ? "first symptoms" : "severe symptoms" }
}

extension WalkStatus {
  /// The span since START, up to END; nil before START.
  public var elapsed: Microseconds? { start.map { (end ?? now) - $0 } }

  /// The mark that stands; nil when there is none.
  public func standing(_ mark: Mark) -> MarkEntry? {
    marks.last { $0.mark == mark && $0.undone == nil }
  }

  /// A mark that stands as `TFS 02:34.512 (first symptoms)`; nil when there is none.
  public func words(of mark: Mark) -> String? {
    guard let entry = standing(mark), let start else { return nil }
    return "\(mark.shortName) \(SpanText.thousandths(entry.at - start)) (\(mark.words))"
  }

  /// Questions that must be answered before the walk can go on.
  public var requiredQuestions: [Question] { questions.filter(\.isRequired) }

  /// True when the walk has ended without a reason.
  public var isReasonMissing: Bool { phase == .ended && endReason == nil }

  /// What is true now, in one line.
  public var headline: String {
    switch phase {
    case .idle: "ready: no walk is open"
    case .preparing: "preparing \(subject)" + needs
    case .armed: "armed: \(subject); START comes next"
    case .walking:
      "walking since \(SpanText.tenths(elapsed ?? .zero))" + (isResting ? ", resting now" : "")
    case .ended:
      "ended at \(SpanText.thousandths(elapsed ?? .zero))"
        + (endReason.map { " (\($0.rawValue))" } ?? "") + needs
    case .closed: "closed: nothing can change any more"
    case .abandoned: "abandoned before START"
    case .interrupted: "interrupted: power or the program was lost in the walk"
    }
  }

  /// Who walks; empty when no session is open.
  public var subject: String {
    guard let choice = walk?.choice else { return "" }
    return "\(choice.subject), visit \(choice.visit), trial \(choice.trial) (\(choice.protocolID))"
      .plain
  }

  private var needs: String {
    var needs: [String] = []
    if !missing.isEmpty {
      needs.append("missing: " + missing.map(\.rawValue).joined(separator: ", "))
    }
    if isReasonMissing { needs.append("the reason is to be given") }
    if !requiredQuestions.isEmpty {
      needs.append(
        requiredQuestions.count == 1 ? "1 question" : "\(requiredQuestions.count) questions")
    }
    return needs.isEmpty ? "" : "; " + needs.joined(separator: "; ")
  }
}

extension Gate {
  /// The gate as people call it.
  public var words: String {
    if case .channel(let channel) = self { channel.rawValue } else { rawValue }
  }
}

extension AnswerKind {
  /// What may be answered, as a person is told.
  public var words: String {
    switch self {
    case .yesNo: "yes or no"
    case .integer(let range, let unit):
      "\(range.lowerBound) to \(range.upperBound)" + (unit.isEmpty ? "" : " \(unit.plain)")
    case .choice(let codes): codes.joined(separator: ", ").plain
    }
  }

  /// The answer that a typed word means; nil when it is not allowed.
  public func answer(saying word: String) -> Answer? {
    let answer: Answer? =
      switch self {
      case .yesNo:
        switch word.lowercased() {
        case "y", "yes", "true": .yesNo(true)
        case "n", "no", "false": .yesNo(false)
        default: nil
        }
      case .integer: Int64(word).map(Answer.integer)
      case .choice: .choice(word)
      }
    return answer.flatMap { allows($0) ? $0 : nil }
  }
}

extension DeviceLine {
  /// The device and where it stands, for one line.
  public var words: String {
    [role.rawValue, state.rawValue, driver?.rawValue, model.isEmpty ? nil : model, advice]
      .compactMap { $0 }.joined(separator: "  ").plain
  }

  /// True when somebody must look at it.
  public var isTrouble: Bool {
    switch state {
    case .stalled, .lost, .failed: true
    case .searching, .opening, .streaming: false
    }
  }
}
