/// A key of the configuration file, named by its section and its name in it.
///
/// This list is the whole file: what is read, what is allowed, what holds when a key is not there.
public enum ConfigurationKey: String, Hashable, Sendable, CaseIterable {
  /// The directory of records, journals, index and keys.
  case storeDirectory = "store.directory"
  /// Room that a walk must leave free on the store's disk, MiB.
  case storeReserve = "store.reserve"
  /// The file that binds devices to roles.
  case deviceBindings = "devices.bindings"
  /// The file with the ANT+ network key.
  case networkKey = "devices.network-key"
  /// The directory of the site's walking protocols, beside those that are built in.
  case protocolDirectory = "protocols.directory"
  /// The control socket.
  case controlSocket = "control.socket"
  /// The group that may connect to the control socket.
  case controlGroup = "control.group"
  /// The socket of the clock witness.
  case clockWitness = "clock.witness"
  /// The longest gap after a crash over which a walk goes on, s.
  case longestGap = "walk.longest-gap"
  /// The name under which systemd hands over the device's key.
  case keyCredential = "keys.credential"
  /// The device's key where systemd hands over none.
  case keyFile = "keys.file"
  /// The least urgent messages that are logged.
  case logLevel = "log.level"
  /// The embedded trial database that `walktest sync` delivers to.
  case syncDatabase = "sync.database"

  /// The section that the key is in.
  public var section: String { String(rawValue.prefix { $0 != "." }) }

  /// The key's name in its section.
  public var name: String { String(rawValue.drop { $0 != "." }.dropFirst()) }

  /// What holds when the file does not have the key.
  public var standard: ConfigurationValue {
    switch self {
    case .storeDirectory: .text("/var/lib/walktest")
    case .storeReserve: .number(512)
    case .deviceBindings: .text("/etc/walktest/devices.toml")
    case .networkKey: .text("/etc/walktest/ant-network-key")
    case .protocolDirectory: .text("/usr/share/walktest/protocols")
    case .controlSocket: .text("/run/walktest/control.sock")
    case .controlGroup: .text("walktest")
    case .clockWitness: .text("/run/walktest-clock/witness.sock")
    case .longestGap: .number(30)
    case .keyCredential: .text("walktest.device-key")
    case .keyFile: .text("keys/device.jwk")
    case .logLevel: .text(LogLevel.info.rawValue)
    case .syncDatabase: .text("trial/trial.sqlite")
    }
  }

  var rule: ConfigurationRule {
    switch self {
    case .storeDirectory, .deviceBindings, .networkKey, .protocolDirectory: .path
    case .storeReserve: .number(64...1_048_576, unit: "MiB")
    case .controlSocket, .clockWitness: .socketPath
    case .controlGroup: .group
    case .longestGap: .number(1...120, unit: "seconds")
    case .keyCredential: .credential
    case .keyFile, .syncDatabase: .pathInStore
    case .logLevel: .choice(LogLevel.allCases.map(\.rawValue))
    }
  }

  /// The sections of the file, in the order of the keys.
  static let sections = allCases.reduce(into: [String]()) { sections, key in
    if sections.last != key.section { sections.append(key.section) }
  }

  /// The keys of one section.
  static func keys(in section: String) -> [ConfigurationKey] {
    allCases.filter { $0.section == section }
  }
}

/// The value of a key.
public enum ConfigurationValue: Hashable, Sendable, CustomStringConvertible {
  /// A text.
  case text(String)
  /// A whole number, in the key's unit.
  case number(Int)

  /// The value as TOML spells it.
  public var description: String {
    switch self {
    // No rule lets a text through that needs an escape.
    case .text(let text): "\"\(text)\""
    case .number(let number): "\(number)"
    }
  }
}

/// How urgent a message is that is logged; the least urgent last.
public enum LogLevel: String, Hashable, Sendable, CaseIterable {
  /// Something failed that staff must mend.
  case error
  /// Something is not as it should be; walks go on.
  case warning
  /// What a person did, and what began and ended.
  case notice
  /// The course of things.
  case info
  /// What a developer asks for.
  case debug

  /// The number that syslog and journald have for it (RFC 5424, section 6.2.1): 3 to 7.
  public var priority: Int {
    switch self {
    case .error: 3
    case .warning: 4
    case .notice: 5
    case .info: 6
    case .debug: 7
    }
  }
}
