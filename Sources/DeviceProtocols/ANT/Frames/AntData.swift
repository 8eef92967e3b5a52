/// A page received or sent on a channel: broadcast (4E), acknowledged (4F) or one packet of a burst
/// (50), with the extended data that the stick may add (ANT Message Protocol and Usage, "Extended
/// messages"; facts section 1.6).
///
/// Payload: `channel | 8 page bytes | flags | fields`. Flag 80 adds u16 device number, device type
/// and transmission type; 40 adds signal strength of three or four bytes; 20 adds a receive time
/// stamp, always the last two bytes. The id is taken from the head and the stamp from the tail, so
/// that both lengths of signal strength are read rightly.
public struct AntData: Hashable, Sendable {
  /// The message as it came.
  public let message: AntMessage

  /// The view of `message`, or nil when it is no data message or its length fits no reading of its
  /// flags.
  public init?(_ message: AntMessage) {
    switch message.id {
    case .broadcastData, .acknowledgedData, .burstData: break
    default: return nil
    }
    guard message.count >= 9 else { return nil }
    let flags = message.count > 9 ? message[9] : 0
    let head = flags & 0x80 != 0 ? 4 : 0
    let tail = flags & 0x20 != 0 ? 2 : 0
    guard message.count <= 10 || message.count >= 10 &+ head &+ tail else { return nil }
    guard flags & 0xE0 == 0 || message.count > 10 else { return nil }
    self.message = message
  }

  /// Data to send or to simulate: `page` on `channel` (0 to 31), by default as a broadcast.
  public init(
    channel: UInt8, page: AntPage, as id: AntMessageID = .broadcastData,
    from source: AntChannelID? = nil, signal: AntSignal? = nil, receiveTicks: UInt16? = nil
  ) {
    var message = AntMessage(emptyWith: id)
    message.append(channel)
    for offset in 0..<8 { message.append(page[offset]) }
    let flags: UInt8 =
      (source == nil ? 0 : 0x80) | (signal == nil ? 0 : 0x40) | (receiveTicks == nil ? 0 : 0x20)
    if flags != 0 { message.append(flags) }
    if let source { for byte in source.bytes { message.append(byte) } }
    if let signal { for byte in signal.bytes { message.append(byte) } }
    if let receiveTicks {
      message.append(receiveTicks.byte(0))
      message.append(receiveTicks.byte(1))
    }
    self.message = message
  }

  /// The channel, 0 to 31.
  public var channel: UInt8 { message.id == .burstData ? message[0] & 0x1F : message[0] }

  /// A burst packet's sequence: bits 1-0 count 0, 1, 2, 3, 1, …; bit 2 marks the last. Nil for
  /// other data.
  public var burstSequence: UInt8? { message.id == .burstData ? message[0] >> 5 : nil }

  /// The page carried.
  public var page: AntPage {
    AntPage(
      message[1], message[2], message[3], message[4], message[5], message[6], message[7], message[8]
    )
  }

  /// The transmitter, when the stick tells it (flag 80).
  public var source: AntChannelID? {
    flags & 0x80 != 0 ? AntChannelID(in: message, from: 10) : nil
  }

  /// The receive time stamp in 1/32768 s, which wraps every 2 s, when the stick tells it (flag 20).
  public var receiveTicks: UInt16? {
    flags & 0x20 != 0 ? message.u16(message.count &- 2) : nil
  }

  /// The signal strength, when the stick tells it (flag 40).
  public var signal: AntSignal? {
    guard flags & 0x40 != 0 else { return nil }
    let start = flags & 0x80 != 0 ? 14 : 10
    let end = flags & 0x20 != 0 ? message.count &- 2 : message.count
    return AntSignal(message, from: start, to: end)
  }

  private var flags: UInt8 { message.count > 9 ? message[9] : 0 }
}

/// A signal strength as the stick measures it.
public enum AntSignal: Hashable, Sendable {
  /// Type 20: received power and the threshold, both in dBm.
  case power(dBm: Int8, threshold: Int8)
  /// Type 10: the gain control's three raw bytes (sticks with an AP2 chip).
  case gainControl(UInt8, UInt8, UInt8)
  /// A type that has no reading here, or a known one of another length.
  case other(type: UInt8)

  init?(_ message: AntMessage, from start: Int, to end: Int) {
    guard end > start else { return nil }
    switch (message[start], end &- start) {
    case (0x20, 3):
      self = .power(
        dBm: Int8(bitPattern: message[start &+ 1]), threshold: Int8(bitPattern: message[start &+ 2])
      )
    case (0x10, 4):
      self = .gainControl(message[start &+ 1], message[start &+ 2], message[start &+ 3])
    default: self = .other(type: message[start])
    }
  }

  var bytes: [UInt8] {
    switch self {
    case .power(let power, let threshold):
      [0x20, UInt8(bitPattern: power), UInt8(bitPattern: threshold)]
    case .gainControl(let first, let second, let third): [0x10, first, second, third]
    case .other(let type): [type]
    }
  }
}
