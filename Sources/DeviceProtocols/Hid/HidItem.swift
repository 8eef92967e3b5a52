/// One short item of a report descriptor (HID 1.11 section 6.2.2.2).
struct HidItem: Hashable, Sendable {
  /// Where it begins in the descriptor.
  var offset: Int
  /// Its first byte without the two size bits: type and tag, such as 0x80 for input.
  var kind: UInt8
  /// How many data bytes it has: 0, 1, 2 or 4.
  var size: Int
  /// Its data, as an unsigned number.
  var data: UInt32

  /// Its data as a signed number of its own size.
  var signed: Int32 {
    switch size {
    case 1: Int32(Int8(truncatingIfNeeded: data))
    case 2: Int32(Int16(truncatingIfNeeded: data))
    default: Int32(truncatingIfNeeded: data)
    }
  }
}

/// Cuts a report descriptor into its items. Long items (first byte FE) are skipped: none is defined.
struct HidItemReader: Sendable {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next item; nil at the end.
  ///
  /// - Throws: when the descriptor ends inside an item.
  mutating func next() throws(HidDescriptorFault) -> HidItem? {
    while position < bytes.count {
      let start = position
      let prefix = bytes[start]
      if prefix == 0xFE {
        guard start &+ 2 < bytes.count else {
          throw HidDescriptorFault(code: .truncated, offset: start)
        }
        try advance(by: 3 &+ Int(bytes[start &+ 1]))
        continue
      }
      let size = prefix & 3 == 3 ? 4 : Int(prefix & 3)
      try advance(by: 1 &+ size)
      var data: UInt32 = 0
      for index in 0..<size { data |= UInt32(bytes[start &+ 1 &+ index]) << UInt32(8 &* index) }
      return HidItem(offset: start, kind: prefix & 0xFC, size: size, data: data)
    }
    return nil
  }

  private mutating func advance(by count: Int) throws(HidDescriptorFault) {
    guard count <= bytes.count &- position else {
      throw HidDescriptorFault(code: .truncated, offset: position)
    }
    position &+= count
  }
}
