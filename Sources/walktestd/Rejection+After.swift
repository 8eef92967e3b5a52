import WalkProtocol

extension Rejection {
  /// Of a command that came when the session was over.
  init(after phase: WalkPhase, _ event: EventKind) {
    let code: Code =
      switch phase {
      case .abandoned: .walkAbandoned
      case .interrupted: .walkInterrupted
      default: .recordClosed
      }
    self.init(event: event, phase: phase, code: code)
  }
}
