import ControlSocket
import WalkProtocol

extension WalkScreen {
  /// The keys that do something to the walk now, the usual next one first.
  var offers: [KeyOffer] {
    guard let status else { return [] }
    switch status.phase {
    case .idle, .closed, .abandoned, .interrupted: return []
    case .preparing:
      return before(
        KeyOffer(key: "g", label: "ARM"), status, isReady: status.requiredQuestions.isEmpty)
    // A sensor that is lost after arming keeps the walk from starting.
    case .armed: return before(KeyOffer(key: "s", label: "START"), status, isReady: true)
    case .walking: return walking(status)
    case .ended: return ended(status)
    }
  }

  /// The keys before START: the next step when nothing is missing, else the way around what is.
  private func before(_ step: KeyOffer, _ status: WalkStatus, isReady: Bool) -> [KeyOffer] {
    let isWaivable = !status.missing.isEmpty && status.missing.allSatisfy(\.isWaivable)
    return (isReady && status.missing.isEmpty ? [step] : [])
      + (isWaivable ? [KeyOffer(key: "m", label: "go on without what is missing")] : [])
      + [KeyOffer(key: "a", label: "abandon")]
  }

  private func walking(_ status: WalkStatus) -> [KeyOffer] {
    var offers: [KeyOffer] = []
    if status.isResting { offers.append(KeyOffer(key: "w", label: "WALKS ON")) }
    if takes(.firstSymptoms), status.standing(.firstSymptoms) == nil {
      offers.append(KeyOffer(key: "f", label: "FIRST SYMPTOMS"))
    }
    if takes(.severeSymptoms), status.standing(.severeSymptoms) == nil {
      offers.append(KeyOffer(key: "v", label: "SEVERE SYMPTOMS"))
    }
    offers.append(KeyOffer(key: "e", label: "END"))
    if !status.isResting, definition.map({ $0.rests != .notAllowed }) ?? true {
      offers.append(KeyOffer(key: "r", label: "rests"))
    }
    if Mark.allCases.contains(where: { status.standing($0) != nil }) {
      offers.append(KeyOffer(key: "u", label: "undo"))
    }
    return offers + [KeyOffer(key: "x", label: "emergency stop")]
  }

  private func ended(_ status: WalkStatus) -> [KeyOffer] {
    var offers: [KeyOffer] = []
    if status.isReasonMissing {
      offers.append(KeyOffer(key: "e", label: "SAY WHY IT ENDED"))
    } else if status.requiredQuestions.isEmpty {
      offers.append(KeyOffer(key: "c", label: "CLOSE"))
    }
    return offers + [KeyOffer(key: "o", label: "recovered")]
  }

  /// Whether the protocol takes the mark; a protocol that this program does not know may.
  private func takes(_ mark: Mark) -> Bool { definition?.marks.contains(mark) ?? true }

  /// The key that the space bar stands for: the first in capitals, which is what usually comes next.
  var mainOffer: KeyOffer? { offers.first { $0.label == $0.label.uppercased() } }

  var mainKey: Character? { mainOffer?.key.first }
}
