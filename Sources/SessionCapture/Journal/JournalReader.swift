/// What a journal's bytes hold: the whole entries from the start, and what was torn after them.
/// Nothing behind the first damage is read: an entry out of order could invent a mark.
public struct JournalContents: Hashable, Sendable {
  /// The header.
  public var header: JournalHeader
  /// The whole entries, sequence numbers 0, 1, 2 …
  public var entries: [JournalEntry]
  /// The damaged end; nil when the journal ends with a whole entry (preallocated zeros are no
  /// damage).
  public var tornTail: TornTail?

  /// Where the whole entries end: the offset of the next one in the file.
  public var length: Int {
    entries.reduce(JournalHeader.size) { $0 + JournalEntry.overhead + $1.payload.count }
  }

  /// The header and the whole entries as they stand in the file.
  var bytes: [UInt8] {
    entries.reduce(into: header.bytes) { $1.append(to: &$0) }
  }

  /// Reads a journal or any prefix of one.
  ///
  /// - Throws: `JournalFault` when there is no readable header.
  public init(parsing bytes: [UInt8]) throws(JournalFault) {
    header = try JournalHeader(parsing: bytes[...])
    entries = []
    let written = (bytes.lastIndex { $0 != 0 } ?? -1) + 1
    var offset = JournalHeader.size
    while offset < written {
      switch JournalEntry.parse(bytes, at: offset) {
      case .success(let entry) where Int(entry.sequence) == entries.count:
        entries.append(entry)
        offset += JournalEntry.overhead + entry.payload.count
      case .success:
        tornTail = TornTail(
          offset: offset, droppedBytes: written - offset, reason: .sequenceBroken)
        return
      case .failure(let reason):
        tornTail = TornTail(offset: offset, droppedBytes: written - offset, reason: reason)
        return
      }
    }
  }
}
