import DeviceSimulator
import Testing

@testable import DeviceBench

@Suite struct UsbIpReaderTests {
  private static let submitIn = UsbIpBytes.submit(
    id: 7, endpoint: 1, toHost: true, length: 64)
  private static let submitOut = UsbIpBytes.submit(
    id: 8, endpoint: 2, toHost: false, length: 5, data: [0xA4, 0x01, 0x4A, 0x00, 0xEF])
  private static let control = UsbIpBytes.submit(
    id: 9, endpoint: 0, toHost: true, length: 18, setup: [0x80, 6, 0, 1, 0, 0, 18, 0])
  private static let unlink = UsbIpBytes.unlink(id: 10, target: 7)

  private func requests(
    _ bytes: [UInt8], inChunksOf size: Int, isAttached: Bool = true
  ) throws -> [UsbIpRequest] {
    var reader = UsbIpReader(isAttached: isAttached)
    var found: [UsbIpRequest] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      reader.receive(rest.prefix(size))
      rest = rest.dropFirst(size)
      while let request = try reader.next() { found.append(request) }
    }
    return found
  }

  @Test("a stream is cut anywhere, the requests are the same")
  func chunks() throws {
    let bytes = Self.submitIn + Self.submitOut + Self.control + Self.unlink
    let whole = try requests(bytes, inChunksOf: bytes.count)
    #expect(
      whole == [
        .submit(UsbTransfer(id: 7, endpoint: 0x81, length: 64), device: 0x10002),
        .submit(
          UsbTransfer(id: 8, endpoint: 0x02, length: 5, data: [0xA4, 0x01, 0x4A, 0x00, 0xEF]),
          device: 0x10002),
        .submit(
          UsbTransfer(
            id: 9, endpoint: 0x80,
            setup: UsbSetup(requestType: 0x80, request: 6, value: 0x100, index: 0, length: 18),
            length: 18), device: 0x10002),
        .unlink(10, target: 7),
      ])
    for size in 1...60 { #expect(try requests(bytes, inChunksOf: size) == whole) }
  }

  @Test("operations are read before a device is taken")
  func operations() throws {
    let bytes = UsbIpBytes.list + UsbIpBytes.take("1-2")
    for size in 1...48 {
      #expect(
        try requests(bytes, inChunksOf: size, isAttached: false) == [.list, .take(busID: "1-2")])
    }
  }

  @Test(
    "a hostile request, turned away with a fault",
    arguments: [
      ("length of 4 GiB", UsbIpBytes.submit(id: 1, endpoint: 1, toHost: true, length: .max)),
      (
        "length over the limit",
        UsbIpBytes.submit(id: 1, endpoint: 1, toHost: false, length: 65_537)
      ),
      ("endpoint 16", UsbIpBytes.submit(id: 1, endpoint: 16, toHost: true, length: 1)),
      ("direction 2", UsbIpBytes.edited(submitIn, at: 15, 2)),
      ("isochronous packets", UsbIpBytes.edited(submitIn, at: 35, 1)),
      ("command 3", UsbIpBytes.edited(submitIn, at: 3, 3)),
      ("zeros", [UInt8](repeating: 0, count: 48)),
    ])
  func hostile(what: String, bytes: [UInt8]) {
    #expect(throws: UsbIpFault.self) { try requests(bytes, inChunksOf: 48) }
  }

  @Test("operations of other versions and kinds, turned away")
  func hostileOperations() {
    let other = UsbIpBytes.edited(UsbIpBytes.list, at: 1, 0x06)
    let unknown = UsbIpBytes.edited(UsbIpBytes.list, at: 3, 0x77)
    for bytes in [other, unknown, Array("GET / HTTP/1.1\r\n\r\n".utf8)] {
      #expect(throws: UsbIpFault.self) { try requests(bytes, inChunksOf: 64, isAttached: false) }
    }
  }

  @Test("random bytes, the reader never traps and never keeps more than a request")
  func noise() {
    var state: UInt64 = 42
    for _ in 0..<2_000 {
      var bytes: [UInt8] = []
      for _ in 0..<120 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        // Small values are what gets past the first checks.
        bytes.append(UInt8(truncatingIfNeeded: state >> 60))
      }
      bytes.replaceSubrange(0..<4, with: [0, 0, 0, UInt8(state >> 33 & 1) + 1])
      _ = try? requests(bytes, inChunksOf: 13)
    }
  }
}
