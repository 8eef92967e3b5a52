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
    for record in PcapngPackets(file).all { add(record) }
  }

  /// USBPcap's header: u16 length, then at 21 the endpoint (bit 7 device to host), at 22 the transfer
  /// kind (3 bulk), at 23 the length of the data.
  private mutating func add(_ record: [UInt8]) {
    guard record.count >= 27, record[22] == 3 else { return }
    let header = PcapngPackets.number(record, 0, 2)
    guard header <= record.count, header < record.count else { return }
    transfers.append(
      Transfer(isFromDevice: record[21] & 0x80 != 0, bytes: Array(record[header...])))
  }
}
