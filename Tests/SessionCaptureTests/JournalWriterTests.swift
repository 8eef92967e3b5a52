import Foundation
import Readings
import SessionCapture
import Testing

/// The journal on real files and on disks that are full.
@Suite struct JournalWriterTests {
  @Test("an existing file, is refused and left as it was")
  func existingFile_refused() throws {
    let scratch = try ScratchDirectory()
    try Data("kept".utf8).write(to: scratch.url.appending(path: "journal"))
    let fault = Self.fault { _ = try Self.writer(at: scratch.path("journal")) }
    #expect(fault?.code == .unreadable)
    #expect(fault?.description.contains("File exists") == true)
    #expect(try scratch.bytes("journal") == Array("kept".utf8))
  }

  @Test("a directory that is missing, gives one clear sentence")
  func missingDirectory_sentence() throws {
    let scratch = try ScratchDirectory()
    let fault = Self.fault { _ = try Self.writer(at: scratch.path("none/journal")) }
    #expect(fault?.code == .unreadable)
    #expect(
      fault?.description
        == "The journal cannot be opened: check that the path and its rights are right. "
        + "(No such file or directory)")
  }

  @Test(
    "a directory that cannot be written, gives one clear sentence",
    .enabled(if: SmallDisk.shallRun, Comment(rawValue: SmallDisk.refused)))
  func unwritableDirectory_sentence() throws {
    let disk = try SmallDisk(options: "size=1m")
    try #require(disk.remount("ro"))
    let fault = Self.fault { _ = try Self.writer(at: disk.scratch.path("journal")) }
    #expect(fault?.code == .unreadable)
    #expect(
      fault?.description
        == "The journal cannot be opened: check that the path and its rights are right. "
        + "(Read-only file system)")
  }

  @Test("a new journal, has its reserved size and reads back as empty")
  func newJournal_reserved() throws {
    let scratch = try ScratchDirectory()
    let writer = try Self.writer(at: scratch.path("journal"), preallocate: 10_000)
    let bytes = try scratch.bytes("journal")
    #expect(bytes.count == 10_000)
    let contents = try JournalContents(parsing: bytes)
    #expect(contents.entries.isEmpty && contents.tornTail == nil)
    #expect(contents.header == TestWalk.header)
    _ = writer
  }

  @Test("entries appended, are in the file after flush in their order")
  func flush_entriesInFile() throws {
    let scratch = try ScratchDirectory()
    let writer = try Self.writer(at: scratch.path("journal"))
    let entries = Self.entries(200, of: 64)
    for entry in entries.prefix(150) { try writer.append([entry]) }
    try writer.flush()
    #expect(
      try JournalContents(parsing: scratch.bytes("journal")).entries == Array(entries.prefix(150)))
    try writer.append(Array(entries.suffix(50)))
    try writer.flush()
    #expect(try JournalContents(parsing: scratch.bytes("journal")).entries == entries)
  }

  @Test("finish, gives the unused reserved bytes back")
  func finish_truncates() throws {
    let scratch = try ScratchDirectory()
    let writer = try Self.writer(at: scratch.path("journal"), preallocate: 100_000)
    let entries = Self.entries(3, of: 10)
    try writer.append(entries)
    try writer.finish()
    #expect(try scratch.bytes("journal") == TestWalk.journal(of: entries))
  }

  @Test("more entries than reserved, are written beyond the reservation")
  func beyondReservation_grows() throws {
    let scratch = try ScratchDirectory()
    let writer = try Self.writer(at: scratch.path("journal"), preallocate: 0)
    let entries = Self.entries(50, of: 1_000)
    try writer.append(entries)
    try writer.finish()
    #expect(try scratch.bytes("journal") == TestWalk.journal(of: entries))
  }

  @Test("an entry of the longest payload, reads back")
  func longestPayload_readsBack() throws {
    let scratch = try ScratchDirectory()
    let writer = try Self.writer(at: scratch.path("journal"))
    let entries = Self.entries(2, of: JournalEntry.longestPayload)
    try writer.append(entries)
    try writer.finish()
    #expect(try JournalContents(parsing: scratch.bytes("journal")).entries == entries)
  }

  @Test("a payload longer than an entry can hold, is refused and nothing after it is written")
  func tooLongPayload_refused() throws {
    let scratch = try ScratchDirectory()
    let writer = try Self.writer(at: scratch.path("journal"))
    let good = Self.entries(2, of: 10)
    try writer.append(good)
    let long = JournalEntry(
      kind: .event, sequence: 2, instant: MonotonicInstant(microseconds: 0),
      payload: [UInt8](repeating: 1, count: JournalEntry.longestPayload + 1))
    #expect(Self.fault { try writer.append([long]) }?.code == .entryTooLong)
    #expect(Self.fault { try writer.append(good) }?.code == .entryTooLong)
    #expect(Self.fault { try writer.flush() }?.code == .entryTooLong)
    let contents = try JournalContents(parsing: scratch.bytes("journal"))
    #expect(contents.entries == good)
    #expect(contents.tornTail == nil)
  }

  @Test(
    "no room for the reservation, is reported as a full disk and leaves no file behind",
    .enabled(if: SmallDisk.shallRun, Comment(rawValue: SmallDisk.refused)))
  func diskFull_atCreation_noFileLeft() throws {
    let disk = try SmallDisk(options: "size=1m")
    let fault = Self.fault {
      _ = try Self.writer(at: disk.scratch.path("journal"), preallocate: 2 << 20)
    }
    #expect(fault?.code == .diskFull)
    #expect(
      fault?.description
        == "There is no room for a journal: free space on the disk before a walk. "
        + "(No space left on device)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk.scratch.url.path).isEmpty)
  }

  @Test(
    "no room for even an empty file, is reported as a full disk",
    .enabled(if: SmallDisk.shallRun, Comment(rawValue: SmallDisk.refused)))
  func diskFull_noInode_diskFull() throws {
    let disk = try SmallDisk(options: "size=1m,nr_inodes=1")
    #expect(Self.fault { _ = try Self.writer(at: disk.scratch.path("journal")) }?.code == .diskFull)
  }

  @Test(
    "a disk that fills up beyond the reservation, keeps the failure and what was durable",
    .enabled(if: SmallDisk.shallRun, Comment(rawValue: SmallDisk.refused)))
  func diskFull_whileWriting_durableEntriesKept() throws {
    let disk = try SmallDisk(options: "size=1m")
    let writer = try Self.writer(at: disk.scratch.path("journal"), preallocate: 256 << 10)
    let entries = Self.entries(40, of: 60_000)
    var durable = 0
    var failure: JournalFault?
    for entry in entries where failure == nil {
      failure = Self.fault {
        try writer.append([entry])
        try writer.flush()
      }
      if failure == nil { durable += 1 }
    }
    #expect(failure?.code == .diskFull)
    #expect(durable >= 4)
    #expect(Self.fault { try writer.append([entries[0]]) } == failure)
    #expect(Self.fault { try writer.flush() } == failure)
    #expect(Self.fault { try writer.finish() } == failure)
    let contents = try JournalContents(parsing: disk.scratch.bytes("journal"))
    #expect(contents.entries == Array(entries.prefix(durable)))
  }

  @Test(
    "a disk filled by others after creation, does not hinder writing within the reservation",
    .enabled(if: SmallDisk.shallRun, Comment(rawValue: SmallDisk.refused)))
  func diskFilledByOthers_reservationHolds() throws {
    let disk = try SmallDisk(options: "size=1m")
    let writer = try Self.writer(at: disk.scratch.path("journal"), preallocate: 256 << 10)
    let hog = disk.scratch.path("hog")
    #expect(FileManager.default.createFile(atPath: hog, contents: nil))
    let handle = try #require(FileHandle(forWritingAtPath: hog))
    #expect(throws: (any Error).self) {
      while true { try handle.write(contentsOf: Data(count: 4_096)) }
    }
    let entries = Self.entries(200, of: 1_000)
    try writer.append(entries)
    try writer.finish()
    #expect(try disk.scratch.bytes("journal") == TestWalk.journal(of: entries))
  }

  private static func writer(
    at path: String, preallocate: Int = 4_096
  ) throws(JournalFault) -> JournalWriter {
    try JournalWriter(creating: path, header: TestWalk.header, preallocate: preallocate)
  }

  /// Entries with payloads of one size, every third an event.
  private static func entries(_ count: Int, of size: Int) -> [JournalEntry] {
    var entries: [JournalEntry] = []
    for index in 0..<count {
      let kind: JournalEntry.Kind = index % 3 == 0 ? .event : .frame
      let fill = UInt8(truncatingIfNeeded: index &+ 1)
      entries.append(
        JournalEntry(
          kind: kind, sequence: UInt32(index),
          instant: MonotonicInstant(microseconds: Int64(index)),
          payload: [UInt8](repeating: fill, count: size)))
    }
    return entries
  }

  private static func fault(_ body: () throws -> Void) -> JournalFault? {
    do { try body() } catch { return error as? JournalFault }
    return nil
  }
}
