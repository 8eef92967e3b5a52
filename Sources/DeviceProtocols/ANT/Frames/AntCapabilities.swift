/// What a stick can do (message 54; facts section 1.4). Sticks send 4, 6, 7 or 8 bytes; a byte that
/// was not sent is nil.
public struct AntCapabilities: Hashable, Sendable {
  private let message: AntMessage

  /// The view of `message`, or nil when it is no capabilities message of at least four bytes.
  public init?(_ message: AntMessage) {
    guard message.id == .capabilities, message.count >= 4 else { return nil }
    self.message = message
  }

  /// How many channels it has.
  public var channels: UInt8 { message[0] }
  /// How many networks it has.
  public var networks: UInt8 { message[1] }
  /// Standard options; the bits say "no": 0 receive channels, 1 transmit channels, 2 receive
  /// messages, 3 transmit messages, 4 acknowledged, 5 burst.
  public var standardOptions: UInt8 { message[2] }
  /// Advanced options: 1 network, 3 serial number, 4 channel power, 5 low priority search,
  /// 6 script, 7 search list.
  public var advancedOptions: UInt8 { message[3] }
  /// Advanced options 2: 0 LED, 1 extended messages, 2 scan mode, 4 proximity, 5 extended
  /// assignment, 6 ANT-FS, 7 FIT1.
  public var advancedOptions2: UInt8? { message.count > 4 ? message[4] : nil }
  /// How many SensRcore channels it has.
  public var sensorChannels: UInt8? { message.count > 5 ? message[5] : nil }
  /// Advanced options 3.
  public var advancedOptions3: UInt8? { message.count > 6 ? message[6] : nil }
  /// Advanced options 4.
  public var advancedOptions4: UInt8? { message.count > 7 ? message[7] : nil }

  /// Whether it answers a request for its serial number.
  public var hasSerialNumber: Bool { advancedOptions & 0x08 != 0 }
  /// Whether it can add extended data to what it receives.
  public var hasExtendedMessages: Bool { (advancedOptions2 ?? 0) & 0x02 != 0 }
  /// Whether it can listen to every transmitter at once with their ids.
  public var canScan: Bool { (advancedOptions2 ?? 0) & 0x06 == 0x06 }

  /// The message, unchanged.
  public var encoded: AntMessage { message }
}
