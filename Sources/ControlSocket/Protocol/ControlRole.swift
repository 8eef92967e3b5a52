/// What a person may do at the control socket; each role is a group of the system.
public enum ControlRole: String, Sendable, Hashable, CaseIterable {
  /// Runs walks.
  case staff
  /// Looks after devices.
  case technician
  /// Answers for the site's data.
  case coordinator

  /// The group whose members have the role.
  public var groupName: String { "walktest-" + rawValue }
}
