import ControlSocket
import Readings
import WalkProtocol

extension WalkScreen {
  /// The phase, the time since START and what remains to the cap.
  func clockLines(_ width: Int, isBig: Bool, at now: MonotonicInstant) -> [ScreenLine] {
    let isOld = !isHeard(at: now)
    let phase = ScreenLine(phaseWord, isOld ? .faint : phaseTone)
    guard let elapsed = elapsed(at: now) else { return [ScreenLine(" ") + phase + hint] }
    let tone: Tone = isOld ? .faint : .strong
    let remaining = self.remaining(elapsed)
    let beside = remaining.map { ScreenLine($0, isOld ? .faint : .plain) } ?? hint
    guard isBig else {
      let time = ScreenLine("  \(SpanText.seconds(elapsed))   ", tone)
      return [ScreenLine(" ") + phase + time + beside]
    }
    let besides = [ScreenLine(), phase, ScreenLine(), beside, ScreenLine()]
    let digits = BigDigits.lines(SpanText.seconds(elapsed))
    return zip(digits, besides).map { digits, beside in
      ScreenLine("   " + digits, tone) + ScreenLine("     ") + beside
    }
  }

  private func remaining(_ elapsed: Microseconds) -> String? {
    guard status?.phase == .walking, let cap = definition?.cap else { return nil }
    // Cut upwards, so that elapsed and remaining add up on the screen.
    let left = max(.zero, cap - elapsed) + Microseconds(999_999)
    return "\(SpanText.seconds(left)) remain of \(SpanText.seconds(cap))"
  }

  private var phaseWord: String {
    guard let status else { return "WAITING FOR THE DAEMON" }
    switch status.phase {
    case .idle: return "READY"
    case .preparing: return "PREPARING"
    case .armed: return "ARMED"
    case .walking: return status.isResting ? "RESTING" : "WALKING"
    case .ended: return "ENDED"
    case .closed: return "CLOSED"
    case .abandoned: return "ABANDONED"
    case .interrupted: return "INTERRUPTED"
    }
  }

  private var phaseTone: Tone {
    switch status?.phase {
    case .walking: status?.isResting ?? false ? .warning : .good
    case .armed: .good
    case .interrupted: .alarm
    case .none: .warning
    default: .strong
    }
  }

  /// What the phase asks for, beside it.
  private var hint: ScreenLine {
    guard let status else { return ScreenLine() }
    switch status.phase {
    case .idle: return ScreenLine("   open a walk with: walktest prepare SUBJECT VISIT …")
    case .preparing, .armed:
      if !status.missing.isEmpty {
        return ScreenLine("   missing: \(list(status.missing))", .warning)
      }
      if !status.waived.isEmpty { return ScreenLine("   without \(list(status.waived))", .warning) }
      return ScreenLine(status.phase == .armed ? "   everything is ready" : "")
    case .ended: return ScreenLine(status.endReason?.rawValue ?? "no reason yet", .strong)
    case .walking, .closed, .abandoned, .interrupted: return ScreenLine()
    }
  }

  private func list(_ gates: [Gate]) -> String { gates.map(\.words).joined(separator: ", ") }
}
