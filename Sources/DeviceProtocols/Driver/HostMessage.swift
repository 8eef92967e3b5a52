/// Bytes that the host may send to a device: requests for status, and the set-up of a radio channel.
///
/// A transport writes nothing else, and only the codecs of this module can make one, each from its
/// own closed list of requests: no bytes that start, stop, speed up or incline a belt can be sent,
/// because there is no way to spell them.
public struct HostMessage: Hashable, Sendable {
  /// The bytes for the wire.
  public let bytes: [UInt8]
  /// The bytes as they may be logged and recorded: a network key in them is blanked.
  public let shown: [UInt8]

  init(_ bytes: [UInt8], shown: [UInt8]? = nil) {
    self.bytes = bytes
    self.shown = shown ?? bytes
  }

  /// What a stick may be sent: set-up and tear-down of channels, and on the air nothing but the
  /// request for a page (page 70). Nil for everything else.
  init?(_ message: AntMessage) {
    guard Self.antSetUp.contains(message.id) || Self.isPageRequest(message) else { return nil }
    // Type 00 receives. The types of a master would make the stick a transmitter.
    guard message.id != .assignChannel || message[1] == 0 else { return nil }
    self.init(message.encoded, shown: message.redactingNetworkKey.encoded)
  }

  /// The commands of channel set-up and tear-down; none of them reaches a device on the air.
  static let antSetUp: Set<AntMessageID> = [
    .unassignChannel, .assignChannel, .channelPeriod, .searchTimeout, .radioFrequency, .networkKey,
    .resetSystem, .openChannel, .closeChannel, .requestMessage, .channelID,
    .lowPrioritySearchTimeout, .enableExtended, .libraryConfiguration,
  ]

  private static func isPageRequest(_ message: AntMessage) -> Bool {
    message.id == .acknowledgedData && message.count == 9 && message[1] == 0x46 && message[8] == 1
  }
}
