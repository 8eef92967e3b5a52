import Foundation
import Readings
import SessionCapture
import Testing

/// A journal that is gone on with, and the wait for what is durable.
@Suite struct JournalAppendingTests {
  @Test("an unfinished journal, goes on after its last entry and keeps its room")
  func unfinished_goesOn() throws {
    let scratch = try ScratchDirectory()
    let entries = Self.entries(6)
    try Self.leave(entries.prefix(4), tail: [], size: 5_000, in: scratch)
    let writer = try Self.appending(in: scratch, preallocate: 3_000)
    #expect(try scratch.bytes("journal").count == 5_000, "the file never gets shorter")
    try writer.append(Array(entries.suffix(2)))
    try writer.flush()
    #expect(try JournalContents(parsing: scratch.bytes("journal")).entries == entries)
    try writer.finish()
    #expect(try scratch.bytes("journal") == TestWalk.journal(of: entries))
  }

  @Test("a file cut short, gets its reserved size again")
  func short_reservedAgain() throws {
    let scratch = try ScratchDirectory()
    try Self.leave(Self.entries(2)[...], tail: [0xE7], size: 0, in: scratch)
    let writer = try Self.appending(in: scratch, preallocate: 9_000)
    #expect(try scratch.bytes("journal").count == 9_000)
    _ = writer
  }

  @Test("a torn tail in which whole entries stand, is gone from the file before anything follows")
  func tornTail_zeroed() throws {
    let scratch = try ScratchDirectory()
    let entries = Self.entries(8)
    // Behind the damage stand the entries that would follow the next one.
    var tail: [UInt8] = [0xE7, 2, 0]
    for entry in entries[5...] { entry.append(to: &tail) }
    try Self.leave(entries.prefix(4), tail: tail, size: 5_000, in: scratch)
    let left = try JournalContents(parsing: scratch.bytes("journal"))
    #expect(left.tornTail?.droppedBytes == tail.count)
    let writer = try Self.appending(in: scratch, preallocate: 0)
    let kept = TestWalk.journal(of: entries.prefix(4))
    let bytes = try scratch.bytes("journal")
    #expect(bytes.count == 5_000 && Array(bytes.prefix(kept.count)) == kept)
    #expect(bytes.dropFirst(kept.count).allSatisfy { $0 == 0 })
    try writer.append([entries[4]])
    try writer.flush()
    let contents = try JournalContents(parsing: scratch.bytes("journal"))
    #expect(contents.entries == Array(entries.prefix(5)) && contents.tornTail == nil)
  }

  @Test("a second writer, is refused until the first one is gone")
  func secondWriter_refused() throws {
    let scratch = try ScratchDirectory()
    do {
      let first = try JournalWriter(
        creating: scratch.path("journal"), header: TestWalk.header, preallocate: 1_000)
      #expect(Self.code { _ = try Self.appending(in: scratch) } == .inUse)
      try first.append(Self.entries(1))
      try first.flush()
    }
    let second = try Self.appending(in: scratch)
    #expect(Self.code { _ = try Self.appending(in: scratch) } == .inUse)
    #expect(try JournalContents(parsing: scratch.bytes("journal")).entries == Self.entries(1))
    _ = second
  }

  @Test("a journal that went on after it was read, is refused and left as it is")
  func changed_refused() throws {
    let entries = Self.entries(5)
    for tail in [[], [0xE7, 0, 1]] as [[UInt8]] {
      let scratch = try ScratchDirectory()
      try Self.leave(entries.prefix(3), tail: tail, size: 4_000, in: scratch)
      let read = try JournalContents(parsing: scratch.bytes("journal"))
      let other = try Self.appending(in: scratch)
      try other.append([entries[3]])
      try other.finish()
      let bytes = try scratch.bytes("journal")
      // The lock is held; a copy of the file has everything but the lock.
      try Data(bytes).write(to: scratch.url.appending(path: "copy"))
      let code = Self.code {
        _ = try JournalWriter(
          appendingTo: scratch.path("copy"), after: read, preallocate: 0)
      }
      #expect(code == .changed)
      #expect(try scratch.bytes("copy") == bytes)
      try Data(TestWalk.journal(of: entries[1...])).write(to: scratch.url.appending(path: "copy"))
      let otherEntries = Self.code {
        _ = try JournalWriter(appendingTo: scratch.path("copy"), after: read, preallocate: 0)
      }
      #expect(otherEntries == .changed)
    }
  }

