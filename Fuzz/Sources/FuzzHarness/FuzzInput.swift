/// The bytes that libFuzzer tries, taken apart from the front.
public struct FuzzInput {
  private var bytes: ArraySlice<UInt8>

  /// The input of one run as libFuzzer hands it over.
  public init(_ start: UnsafePointer<UInt8>?, _ count: Int) {
    bytes = Array(UnsafeBufferPointer(start: start, count: count))[...]
  }

  /// The next byte; 0 when none is left.
  public mutating func byte() -> UInt8 { bytes.popFirst() ?? 0 }

  /// A number from 0 to below `limit`, from the next two bytes.
  public mutating func number(below limit: Int) -> Int {
    (Int(byte()) | Int(byte()) << 8) % max(1, limit)
  }

  /// The next bytes, `count` or as many as are left.
  public mutating func take(_ count: Int) -> [UInt8] {
    defer { bytes = bytes.dropFirst(count) }
    return Array(bytes.prefix(count))
  }

  /// All bytes that are left.
  public var rest: [UInt8] { Array(bytes) }

  /// Whether no byte is left.
  public var isEmpty: Bool { bytes.isEmpty }
}
