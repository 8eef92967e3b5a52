/// The bulk transfers in a little-endian pcapng file with USBPcap records (link type 249).
public struct UsbPcapng {
  /// One transfer with data.
  public struct Transfer {
    /// Whether the device sent it.
    public var isFromDevice: Bool
    /// The data.
    public var bytes: [UInt8]
  }

  /// All bulk transfers that carry data, in file order.
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

  /// USBPcap's header: u16 length, then at 21 the endpoint (bit 7 device to host), at 22 the transfer
  /// kind (3 bulk), at 23 the length of the data.
  private mutating func add(_ record: [UInt8]) {
    guard record.count >= 27, record[22] == 3 else { return }
    let header = Self.number(record, 0, 2)
    guard header <= record.count, header < record.count else { return }
    transfers.append(
      Transfer(isFromDevice: record[21] & 0x80 != 0, bytes: Array(record[header...])))
  }

  private static func number(_ file: [UInt8], _ offset: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(file[offset + $1]) << (8 * $1) }
  }
}
