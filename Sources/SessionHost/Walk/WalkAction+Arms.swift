package import WalkProtocol

extension WalkAction {
  /// True for the entry into the armed phase.
  package var arms: Bool {
    if case .entered(.armed, _) = self { true } else { false }
  }
}
