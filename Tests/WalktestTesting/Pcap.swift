/// The records of a classic little-endian pcap file with microsecond stamps.
public struct Pcap {
  /// One record.
  public struct Record {
    /// Microseconds since 1970.
    public var microseconds: Int64
    /// The bytes captured.
    public var bytes: [UInt8]
  }

  /// Why a file was refused.
  public enum Fault: Error {
    /// The magic number is not that of a classic little-endian pcap file.
    case otherFormat
    /// The file ends inside a header or record.
    case truncated
  }

  /// All records in file order.
  public private(set) var records: [Record] = []

  /// Reads a whole file.
  public init(_ file: [UInt8]) throws(Fault) {
    guard file.count >= 24 else { throw .truncated }
    guard Self.u32(file, 0) == 0xA1B2_C3D4 else { throw .otherFormat }
    var offset = 24
    while offset < file.count {
      guard offset + 16 <= file.count else { throw .truncated }
      let length = Self.u32(file, offset + 8)
      let end = offset + 16 + length
      guard end <= file.count else { throw .truncated }
      let stamp = Int64(Self.u32(file, offset)) * 1_000_000 + Int64(Self.u32(file, offset + 4))
      records.append(Record(microseconds: stamp, bytes: Array(file[(offset + 16)..<end])))
      offset = end
    }
  }

  private static func u32(_ file: [UInt8], _ offset: Int) -> Int {
    (0..<4).reduce(0) { $0 | Int(file[offset + $1]) << (8 * $1) }
  }
}
