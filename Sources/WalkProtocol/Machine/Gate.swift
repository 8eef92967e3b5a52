public import Readings

/// A condition that must hold before a walk is armed.
public enum Gate: Sendable, Hashable {
  /// Subject and visit are chosen.
  case subject
  /// The protocol file is valid and its hash known.
  case `protocol`
  /// The record can be written durably.
  case storage
  /// The monotonic clock runs and wall time is known.
  case clock
  /// A button answers.
  case button
  /// A channel delivers and its calibration is in force.
  case channel(Channel)

  /// True when staff may go on without it, with a reason: the walk degrades to a screen and a timer.
  public var isWaivable: Bool {
    switch self {
    case .subject, .protocol, .storage, .clock: false
    case .button, .channel: true
    }
  }

  /// The gates that a protocol's walk must pass, in the order in which staff see them.
  public static func required(by definition: ProtocolDefinition) -> [Gate] {
    let channels = definition.channels.filter(\.isRequired).map { Gate.channel($0.channel) }
    return [.subject, .protocol, .storage, .clock, .button] + channels
  }
}

extension Gate: RawRepresentable, CaseIterable {
  /// Every gate.
  public static var allCases: [Gate] {
    [.subject, .protocol, .storage, .clock, .button] + Channel.allCases.map(Gate.channel)
  }

  /// The stable name in files, such as `clock` or `channel-speed`.
  public var rawValue: String {
    switch self {
    case .subject: "subject"
    case .protocol: "protocol"
    case .storage: "storage"
    case .clock: "clock"
    case .button: "button"
    case .channel(let channel): "channel-" + channel.rawValue
    }
  }

  /// The gate called `rawValue`, nil when there is none.
  public init?(rawValue: String) {
    guard let gate = Gate.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = gate
  }
}

/// What the check of a gate found.
public enum GateResult: Sendable, Hashable {
  /// The condition holds.
  case passed
  /// It does not; the code says why (lower-case letters, digits and hyphens, at most 64).
  case failed(String)
}

/// The form of every reason code that comes from outside: codes, never free text, because free
/// text is where names leak.
enum ReasonCode {
  /// True for 1 to 64 lower-case letters, digits and hyphens.
  static func isValid(_ code: String) -> Bool {
    let bytes = code.utf8
    return (1...64).contains(bytes.count)
      && bytes.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
      }
  }
}
