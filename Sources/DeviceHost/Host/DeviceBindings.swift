public import DeviceProtocols

/// Which device serves which role: the content of `/etc/walktest/devices.toml`.
public struct DeviceBindings: Hashable, Sendable {
  /// Where the file is.
  public static let path = "/etc/walktest/devices.toml"

  /// What is said of each role; a role that is not named takes the only device of its kind.
  public var roles: [DeviceRole: DeviceBinding]

  /// Bindings.
  public init(_ roles: [DeviceRole: DeviceBinding] = [:]) { self.roles = roles }

  /// What is said of `role`.
  public subscript(role: DeviceRole) -> DeviceBinding? {
    get { roles[role] }
    set { roles[role] = newValue }
  }
}

/// What is wrong with the file of bindings.
public struct BindingsFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// A stable name of the fault.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// It is not TOML.
    case notTOML = "bindings-not-toml"
    /// A role, key or value that is not allowed.
    case notAllowed = "bindings-not-allowed"
    /// A key that must be there.
    case missing = "bindings-missing"
    /// It cannot be read or written.
    case file = "bindings-file"
  }

  /// Which fault.
  public var code: Code
  /// One sentence for staff that names the file, the line and what is allowed.
  public var description: String

  /// A fault and its sentence.
  public init(_ code: Code, _ sentence: String) {
    self.code = code
    description = sentence
  }
}
