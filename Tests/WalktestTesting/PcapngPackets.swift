/// The packets of a little-endian pcapng file, in file order.
struct PcapngPackets {
  /// What was captured of each: headers of the capture's own and data.
  private(set) var all: [[UInt8]] = []

  /// Reads a whole file; a block cut short ends it.
  init(_ file: [UInt8]) {
    var offset = 0
    while offset + 12 <= file.count {
      let kind = Self.number(file, offset, 4)
      let length = Self.number(file, offset + 4, 4)
      guard length >= 12, offset + length <= file.count else { return }
      // Enhanced packet block: interface, two stamp words, captured and original length, data.
      if kind == 6, length >= 32 {
        let captured = Self.number(file, offset + 20, 4)
        guard offset + 28 + captured <= file.count else { return }
        all.append(Array(file[(offset + 28)..<(offset + 28 + captured)]))
      }
      offset += length
    }
  }

  /// The little-endian number in `count` bytes at `offset`.
  static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
  }
}
