import ControlSocket
public import Readings
import SessionCapture
import WalkProtocol

extension WalkScreen {
  /// A key that acts is deaf to itself for so long, longer than terminals wait before they repeat a
  /// key that is held down: START must not become the first symptoms.
  static let repetition = Microseconds.milliseconds(750)

  /// Takes a key in.
  ///
  /// - Returns: what follows outside of the view.
  public mutating func press(_ stroke: KeyStroke, at now: MonotonicInstant) -> [ScreenStep] {
    switch stroke {
    case .interrupt: return [.leave]
    case .redraw: return [.redraw]
    default: break
    }
    if dialog != .none, isHeard(at: now) { return pressInDialog(stroke, at: now) }
    if let step = answer(stroke, at: now) { return [step] }
    guard case .character(let character) = stroke else { return [] }
    if character == "q" { return [.leave] }
    guard !isRepeated(stroke, at: now) else { return [] }
    return act(character == " " ? mainKey : character, at: now).map { [$0] } ?? []
  }

  mutating func isRepeated(_ stroke: KeyStroke, at now: MonotonicInstant) -> Bool {
    defer { lastKey = (stroke, now) }
    guard let lastKey else { return false }
    return lastKey.stroke == stroke && now - lastKey.at < Self.repetition
  }

  // MARK: Acting

  private mutating func act(_ key: Character?, at now: MonotonicInstant) -> ScreenStep? {
    guard let key, let offer = offers.first(where: { $0.key == String(key) }) else { return nil }
    guard isHeard(at: now) else {
      notice = Notice(
        text: "\(offer.label) is not noted: there is no word from the daemon.", isTrouble: true,
        at: now)
      return nil
    }
    switch key {
    case "g": return ask(.arm, offer.label)
    case "s": return ask(.start, offer.label)
    case "f": return ask(.mark(.firstSymptoms), offer.label)
    case "v": return ask(.mark(.severeSymptoms), offer.label)
    case "r": return ask(.restBegin, offer.label)
    case "w": return ask(.restEnd, offer.label)
    case "o": return ask(.recovered, offer.label)
    default: return open(key)
    }
  }

  private mutating func open(_ key: Character) -> ScreenStep? {
    typed = ""
    switch key {
    case "e": dialog = .endReason
    case "u": dialog = .undoMark
    case "a": dialog = .abandonReason
    case "m": dialog = .waiverReason
    case "c": dialog = .confirm(.close)
    case "x": dialog = .confirm(.emergencyStop)
    default: break
    }
    return nil
  }

  private mutating func ask(_ request: ControlRequest, _ label: String) -> ScreenStep {
    asked.append(label)
    notice = nil
    return .ask(request, label: label)
  }

  // MARK: Dialogs

  private mutating func pressInDialog(
    _ stroke: KeyStroke, at now: MonotonicInstant
  ) -> [ScreenStep] {
    if stroke == .escape || stroke == .character("q") {
      dialog = .none
      return []
    }
    // The key that opened the dialog, still held down, chooses nothing.
    guard !isRepeated(stroke, at: now) else { return [] }
    if case .confirm(let asked) = dialog { return confirm(asked, stroke).map { [$0] } ?? [] }
    guard case .character(let character) = stroke, let number = character.wholeNumberValue,
      number > 0, number <= dialogChoices.count
    else { return [] }
    return choose(number - 1)
  }

  private mutating func confirm(_ what: Confirmation, _ stroke: KeyStroke) -> ScreenStep? {
    guard stroke == .character("y") else {
      if stroke == .character("n") { dialog = .none }
      return nil
    }
    dialog = .none
    switch what {
    case .close: return ask(.close, "CLOSE")
    case .emergencyStop: return ask(.emergencyStop, "EMERGENCY STOP")
    }
  }

  /// What can be chosen by its number.
  var dialogChoices: [String] {
    switch dialog {
    case .none, .confirm: []
    case .endReason: endReasons.map(\.rawValue)
    case .undoMark: standingMarks.map { "\($0.shortName) \($0.words)" }
    case .undoReason: staffUndoReasons.map(\.rawValue)
    case .abandonReason: UsualReasons.abandoning
    case .waiverReason: UsualReasons.waiving
    }
  }

  private mutating func choose(_ index: Int) -> [ScreenStep] {
    let chosen = dialog
    dialog = .none
    switch chosen {
    case .none, .confirm: return []
    case .endReason:
      let reason = endReasons[index]
      return status?.phase == .ended
        ? [ask(.giveEndReason(reason), "REASON \(reason.rawValue)")]
        : [ask(.end(reason), "END \(reason.rawValue)")]
    case .undoMark:
      dialog = .undoReason(standingMarks[index])
      return []
    case .undoReason(let mark):
      return [ask(.undoMark(mark, reason: staffUndoReasons[index]), "UNDO \(mark.shortName)")]
    case .abandonReason:
      return [ask(.abandon(reason: UsualReasons.abandoning[index]), "ABANDON")]
    case .waiverReason:
      return (status?.missing ?? []).filter(\.isWaivable).map { gate in
        ask(.waive(gate, reason: UsualReasons.waiving[index]), "WITHOUT \(gate.words)")
      }
    }
  }

  private var standingMarks: [Mark] { Mark.allCases.filter { status?.standing($0) != nil } }
  private var staffUndoReasons: [UndoReason] { UndoReason.allCases.filter(\.isForStaff) }
}
