/// What a stick tells the host, with the meaning of its bytes. A message that has no reading here is
/// kept whole; `message` gives back exactly what was received.
public enum AntReport: Hashable, Sendable {
  /// The answer to a command: 40 `[channel, id of the command, code]`.
  case response(channel: UInt8, to: AntMessageID, code: AntResponseCode)
  /// An event: 40 `[channel, 01, code]`.
  case event(channel: UInt8, AntEventCode)
  /// The stick started: 6F `[reason]`; 00 power on, bits 01 line, 02 watchdog, 20 command,
  /// 40 synchronous, 80 suspend. A real stick answers a commanded reset with 00.
  case startUp(reason: UInt8)
  /// What the stick can do.
  case capabilities(AntCapabilities)
  /// A channel's id: 51.
  case channelID(channel: UInt8, AntChannelID)
  /// A channel's state: 52; the whole byte, see `AntChannelStatus`.
  case channelStatus(channel: UInt8, AntChannelStatus)
  /// The stick's serial number: 61.
  case serialNumber(UInt32)
  /// The firmware's name: 3E.
  case version(AntVersion)
  /// A page received.
  case data(AntData)
  /// Anything else, also a known message whose length is wrong.
  case other(AntMessage)

  /// The reading of `message`.
  public init(_ message: AntMessage) { self = Self.reading(of: message) ?? .other(message) }

  private static func reading(of message: AntMessage) -> AntReport? {
    switch message.id {
    case .broadcastData, .acknowledgedData, .burstData: return AntData(message).map { .data($0) }
    case .channelResponse where message.count == 3:
      guard message[1] != 1 else {
        return .event(channel: message[0], AntEventCode(rawValue: message[2]))
      }
      return .response(
        channel: message[0], to: AntMessageID(rawValue: message[1]),
        code: AntResponseCode(rawValue: message[2]))
    case .startUp where message.count == 1: return .startUp(reason: message[0])
    case .capabilities: return AntCapabilities(message).map { .capabilities($0) }
    case .channelID where message.count == 5:
      return .channelID(channel: message[0], AntChannelID(in: message, from: 1))
    case .channelStatus where message.count == 2:
      return .channelStatus(channel: message[0], AntChannelStatus(rawValue: message[1]))
    case .serialNumber where message.count == 4: return .serialNumber(message.u32(0))
    case .version: return .version(AntVersion(encoded: message))
    default: return nil
    }
  }

  /// The message that this is the reading of.
  public var message: AntMessage {
    switch self {
    case .response(let channel, let command, let code):
      AntMessage(.channelResponse, channel, command.rawValue, code.rawValue)
    case .event(let channel, let code): AntMessage(.channelResponse, channel, 1, code.rawValue)
    case .startUp(let reason): AntMessage(.startUp, reason)
    case .capabilities(let capabilities): capabilities.encoded
    case .channelID(let channel, let id):
      AntMessage(
        .channelID, channel, id.deviceNumber.byte(0), id.deviceNumber.byte(1), id.deviceType,
        id.transmissionType)
    case .channelStatus(let channel, let status):
      AntMessage(.channelStatus, channel, status.rawValue)
    case .serialNumber(let number):
      AntMessage(.serialNumber, number.byte(0), number.byte(1), number.byte(2), number.byte(3))
    case .version(let version): version.encoded
    case .data(let data): data.message
    case .other(let message): message
    }
  }
}

/// The byte of a channel status message; only the low two bits are the state, a master channel sets
/// others too (a real one gave 13).
public struct AntChannelStatus: RawRepresentable, Hashable, Sendable {
  /// The byte on the wire.
  public let rawValue: UInt8

  /// The status with the byte `rawValue`.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The four states of a channel.
  public enum State: UInt8, Sendable { case unassigned, assigned, searching, tracking }

  /// The state.
  public var state: State { State(rawValue: rawValue & 3) ?? .unassigned }
}

/// The firmware's name: ASCII, ended by a zero.
public struct AntVersion: Hashable, Sendable {
  /// The message, unchanged.
  public let encoded: AntMessage

  /// The text before the first zero; bytes that are not printable ASCII are shown as `?`.
  public var text: String {
    var result = ""
    for offset in 0..<encoded.count {
      let byte = encoded[offset]
      if byte == 0 { break }
      let printable = byte >= 0x20 && byte < 0x7F
      result.unicodeScalars.append(Unicode.Scalar(printable ? byte : UInt8(ascii: "?")))
    }
    return result
  }
}
