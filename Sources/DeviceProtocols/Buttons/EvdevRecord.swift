public import Readings

/// One `struct input_event` of Linux as 64-bit kernels write it (`linux/input.h`, facts section
/// 8.1): seconds and microseconds (s64 each), type and code (u16), value (s32), little-endian.
public struct EvdevRecord: Hashable, Sendable {
  /// Its size in bytes.
  public static let size = 24

  /// When the kernel stamped it, on the clock that the reader chose.
  public var at: MonotonicInstant
  /// What it is about, such as `Kind.key`.
  public var type: UInt16
  /// Which key, or which part of the type.
  public var code: UInt16
  /// What happened; for keys 1 press, 0 release, 2 repeat.
  public var value: Int32

  /// A record.
  public init(at instant: MonotonicInstant, type: UInt16, code: UInt16, value: Int32) {
    at = instant
    self.type = type
    self.code = code
    self.value = value
  }

  /// The types that walktest reads or writes.
  public enum Kind {
    /// EV_SYN: code 0 ends a group of events, code 3 says that events were lost.
    public static let syn: UInt16 = 0
    /// EV_KEY: a key or button.
    public static let key: UInt16 = 1
    /// EV_MSC: code 4 carries the HID usage of the event beside it.
    public static let misc: UInt16 = 4
    /// No type of the kernel's, which end at 0x1F: what the port found pressed when it asked the
    /// kernel after lost events (EVIOCGKEY). One record with value 1 for each such key, then one
    /// with value 0.
    public static let keyState: UInt16 = 0x0FFF
  }

  /// Code of `syn`: the end of a group (SYN_REPORT).
  public static let groupEnd: UInt16 = 0
  /// Code of `syn`: the reader was too slow and events were lost (SYN_DROPPED).
  public static let dropped: UInt16 = 3

  /// The record at `offset` of `bytes`; nil when not all of it is there.
  init?(_ bytes: Span<UInt8>, at offset: Int) {
    guard offset >= 0, bytes.count &- offset >= Self.size else { return nil }
    func number(_ from: Int, _ count: Int) -> UInt64 {
      var value: UInt64 = 0
      for index in 0..<count {
        value |= UInt64(bytes[offset &+ from &+ index]) << UInt64(8 &* index)
      }
      return value
    }
    let seconds = Int64(bitPattern: number(0, 8))
    at = MonotonicInstant(
      microseconds: seconds &* 1_000_000 &+ Int64(bitPattern: number(8, 8)))
    type = UInt16(truncatingIfNeeded: number(16, 2))
    code = UInt16(truncatingIfNeeded: number(18, 2))
    value = Int32(truncatingIfNeeded: number(20, 4))
  }

  /// The record at `offset` of `bytes`; nil when not all of it is there.
  public init?(_ bytes: [UInt8], at offset: Int) { self.init(bytes.span, at: offset) }

  /// Adds the 24 bytes of the record to `bytes`.
  public func append(to bytes: inout [UInt8]) {
    func add(_ value: UInt64, _ count: Int) {
      for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
    }
    add(UInt64(bitPattern: at.microseconds / 1_000_000), 8)
    add(UInt64(bitPattern: at.microseconds % 1_000_000), 8)
    add(UInt64(type), 2)
    add(UInt64(code), 2)
    add(UInt64(UInt32(bitPattern: value)), 4)
  }
}

/// Cuts what an evdev node delivers into records. The kernel delivers whole ones; a reader that
/// splits them changes nothing.
struct EvdevDeframer: Sendable {
  private var pending = InlineArray<24, UInt8>(repeating: 0)

  /// Bytes of an unfinished record.
  private(set) var waitingBytes = 0

  /// The next record of `chunk` from `position` on, which moves behind it; nil when what is left is
  /// kept for the next chunk.
  mutating func next(_ chunk: Span<UInt8>, _ position: inout Int) -> EvdevRecord? {
    if waitingBytes == 0, let record = EvdevRecord(chunk, at: position) {
      position &+= EvdevRecord.size
      return record
    }
    while position < chunk.count, waitingBytes < EvdevRecord.size {
      pending[waitingBytes] = chunk[position]
      waitingBytes &+= 1
      position &+= 1
    }
    guard let record = waitingBytes == EvdevRecord.size ? EvdevRecord(pending.span, at: 0) : nil
    else { return nil }
    waitingBytes = 0
    return record
  }

  /// Forgets an unfinished record; returns how many bytes it had.
  mutating func reset() -> Int {
    defer { waitingBytes = 0 }
    return waitingBytes
  }
}
