import WalktestTesting

/// Report descriptors for the tests: recorded ones by name, and small ones written out.
enum HidDescriptors {
  /// A recorded descriptor: binary, or a text that spells its bytes in one of three ways.
  static func recorded(_ name: String) throws -> [UInt8] {
    let file = try Captures.bytes("hid/descriptors/\(name)")
    guard !name.hasSuffix(".bin") else { return file }
    let text = String(decoding: file, as: UTF8.self)
    if text.hasPrefix("0x") {
      return text.matches(of: /0x([0-9A-F]{2})/).compactMap { UInt8($0.output.1, radix: 16) }
    }
    // Either plain bytes before another program's output, or a tree with the bytes behind each item.
    let lines = text.split(whereSeparator: \.isNewline).prefix { !$0.hasPrefix("Parser") }
    return lines.flatMap { line in
      line.firstMatch(of: /(?:^|\s)((?:[0-9A-F]{2}\s+)*[0-9A-F]{2})\s*$/)
        .map { bytes(hex: $0.output.1.filter { !$0.isWhitespace }) } ?? []
    }
  }

  /// The two descriptors that the recorded USB keyboard answers, 62 and 101 bytes.
  static func keyboard() throws -> (boot: [UInt8], media: [UInt8]) {
    let transfers = UsbmonPcapng(try Captures.bytes("hid/umockdev-usbkbd.pcap.pcapng")).transfers
    let answers = transfers.filter { $0.device == 11 && $0.isControl }.map(\.bytes)
    return (answers.first { $0.count == 62 } ?? [], answers.first { $0.count == 101 } ?? [])
  }

  /// Three buttons and five bits of padding, as a pedal with a button page has.
  static let pedal = bytes(
    hex: "0501 0904 a101 0509 1901 2903 1500 2501 7501 9503 8102 9505 8101 c0")
}
