public import Readings

/// The first 64 bytes of a journal (docs/formats.md, "Journal header").
public struct JournalHeader: Hashable, Sendable {
  /// The version this code writes and the only one it reads.
  public static let version: UInt16 = 1
  /// The size of the header in bytes.
  public static let size = 64
  static let magic = Array("WALKJRNL".utf8)

  /// The session's UUID, 16 bytes in RFC 9562 order.
  public var session: [UInt8]
  /// The kernel's boot id, 16 bytes: instants of two journals compare only when it is equal.
  public var boot: [UInt8]
  /// When the journal was opened.
  public var opened: MonotonicInstant

  /// A header; `session` and `boot` are cut or filled with zeros to 16 bytes.
  public init(session: [UInt8], boot: [UInt8], opened: MonotonicInstant) {
    self.session = Self.sixteen(session)
    self.boot = Self.sixteen(boot)
    self.opened = opened
  }

  /// The 64 bytes as they stand in the file.
  public var bytes: [UInt8] {
    var output = Self.magic
    output.appendLittleEndian(Self.version)
    output.appendLittleEndian(UInt16(Self.size))
    output.appendLittleEndian(UInt32(0))
    output += session + boot
    output.appendLittleEndian(opened.microseconds)
    output.appendLittleEndian(UInt32(0))
    output.appendLittleEndian(CRC32C.checksum(output))
    return output
  }

  /// Reads a header from the start of a journal.
  ///
  /// - Throws: `JournalFault` when the bytes are too few, not a journal, damaged or of another
  ///   version.
  public init(parsing bytes: ArraySlice<UInt8>) throws(JournalFault) {
    let head = Array(bytes.prefix(Self.size))
    guard head.count == Self.size else {
      throw JournalFault(.truncatedHeader, at: 0, "holds \(head.count) bytes")
    }
    guard head.starts(with: Self.magic) else { throw JournalFault(.notAJournal, at: 0) }
    let version = UInt16(littleEndianAt: 8, in: head)
    guard UInt32(littleEndianAt: 60, in: head) == CRC32C.checksum(head[..<60]) else {
      throw JournalFault(.damagedHeader, at: 60)
    }
    guard version == Self.version else {
      throw JournalFault(.unknownVersion, at: 8, "version \(version)")
    }
    session = Array(head[16..<32])
    boot = Array(head[32..<48])
    opened = MonotonicInstant(
      microseconds: Int64(bitPattern: UInt64(littleEndianAt: 48, in: head)))
  }

  /// True when a journal holds a header at most, whole or not: the machine stopped while the file was
  /// made, before anybody was named in it.
  public static func isAllThereIs(in bytes: [UInt8]) -> Bool {
    let head = bytes.prefix(size)
    return !bytes.dropFirst(size).contains { $0 != 0 }
      && (head.starts(with: magic) || !head.contains { $0 != 0 })
  }

  private static func sixteen(_ bytes: [UInt8]) -> [UInt8] {
    Array((bytes + [UInt8](repeating: 0, count: 16)).prefix(16))
  }
}
