/// The first bytes of the frame that a reading comes from, held inline so that a stream of readings
/// needs no heap. The whole frame stands in `frames.log` under the same stamp.
public struct RawBytes: Hashable, Sendable {
  /// How many bytes are kept at most.
  public static let capacity = 16

  private var low: UInt64 = 0
  private var high: UInt64 = 0
  private var length: UInt8 = 0

  /// No bytes.
  public init() {}

  /// The first 16 of `bytes`.
  public init(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { append(byte) }
  }

  /// How many bytes are kept, 0 to 16.
  public var count: Int { Int(length) }

  /// The byte at `offset`; 0 when there is none.
  public subscript(offset: Int) -> UInt8 {
    guard offset >= 0, offset < count else { return 0 }
    let word = offset < 8 ? low : high
    return UInt8(truncatingIfNeeded: word >> UInt64(8 &* (offset & 7)))
  }

  /// Adds a byte; left out when 16 are there.
  public mutating func append(_ byte: UInt8) {
    guard count < Self.capacity else { return }
    let bits = UInt64(byte) << UInt64(8 &* (count & 7))
    if count < 8 { low |= bits } else { high |= bits }
    length &+= 1
  }

  /// The bytes as an array, for tests and displays.
  public var array: [UInt8] { (0..<count).map { self[$0] } }
}
