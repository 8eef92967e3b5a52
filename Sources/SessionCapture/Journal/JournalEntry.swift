public import Readings

/// One entry of the journal: everything the engine hears and says, in one order
/// (docs/formats.md, "Journal entries").
public struct JournalEntry: Hashable, Sendable {
  /// What the payload holds.
  public enum Kind: UInt8, Sendable, CaseIterable {
    /// The protocol file's bytes; always the first entry.
    case protocolFile = 1
    /// Bytes from or to a device: source, direction (0 from, 1 to), bytes.
    case frame = 2
    /// One sample row: a bit per present channel, then value (i64) and age in µs (u32) of each.
    case sample = 3
    /// One event as a compact JSON object.
    case event = 4
  }

  /// The longest payload in bytes.
  public static let longestPayload = 0xFFFF
  /// Bytes before the payload: marker, kind, payload length, sequence, time.
  static let headSize = 16
  static let marker: UInt8 = 0xE7
  /// Bytes that an entry adds to its payload.
  public static let overhead = headSize + 4

  /// What the payload holds.
  public var kind: Kind
  /// The entry's place in the one order; 0 for the protocol file, then without holes.
  public var sequence: UInt32
  /// When what it tells happened.
  public var instant: MonotonicInstant
  /// The content.
  public var payload: [UInt8]

  /// An entry.
  public init(kind: Kind, sequence: UInt32, instant: MonotonicInstant, payload: [UInt8]) {
    self.kind = kind
    self.sequence = sequence
    self.instant = instant
    self.payload = payload
  }

  /// Appends the entry as it stands in the file.
  public func append(to output: inout [UInt8]) {
    let start = output.count
    output.append(Self.marker)
    output.append(kind.rawValue)
    output.appendLittleEndian(UInt16(truncatingIfNeeded: payload.count))
    output.appendLittleEndian(sequence)
    output.appendLittleEndian(instant.microseconds)
    output += payload
    output.appendLittleEndian(CRC32C.checksum(output[start...]))
  }

  /// The entry that starts at `offset`, or why there is none.
  static func parse(_ bytes: [UInt8], at offset: Int) -> Result<JournalEntry, TornTail.Reason> {
    guard bytes.count - offset >= headSize else { return .failure(.cutShort) }
    guard bytes[offset] == marker else { return .failure(.noMarker) }
    let length = Int(UInt16(littleEndianAt: offset + 2, in: bytes))
    let end = offset + headSize + length
    guard bytes.count >= end + 4 else { return .failure(.cutShort) }
    guard UInt32(littleEndianAt: end, in: bytes) == CRC32C.checksum(bytes[offset..<end]) else {
      return .failure(.wrongChecksum)
    }
    guard let kind = Kind(rawValue: bytes[offset + 1]) else { return .failure(.unknownKind) }
    return .success(
      JournalEntry(
        kind: kind, sequence: UInt32(littleEndianAt: offset + 4, in: bytes),
        instant: MonotonicInstant(
          microseconds: Int64(bitPattern: UInt64(littleEndianAt: offset + 8, in: bytes))),
        payload: Array(bytes[(offset + headSize)..<end])))
  }
}

/// The end of a journal that does not hold a whole entry: what a cut of power leaves.
public struct TornTail: Hashable, Sendable {
  /// Why the entry at the offset is none.
  public enum Reason: String, Error, Sendable, CaseIterable {
    /// The bytes end within an entry.
    case cutShort = "cut-short"
    /// The byte is not an entry's first.
    case noMarker = "no-marker"
    /// The checksum does not fit.
    case wrongChecksum = "wrong-checksum"
    /// The kind is not one this version knows.
    case unknownKind = "unknown-kind"
    /// The sequence number does not follow the one before.
    case sequenceBroken = "sequence-broken"
  }

  /// Where the whole entries end.
  public var offset: Int
  /// How many bytes follow there, without trailing zeros.
  public var droppedBytes: Int
  /// Why they are not an entry.
  public var reason: Reason
}
