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
    for record in PcapngPackets(file).all { add(record) }
  }

  private mutating func add(_ record: [UInt8]) {
    guard record.count > 64, record[8] == UInt8(ascii: "C") else { return }
    transfers.append(
      Transfer(
        microseconds: Int64(PcapngPackets.number(record, 16, 8)) * 1_000_000
          + Int64(PcapngPackets.number(record, 24, 4)),
        device: Int(record[11]), endpoint: Int(record[10]), isControl: record[9] == 2,
        bytes: Array(record[64...])))
  }
}
