/// How walktest hears a LifeSpan base. Configuration says which: the wiring cannot be heard.
public enum LifespanMode: String, Hashable, Sendable, CaseIterable {
  /// In the console's place: walktest asks. Such a base can be watched and not started.
  case asking
  /// Beside the console, on both lines joined: the console asks and walktest only listens.
  case listening

  /// The mode that a variant names; asking when none is named.
  public init?(variant: String) {
    guard let mode = variant.isEmpty ? .asking : Self(rawValue: variant) else { return nil }
    self = mode
  }

  /// The name for staff.
  public var name: String {
    switch self {
    case .asking: "in place of the console"
    case .listening: "beside the console"
    }
  }

  /// The mode as the driver table lists it.
  public var deviceVariant: DeviceVariant { DeviceVariant(id: rawValue, name: name, line: nil) }
}
