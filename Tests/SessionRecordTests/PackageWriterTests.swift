import Foundation
import Testing

@testable import SessionRecord

@Suite("Sealing packages")
struct PackageWriterTests {
  private let open = RecordExamples.record(.open)
  private let protocolOnly = Array(RecordExamples.contents.prefix(1))

  @Test("a sealed close, holds exactly the files it should and no temporary one")
  func contents() throws {
    let example = try ArchiveExample(sessions: 1)
    #expect(
      try example.place.names(in: example.names[1]) == [
        "README-VERIFY.txt", "SHA256SUMS", "events.jsonl", "frames.log", "protocol.json",
        "record.json", "record.jws", "samples.csv",
      ])
    #expect(
      try example.place.names() == example.names.sorted() + ["chain-head.json", "chain-head.jws"])
  }

  @Test("a large file copied from the disk, streamed whole and left in place")
  func streaming() throws {
    let place = try TemporaryDirectory()
    let source = place.path + "/journal.csv"
    let row = Array("1,1000000,1340,2000,62500,2000,1,2000\r\n".utf8)
    let bytes = Array([[UInt8]](repeating: row, count: 20_000).joined())
    try Data(bytes).write(to: URL(fileURLWithPath: source))
    var contents = RecordExamples.contents
    contents[1] = PackageFile(name: "samples.csv", mediaType: "text/csv", copying: source)
    let sealed = try PackageWriter(archive: place.path).seal(
      RecordExamples.record(.close), contents: contents, key: try SigningKey.generate(.ed25519))
    let file = try #require(sealed.record.record.files.first { $0.name == "samples.csv" })
    #expect(file.bytes == Int64(bytes.count))
    #expect(file.sha256 == ContentHash(of: bytes))
    #expect(try Data(contentsOf: URL(fileURLWithPath: sealed.path + "/samples.csv")) == Data(bytes))
    #expect(FileManager.default.fileExists(atPath: source))
  }

  @Test("sealing the same record twice, refused and the first kept")
  func twice() throws {
    let place = try TemporaryDirectory()
    let key = try SigningKey.generate(.es256)
    let writer = PackageWriter(archive: place.path)
    let first = try writer.seal(open, contents: protocolOnly, key: key)
    let jws = try DurableFile.read(first.path + "/record.jws", limit: 4_096)
    #expect(code(writer, open, protocolOnly, key) == .alreadyExists)
    #expect(try DurableFile.read(first.path + "/record.jws", limit: 4_096) == jws)
    #expect(try place.names().filter { $0.hasPrefix(".") }.isEmpty)
  }

  @Test("an archive that is missing or is a file, refused with the path")
  func missingArchive() throws {
    let place = try TemporaryDirectory()
    let key = try SigningKey.generate(.ed25519)
    #expect(
      code(PackageWriter(archive: place.path + "/none"), open, protocolOnly, key) == .pathMissing)
    try Data().write(to: URL(fileURLWithPath: place.path + "/file"))
    #expect(
      code(PackageWriter(archive: place.path + "/file"), open, protocolOnly, key) == .pathMissing)
  }

  @Test("a draft that breaks a rule or a source that is gone, refused and nothing left behind")
  func badDrafts() throws {
    let place = try TemporaryDirectory()
    let key = try SigningKey.generate(.ed25519)
    let writer = PackageWriter(archive: place.path)
    #expect(code(writer, open, [], key) == .recordKindRule)
    var named = open
    named.subject = "Anna Maier"
    #expect(code(writer, named, protocolOnly, key) == .recordIdentifierNotAllowed)
    var escaping = open
    escaping.session = "../../evil"
    #expect(code(writer, escaping, protocolOnly, key) == .recordIdentifierNotAllowed)
    var other = protocolOnly
    other[0] = PackageFile(name: "protocol.json", mediaType: "application/json", bytes: [1])
    #expect(code(writer, open, other, key) == .protocolHashDiffers)
    let gone = PackageFile(
      name: "protocol.json", mediaType: "application/json", copying: place.path + "/gone")
    #expect(code(writer, open, [gone], key) == .pathMissing)
    #expect(try place.names().isEmpty)
  }

  @Test("a directory left by a crash, replaced by sealing and removed at start")
  func leftovers() throws {
    let place = try TemporaryDirectory()
    let writer = PackageWriter(archive: place.path)
    let stale = place.path + "/.sealing-" + open.directoryName
    try FileManager.default.createDirectory(atPath: stale, withIntermediateDirectories: false)
    try Data([1]).write(to: URL(fileURLWithPath: stale + "/record.json"))
    #expect(try PackageArchive.packageNames(in: place.path).isEmpty)
    #expect(try writer.removeUnfinished() == [".sealing-" + open.directoryName])
    try FileManager.default.createDirectory(atPath: stale, withIntermediateDirectories: false)
    try Data([1]).write(to: URL(fileURLWithPath: stale + "/record.json"))
    _ = try writer.seal(open, contents: protocolOnly, key: try SigningKey.generate(.ed25519))
    #expect(try PackageArchive.packageNames(in: place.path) == [open.directoryName])
    #expect(try writer.removeUnfinished().isEmpty)
  }

  @Test("kernel errors, the code that says what to do")
  func systemErrors() {
    let codes: [(Int32, VerdictCode)] = [
      (ENOSPC, .diskFull), (EDQUOT, .diskFull), (EACCES, .notWritable), (EROFS, .notWritable),
      (EIO, .diskFault), (ENOENT, .pathMissing), (ELOOP, .fileNotRegular), (EEXIST, .alreadyExists),
    ]
    for (number, code) in codes {
      let fault = SystemFailure.fault(number, at: "/archive/x")
      #expect(fault.code == code && fault.place == "/archive/x" && !fault.detail.isEmpty)
    }
  }

  private func code(
    _ writer: PackageWriter, _ draft: SessionRecord, _ contents: [PackageFile], _ key: SigningKey
  ) -> VerdictCode? {
    let fault = #expect(throws: RecordFault.self) {
      try writer.seal(draft, contents: contents, key: key)
    }
    return fault?.code
  }
}
