/// `SHA256SUMS`: what `sha256sum -c` reads. A convenience, unsigned; the record's own list counts.
struct SumsFile {
  static let fileName = "SHA256SUMS"
  static let largestSize = 65_536

  private(set) var entries: [(name: String, hash: ContentHash)] = []

  init() {}

  mutating func add(_ name: String, _ hash: ContentHash) {
    entries.removeAll { $0.name == name }
    entries.append((name, hash))
  }

  /// One line per file: 64 digits, two spaces, the name, LF.
  var bytes: [UInt8] {
    entries.flatMap { Array("\($0.hash.hex)  \($0.name)\n".utf8) }
  }

  /// Reads exactly what `bytes` writes; nil otherwise.
  init?(parsing bytes: [UInt8]) {
    for line in bytes.split(separator: 0x0A) {
      guard line.count > 66,
        let hash = ContentHash(hex: String(decoding: line.prefix(64), as: UTF8.self))
      else { return nil }
      add(String(decoding: line.dropFirst(66), as: UTF8.self), hash)
    }
    guard self.bytes == bytes else { return nil }
  }
}
