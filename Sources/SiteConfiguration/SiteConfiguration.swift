public import StrictTOML

/// What a site can set of walktest: the content of `/etc/walktest/walktest.toml`.
///
/// An empty file and no file at all are good: every key has a standard value.
public struct SiteConfiguration: Hashable, Sendable {
  /// Where the file is.
  public static let path = "/etc/walktest/walktest.toml"

  /// A value and where it came from.
  public struct Setting: Hashable, Sendable {
    /// The value that holds.
    public let value: ConfigurationValue
    /// Where the file says so; nil for the standard value.
    public let place: TextPlace?
  }

  /// The file that was read; nil when there was none.
  public let file: String?
  private let said: [ConfigurationKey: Setting]

  /// The standard values.
  public init() {
    self.init(file: nil, said: [:])
  }

  init(file: String?, said: [ConfigurationKey: Setting]) {
    self.file = file
    self.said = said
  }

  /// What holds for `key`.
  public subscript(key: ConfigurationKey) -> Setting {
    said[key] ?? Setting(value: key.standard, place: nil)
  }

  /// The directory of records, journals, index and keys.
  public var storeDirectory: String { text(.storeDirectory) }
  /// Room that a walk must leave free on the store's disk, bytes.
  public var storeReserve: Int { number(.storeReserve) * 1_048_576 }
  /// The file that binds devices to roles; it need not be there.
  public var deviceBindings: String { text(.deviceBindings) }
  /// The file with the ANT+ network key; it need not be there.
  public var networkKey: String { text(.networkKey) }
  /// The directory of the site's walking protocols; it need not be there.
  public var protocolDirectory: String { text(.protocolDirectory) }
  /// The control socket.
  public var controlSocket: String { text(.controlSocket) }
  /// The group that may connect to the control socket.
  public var controlGroup: String { text(.controlGroup) }
  /// The socket of the clock witness; it need not be there.
  public var clockWitness: String { text(.clockWitness) }
  /// The longest gap after a crash over which a walk goes on: 1 to 120 s.
  public var longestGap: Duration { .seconds(number(.longestGap)) }
  /// The name under which systemd hands over the device's key.
  public var keyCredential: String { text(.keyCredential) }
  /// The device's key where systemd hands over none.
  public var keyFile: String { inStore(.keyFile) }
  /// The least urgent messages that are logged.
  public var logLevel: LogLevel { LogLevel(rawValue: text(.logLevel)) ?? .info }
  /// The embedded trial database that `walktest sync` delivers to.
  public var syncDatabase: String { inStore(.syncDatabase) }

  private func inStore(_ key: ConfigurationKey) -> String {
    let path = text(key)
    return path.hasPrefix("/") ? path : "\(storeDirectory)/\(path)"
  }

  private func text(_ key: ConfigurationKey) -> String {
    if case .text(let text) = self[key].value { text } else { "" }
  }

  private func number(_ key: ConfigurationKey) -> Int {
    if case .number(let number) = self[key].value { number } else { 0 }
  }
}
