/// The eight bytes that begin a control transfer (USB 2.0, section 9.3, table 9-2).
public struct UsbSetup: Hashable, Sendable {
  /// Direction (bit 7, 1 to the host), type (bits 6-5) and recipient (bits 4-0).
  public var requestType: UInt8
  /// Which request.
  public var request: UInt8
  /// wValue.
  public var value: UInt16
  /// wIndex.
  public var index: UInt16
  /// Bytes of the data stage, at most.
  public var length: UInt16

  /// A request.
  public init(requestType: UInt8, request: UInt8, value: UInt16, index: UInt16, length: UInt16) {
    self.requestType = requestType
    self.request = request
    self.value = value
    self.index = index
    self.length = length
  }

  /// The request that eight bytes spell, words low byte first; nil for another count.
  public init?(_ bytes: some Collection<UInt8>) {
    let bytes = Array(bytes)
    guard bytes.count == 8 else { return nil }
    func word(_ offset: Int) -> UInt16 { UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8 }
    self.init(
      requestType: bytes[0], request: bytes[1], value: word(2), index: word(4), length: word(6))
  }

  /// Whether the data stage goes to the host.
  public var isToHost: Bool { requestType & 0x80 != 0 }
}
