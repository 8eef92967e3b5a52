/// The id byte of an ANT serial message (facts: "ANT Message Protocol and Usage", message summary).
/// A structure, not an enumeration: an id that is not named here is kept, never refused.
public struct AntMessageID: RawRepresentable, Hashable, Sendable {
  /// The byte on the wire.
  public let rawValue: UInt8

  /// The id with the byte `rawValue`.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Host to stick: gives a channel up. `[channel]`.
  public static let unassignChannel = AntMessageID(rawValue: 0x41)
  /// Host to stick: `[channel, type, network (, extended assignment)]`.
  public static let assignChannel = AntMessageID(rawValue: 0x42)
  /// Host to stick: `[channel, u16 period in 1/32768 s]`.
  public static let channelPeriod = AntMessageID(rawValue: 0x43)
  /// Host to stick: `[channel, n]`, n × 2.5 s, FF for ever, 0 none.
  public static let searchTimeout = AntMessageID(rawValue: 0x44)
  /// Host to stick: `[channel, f]`, 2400 + f MHz.
  public static let radioFrequency = AntMessageID(rawValue: 0x45)
  /// Host to stick: `[network, 8 key bytes]`. Never recorded with its key.
  public static let networkKey = AntMessageID(rawValue: 0x46)
  /// Host to stick: `[0, power]`.
  public static let transmitPower = AntMessageID(rawValue: 0x47)
  /// Host to stick: `[0]`; the stick answers with `startUp`.
  public static let resetSystem = AntMessageID(rawValue: 0x4A)
  /// Host to stick: `[channel]`.
  public static let openChannel = AntMessageID(rawValue: 0x4B)
  /// Host to stick: `[channel]`.
  public static let closeChannel = AntMessageID(rawValue: 0x4C)
  /// Host to stick: `[channel, id of the wanted message]`.
  public static let requestMessage = AntMessageID(rawValue: 0x4D)
  /// Both ways: `[channel, 8 page bytes (, extended data)]`.
  public static let broadcastData = AntMessageID(rawValue: 0x4E)
  /// Both ways: as `broadcastData`, acknowledged on the air.
  public static let acknowledgedData = AntMessageID(rawValue: 0x4F)
  /// Both ways: `[sequence bits 7-5 | channel bits 4-0, 8 bytes (, extended data)]`.
  public static let burstData = AntMessageID(rawValue: 0x50)
  /// Both ways: `[channel, u16 device number, device type, transmission type]`.
  public static let channelID = AntMessageID(rawValue: 0x51)
  /// Stick to host: `[channel, status]`.
  public static let channelStatus = AntMessageID(rawValue: 0x52)
  /// Stick to host: 4 to 8 bytes, see `AntCapabilities`.
  public static let capabilities = AntMessageID(rawValue: 0x54)
  /// Host to stick: `[0 (, 1 synchronous only)]`.
  public static let openScan = AntMessageID(rawValue: 0x5B)
  /// Stick to host: u32, little-endian.
  public static let serialNumber = AntMessageID(rawValue: 0x61)
  /// Host to stick: `[channel, n]`, n × 2.5 s.
  public static let lowPrioritySearchTimeout = AntMessageID(rawValue: 0x63)
  /// Host to stick: `[0, 1]`; channel id only. The older way to `libraryConfiguration`.
  public static let enableExtended = AntMessageID(rawValue: 0x66)
  /// Host to stick: `[0, mask]`; 80 channel id, 40 signal strength, 20 receive time stamp.
  public static let libraryConfiguration = AntMessageID(rawValue: 0x6E)
  /// Stick to host: `[reason]`.
  public static let startUp = AntMessageID(rawValue: 0x6F)
  /// Stick to host: what the stick could not read. `[error number, …]`.
  public static let serialError = AntMessageID(rawValue: 0xAE)
  /// Stick to host: `[channel, id, code]`; id 01 is an event, else the answer to that message.
  public static let channelResponse = AntMessageID(rawValue: 0x40)
  /// Stick to host: ASCII, ended by a zero.
  public static let version = AntMessageID(rawValue: 0x3E)
}