  @Test("a journal that is missing, cannot be opened")
  func missing_unreadable() throws {
    let scratch = try ScratchDirectory()
    let contents = try JournalContents(parsing: TestWalk.header.bytes)
    let code = Self.code {
      _ = try JournalWriter(appendingTo: scratch.path("none"), after: contents, preallocate: 0)
    }
    #expect(code == .unreadable)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).isEmpty)
  }

  @Test("after durable, all that was appended before is in the file")
  func durable_inFile() async throws {
    let scratch = try ScratchDirectory()
    let writer = try JournalWriter(
      creating: scratch.path("journal"), header: TestWalk.header, preallocate: 100_000)
    let entries = Self.entries(60)
    for place in stride(from: 0, to: 60, by: 3) {
      try writer.append(Array(entries[place..<(place + 3)]))
      try await writer.durable()
      let contents = try JournalContents(parsing: scratch.bytes("journal"))
      #expect(contents.entries == Array(entries.prefix(place + 3)))
    }
    // Nothing new: nothing to wait for.
    try await writer.durable()
  }

  @Test("many tasks wait at once, each returns")
  func durable_manyTasks() async throws {
    let scratch = try ScratchDirectory()
    let writer = try JournalWriter(
      creating: scratch.path("journal"), header: TestWalk.header, preallocate: 100_000)
    try writer.append(Self.entries(50))
    let returned = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<64 {
        group.addTask {
          do { try await writer.durable() } catch { return false }
          return true
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(returned == 64)
    #expect(try JournalContents(parsing: scratch.bytes("journal")).entries.count == 50)
  }

  @Test(
    "a disk that is full, durable throws it and never says that the entry is safe",
    .enabled(if: SmallDisk.shallRun, Comment(rawValue: SmallDisk.refused)))
  func durable_diskFull_thrown() async throws {
    let disk = try SmallDisk(options: "size=256k")
    let writer = try JournalWriter(
      creating: disk.scratch.path("journal"), header: TestWalk.header, preallocate: 4_096)
    try writer.append(Self.entries(40, of: 60_000))
    await #expect { try await writer.durable() } throws: { error in
      (error as? JournalFault)?.code == .diskFull
    }
  }

  @Test(
    "a disk filled by others after the crash, does not hinder going on within the reservation",
    .enabled(if: SmallDisk.shallRun, Comment(rawValue: SmallDisk.refused)))
  func diskFilledByOthers_goesOn() throws {
    let disk = try SmallDisk(options: "size=1m")
    let entries = Self.entries(200, of: 1_000)
    do {
      let writer = try JournalWriter(
        creating: disk.scratch.path("journal"), header: TestWalk.header, preallocate: 256 << 10)
      try writer.append(Array(entries.prefix(20)))
      try writer.flush()
    }
    let hog = disk.scratch.path("hog")
    #expect(FileManager.default.createFile(atPath: hog, contents: nil))
    let handle = try #require(FileHandle(forWritingAtPath: hog))
    #expect(throws: (any Error).self) {
      while true { try handle.write(contentsOf: Data(count: 4_096)) }
    }
    let writer = try Self.appending(in: disk.scratch, preallocate: 256 << 10)
    try writer.append(Array(entries.dropFirst(20)))
    try writer.finish()
    #expect(try disk.scratch.bytes("journal") == TestWalk.journal(of: entries))
  }

  /// What a crash leaves: whole entries, torn bytes, and zeros up to `size`.
  private static func leave(
    _ entries: ArraySlice<JournalEntry>, tail: [UInt8], size: Int, in scratch: ScratchDirectory
  ) throws {
    var bytes = TestWalk.journal(of: entries) + tail
    bytes += [UInt8](repeating: 0, count: max(0, size - bytes.count))
    try Data(bytes).write(to: scratch.url.appending(path: "journal"))
  }

  private static func appending(
    in scratch: ScratchDirectory, preallocate: Int = 0
  ) throws -> JournalWriter {
    try JournalWriter(
      appendingTo: scratch.path("journal"),
      after: JournalContents(parsing: scratch.bytes("journal")), preallocate: preallocate)
  }

  private static func entries(_ count: Int, of size: Int = 40) -> [JournalEntry] {
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

  private static func code(_ body: () throws -> Void) -> JournalFault.Code? {
    do { try body() } catch { return (error as? JournalFault)?.code }
    return nil
  }
}
