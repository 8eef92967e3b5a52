/// The transfers in a little-endian pcapng file with usbmon records (link type 220): a header of 64
/// bytes as `Documentation/usb/usbmon.rst` of Linux gives it, then the data.
public struct UsbmonPcapng {
  /// One completed transfer with data.
  public struct Transfer {
    /// Microseconds since 1970 at completion.
    public var microseconds: Int64
    /// The device's address on the bus.
    public var device: Int
    /// The endpoint; bit 7 is set when the device sent the data.
    public var endpoint: Int
    /// Whether it is a control transfer.
    public var isControl: Bool
    /// The data.
    public var bytes: [UInt8]
  }

  /// All completed transfers that carry data, in file order.
  public private(set) var transfers: [Transfer] = []

  /// Reads a whole file; a block cut short ends it.
  public init(_ file: [UInt8]) {
    var offset = 0
    while offset + 12 <= file.count {
      let kind = Self.number(file, offset, 4)
      let length = Self.number(file, offset + 4, 4)
      guard length >= 12, offset + length <= file.count else { return }
      // Enhanced packet block: interface, two stamp words, captured and original length, data.
      if kind == 6, length >= 32 {
        let captured = Self.number(file, offset + 20, 4)
        guard offset + 28 + captured <= file.count else { return }
        add(Array(file[(offset + 28)..<(offset + 28 + captured)]))
      }
      offset += length
    }
  }

  private mutating func add(_ record: [UInt8]) {
    guard record.count > 64, record[8] == UInt8(ascii: "C") else { return }
    transfers.append(
      Transfer(
        microseconds: Int64(Self.number(record, 16, 8)) * 1_000_000
          + Int64(Self.number(record, 24, 4)),
        device: Int(record[11]), endpoint: Int(record[10]), isControl: record[9] == 2,
        bytes: Array(record[64...])))
  }

  private static func number(_ file: [UInt8], _ offset: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(file[offset + $1]) << (8 * $1) }
  }
}
