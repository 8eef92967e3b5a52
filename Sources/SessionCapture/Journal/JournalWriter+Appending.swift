import Glibc

extension JournalWriter {
  /// Opens a journal that a crash left unfinished, so that it goes on after its last whole entry:
  /// drops the torn tail durably and reserves room again; the whole entries are written again as they
  /// are. The file never gets shorter.
  ///
  /// - Parameters:
  ///   - path: an existing journal.
  ///   - contents: what was read of it; the next entry appended follows these.
  ///   - preallocate: the size in bytes up to which room is reserved, as when it was created.
  /// - Throws: `JournalFault`: `inUse` while another writer has it open, `changed` when the file is
  ///   not what `contents` tells, `diskFull` or `writeFailed`; then the whole entries are untouched.
  public convenience init(
    appendingTo path: String, after contents: JournalContents, preallocate: Int
  ) throws(JournalFault) {
    // Reading too: where a file system cannot reserve, the C library looks at what stands there.
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw JournalFile.openingFault(errno: errno) }
    let length = contents.length
    let dropped = contents.tornTail?.droppedBytes ?? 0
    do throws(JournalFault) {
      try JournalFile.lock(descriptor)
      try Self.check(descriptor, holds: contents)
      let size = try JournalFile.size(of: descriptor)
      try JournalFile.reserve(max(size, preallocate, length), in: descriptor)
      // After a sync that failed the kernel may take pages for written that are not on the disk: what
      // is written again is synchronised again.
      try JournalFile.rewrite(contents.bytes, in: descriptor)
      try JournalFile.clear(dropped, at: length, in: descriptor)
    } catch {
      Glibc.close(descriptor)
      throw error
    }
    self.init(path: path, descriptor: descriptor, length: length)
  }

  /// Between reading and locking another writer may have gone on with the file: then its entries
  /// would be overwritten.
  private static func check(
    _ descriptor: Int32, holds contents: JournalContents
  ) throws(JournalFault) {
    let header = try JournalFile.read(JournalHeader.size, at: 0, from: descriptor)
    guard header == contents.header.bytes else { throw JournalFault(.changed, at: 0) }
    let length = contents.length
    if let last = contents.entries.last {
      var expected: [UInt8] = []
      last.append(to: &expected)
      let start = length - expected.count
      let found = try JournalFile.read(expected.count, at: start, from: descriptor)
      guard found == expected else { throw JournalFault(.changed, at: start) }
    }
    let next = try JournalFile.read(
      JournalEntry.overhead + JournalEntry.longestPayload, at: length, from: descriptor)
    if case .success(let entry) = JournalEntry.parse(next, at: 0),
      Int(entry.sequence) == contents.entries.count
    {
      throw JournalFault(.changed, at: length)
    }
    let tail = length + (contents.tornTail?.droppedBytes ?? 0)
    guard try JournalFile.isZero(from: tail, in: descriptor) else {
      throw JournalFault(.changed, at: tail)
    }
  }
}
