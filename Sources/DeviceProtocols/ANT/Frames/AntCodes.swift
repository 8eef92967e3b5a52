/// The code with which a stick answers a command (ANT Message Protocol and Usage, "Channel response
/// / event"). A code without a name here is kept.
public struct AntResponseCode: RawRepresentable, Hashable, Sendable {
  /// The byte on the wire.
  public let rawValue: UInt8

  /// The code with the byte `rawValue`.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Done.
  public static let noError = AntResponseCode(rawValue: 0x00)
  /// The channel is in a state in which the command is not allowed.
  public static let wrongState = AntResponseCode(rawValue: 0x15)
  /// The channel is not open.
  public static let notOpened = AntResponseCode(rawValue: 0x16)
  /// The channel has no id.
  public static let idNotSet = AntResponseCode(rawValue: 0x18)
  /// All channels must be closed first.
  public static let closeAllChannels = AntResponseCode(rawValue: 0x19)
  /// An acknowledged or burst transfer is under way.
  public static let transferInProgress = AntResponseCode(rawValue: 0x1F)
  /// A burst packet is out of sequence.
  public static let sequenceError = AntResponseCode(rawValue: 0x20)
  /// A burst failed.
  public static let transferInError = AntResponseCode(rawValue: 0x21)
  /// The message is longer than allowed.
  public static let sizeExceeded = AntResponseCode(rawValue: 0x27)
  /// The stick does not know the message, or its length is wrong.
  public static let invalidMessage = AntResponseCode(rawValue: 0x28)
  /// The network number does not exist.
  public static let invalidNetwork = AntResponseCode(rawValue: 0x29)
  /// The id list entry does not exist.
  public static let invalidList = AntResponseCode(rawValue: 0x30)
  /// A scanning stick cannot transmit.
  public static let scanCannotTransmit = AntResponseCode(rawValue: 0x31)
  /// A value is out of range.
  public static let invalidParameter = AntResponseCode(rawValue: 0x33)
  /// The stick lost bytes on its way from the host.
  public static let serialQueueOverflow = AntResponseCode(rawValue: 0x34)
  /// The stick lost events on their way to the host.
  public static let eventQueueOverflow = AntResponseCode(rawValue: 0x35)
}

/// What a stick tells of a channel unasked (a channel response whose message id is 01). A code
/// without a name here is kept.
public struct AntEventCode: RawRepresentable, Hashable, Sendable {
  /// The byte on the wire.
  public let rawValue: UInt8

  /// The event with the byte `rawValue`.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The search ended without finding the transmitter; the channel closes.
  public static let searchTimeout = AntEventCode(rawValue: 0x01)
  /// An expected packet did not come.
  public static let receiveFailed = AntEventCode(rawValue: 0x02)
  /// A packet was sent.
  public static let transmitted = AntEventCode(rawValue: 0x03)
  /// A burst to the host failed.
  public static let transferReceiveFailed = AntEventCode(rawValue: 0x04)
  /// An acknowledged message or burst reached the other side.
  public static let transferCompleted = AntEventCode(rawValue: 0x05)
  /// An acknowledged message or burst did not reach the other side.
  public static let transferFailed = AntEventCode(rawValue: 0x06)
  /// The channel is closed.
  public static let channelClosed = AntEventCode(rawValue: 0x07)
  /// So many packets were missed that the channel searches again.
  public static let backToSearch = AntEventCode(rawValue: 0x08)
  /// Two channels wanted the radio at once.
  public static let collision = AntEventCode(rawValue: 0x09)
  /// A transfer began.
  public static let transferStarted = AntEventCode(rawValue: 0x0A)
}
