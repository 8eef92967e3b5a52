/// What a host sends over USB/IP, written from the kernel's document and not with our own codec.
enum UsbIpBytes {
  static let list: [UInt8] = [0x01, 0x11, 0x80, 0x05, 0, 0, 0, 0]

  static func take(_ busID: String) -> [UInt8] {
    let name = Array(busID.utf8)
    return [0x01, 0x11, 0x80, 0x03, 0, 0, 0, 0] + name + zeros(32 - name.count)
  }

  /// A submission to device 1-2.
  static func submit(
    id: UInt32, endpoint: UInt32, toHost: Bool, length: UInt32, setup: [UInt8]? = nil,
    data: [UInt8] = []
  ) -> [UInt8] {
    word(1) + word(id) + word(0x10002) + word(toHost ? 1 : 0) + word(endpoint)
      + word(0) + word(length) + word(0) + word(.max) + word(0) + (setup ?? zeros(8)) + data
  }

  static func unlink(id: UInt32, target: UInt32) -> [UInt8] {
    word(2) + word(id) + word(0x10002) + word(0) + word(0) + word(target) + zeros(24)
  }

  static func edited(_ bytes: [UInt8], at offset: Int, _ value: UInt8) -> [UInt8] {
    var bytes = bytes
    bytes[offset] = value
    return bytes
  }

  static func word(_ value: UInt32) -> [UInt8] {
    [UInt8(value >> 24), UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)]
  }

  static func zeros(_ count: Int) -> [UInt8] { Array(repeating: 0, count: count) }
}
