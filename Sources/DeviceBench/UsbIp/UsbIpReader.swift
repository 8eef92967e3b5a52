import DeviceSimulator

/// Cuts a stream of bytes into requests, however it was cut on its way. It holds one request at most
/// beside what was handed over last, and trusts no length.
struct UsbIpReader: Sendable {
  /// Before a device is taken, operations are spoken; afterwards transfers.
  var isAttached: Bool
  private var bytes: [UInt8] = []
  private var start = 0

  init(isAttached: Bool) { self.isAttached = isAttached }

  mutating func receive(_ more: some Sequence<UInt8>) {
    if start > 0 {
      bytes.removeFirst(start)
      start = 0
    }
    bytes += more
  }

  /// The next whole request; nil when there is none yet.
  mutating func next() throws(UsbIpFault) -> UsbIpRequest? {
    isAttached ? try nextTransfer() : try nextOperation()
  }

  private var count: Int { bytes.count &- start }

  private func byte(_ offset: Int) -> UInt8 {
    let index = start &+ offset
    return index < bytes.count ? bytes[index] : 0
  }

  private func word(_ offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 << 8 | UInt32(byte(offset &+ $1)) }
  }

  private func slice(_ offset: Int, _ length: Int) -> [UInt8] {
    (offset..<offset &+ length).map(byte)
  }

  // MARK: Operations

  private mutating func nextOperation() throws(UsbIpFault) -> UsbIpRequest? {
    guard count >= 8 else { return nil }
    guard word(0) >> 16 == UInt32(UsbIpRequest.version) else {
      throw UsbIpFault(.version, "The peer does not speak USB/IP 1.1.1; attach with Linux' usbip.")
    }
    switch word(0) & 0xFFFF {
    case 0x8005:
      start &+= 8
      return .list
    case 0x8003:
      guard count >= 40 else { return nil }
      let name = slice(8, 32).prefix { $0 != 0 }
      start &+= 40
      // A name of other bytes than ours is refused as unknown, not here.
      return .take(busID: String(decoding: name, as: UTF8.self))
    default: throw Self.malformed("an operation that is none")
    }
  }

  // MARK: Transfers

  private mutating func nextTransfer() throws(UsbIpFault) -> UsbIpRequest? {
    guard count >= 48 else { return nil }
    switch word(0) {
    case 1: return try submission()
    case 2:
      let request = UsbIpRequest.unlink(word(4), target: word(20))
      start &+= 48
      return request
    default: throw Self.malformed("a command that is none")
    }
  }

  private mutating func submission() throws(UsbIpFault) -> UsbIpRequest? {
    let isToHost = word(12) == 1
    let length = word(24)
    guard word(12) <= 1, word(16) <= 15 else { throw Self.malformed("no endpoint") }
    guard length <= UInt32(UsbIpRequest.longestTransfer) else {
      throw Self.malformed("a transfer of \(length) bytes")
    }
    // Isochronous transfers have packets of their own; no device here has such endpoints.
    guard word(32) == 0 || word(32) == .max else { throw Self.malformed("isochronous packets") }
    let dataCount = isToHost ? 0 : Int(length)
    guard count >= 48 &+ dataCount, let setup = UsbSetup(slice(40, 8)) else { return nil }
    let endpoint = UInt8(truncatingIfNeeded: word(16)) | (isToHost ? 0x80 : 0)
    let transfer = UsbTransfer(
      id: word(4), endpoint: endpoint, setup: setup, length: Int(length),
      data: slice(48, dataCount))
    let device = word(8)
    start &+= 48 &+ dataCount
    return .submit(transfer, device: device)
  }

  private static func malformed(_ what: String) -> UsbIpFault {
    UsbIpFault(.malformed, "The peer sent \(what); it was turned away. Attach with Linux' usbip.")
  }
}
