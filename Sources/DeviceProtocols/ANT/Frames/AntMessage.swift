/// One ANT serial message: an id and at most 32 payload bytes, held inline so that a stream of
/// messages needs no heap.
///
/// On the wire: `A4 | length of payload | id | payload | check`, where the check byte is the XOR of
/// all bytes before it (ANT Message Protocol and Usage, "Message structure").
public struct AntMessage: Sendable {
  /// The byte that begins every frame.
  public static let sync: UInt8 = 0xA4
  /// The longest payload accepted; the longest that sticks send is 25 (advanced burst).
  public static let longestPayload = 32
  /// Bytes of a frame that are not payload: sync, length, id, check.
  public static let overhead = 4

  /// What kind of message it is.
  public let id: AntMessageID
  private var length: UInt8
  private var storage: InlineArray<32, UInt8>

  /// A message with `payload`, or nil when that is longer than 32 bytes.
  public init?(_ id: AntMessageID, payload: some Collection<UInt8>) {
    guard payload.count <= Self.longestPayload else { return nil }
    self.init(emptyWith: id)
    for byte in payload { append(byte) }
  }

  /// A message with the few bytes listed; bytes beyond 32 are left out.
  init(_ id: AntMessageID, _ payload: UInt8...) {
    self.init(emptyWith: id)
    for byte in payload { append(byte) }
  }

  /// A message without payload, to be filled by `append`.
  init(emptyWith id: AntMessageID) {
    self.id = id
    length = 0
    storage = InlineArray(repeating: 0)
  }

  /// A message whose `count` payload bytes stand in `bytes` from `start`; the caller has checked
  /// that they are there and are at most 32.
  @inline(__always)
  init(_ id: AntMessageID, in bytes: Span<UInt8>, from start: Int, count: Int) {
    self.init(emptyWith: id)
    length = UInt8(truncatingIfNeeded: count)
    for index in 0..<count { storage[index] = bytes[start &+ index] }
  }

  /// Adds a byte; left out when 32 are there.
  mutating func append(_ byte: UInt8) {
    guard Int(length) < Self.longestPayload else { return }
    storage[Int(length)] = byte
    length &+= 1
  }

  /// How many payload bytes there are, 0 to 32.
  public var count: Int { Int(length) }

  /// The payload byte at `offset`; 0 when there is none, so check `count` first.
  public subscript(offset: Int) -> UInt8 {
    offset >= 0 && offset < count ? storage[offset] : 0
  }

  /// The payload bytes at `offset` and the one after it as a little-endian number.
  func u16(_ offset: Int) -> UInt16 { UInt16(self[offset]) | UInt16(self[offset &+ 1]) << 8 }

  /// Four payload bytes from `offset` as a little-endian number.
  func u32(_ offset: Int) -> UInt32 { UInt32(u16(offset)) | UInt32(u16(offset &+ 2)) << 16 }

  /// The payload as an array, for tests, journals and messages to staff.
  public var payload: [UInt8] { (0..<count).map { self[$0] } }
}

extension AntMessage {
  /// The whole frame with its check byte.
  public var encoded: [UInt8] {
    var frame: [UInt8] = []
    frame.reserveCapacity(count &+ Self.overhead)
    append(to: &frame)
    return frame
  }

  /// Adds the whole frame with its check byte to `bytes`.
  public func append(to bytes: inout [UInt8]) {
    var check = Self.sync ^ length ^ id.rawValue
    bytes.append(Self.sync)
    bytes.append(length)
    bytes.append(id.rawValue)
    for index in 0..<count {
      check ^= storage[index]
      bytes.append(storage[index])
    }
    bytes.append(check)
  }
}

extension AntMessage: Hashable {
  /// Same id and same payload.
  public static func == (left: AntMessage, right: AntMessage) -> Bool {
    guard left.id == right.id, left.length == right.length else { return false }
    for index in 0..<left.count where left.storage[index] != right.storage[index] { return false }
    return true
  }

  /// Feeds id and payload.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(id)
    for index in 0..<count { hasher.combine(storage[index]) }
  }
}

extension AntMessage: CustomStringConvertible {
  /// The frame in hexadecimal, as `frames.log` shows it; the key of a network key message as zeros.
  public var description: String {
    redactingNetworkKey.encoded.map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }

  /// The message as it may be recorded: the key bytes of a network key message are zeros.
  public var redactingNetworkKey: AntMessage {
    guard id == .networkKey else { return self }
    var redacted = self
    for index in 1..<max(1, count) { redacted.storage[index] = 0 }
    return redacted
  }
}
