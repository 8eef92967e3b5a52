import ArchiveFixtures
import Foundation
import SessionRecord
import SessionStore
import Testing

@Suite("Archive")
struct ArchiveTests {
  /// The code of the fault that `body` throws.
  private func code(_ body: () throws -> Void) -> StoreFault.Code? {
    do {
      try body()
      return nil
    } catch {
      return (error as? StoreFault)?.code
    }
  }

  @Test("no directory, a file, or a foreign directory, each named with advice")
  func wrongPlaces() throws {
    let directory = try TemporaryDirectory()
    let file = directory.path + "/file"
    try Data().write(to: URL(fileURLWithPath: file))
    #expect(code { _ = try Archive(opening: directory.path + "/none") } == .missing)
    #expect(code { _ = try Archive(opening: file) } == .notADirectory)
    #expect(code { _ = try Archive(opening: directory.path) } == .notAnArchive)
    for code in StoreFault.Code.allCases { #expect(code.advice.hasSuffix(".")) }
  }

  @Test("created twice, stays as it is and keys are private")
  func createdTwice() throws {
    var site = try TestSite()
    try site.seal()
    let again = try Archive.create(at: site.archive.root + "/")
    #expect(again == site.archive)
    #expect(try again.listing().packages.count == 1)
    let mode = try FileManager.default.attributesOfItem(atPath: again.keys)[.posixPermissions]
    #expect(mode as? Int == 0o700)
  }

  @Test("no right to read or write, one clear fault each")
  func noRights() throws {
    var site = try TestSite()
    let archive = site.archive
    try ArchiveIndex(of: archive).close()
    try site.seal()
    let packages = archive.packages
    defer { chmod(packages, 0o750) }
    try Unprivileged.run {
      #expect(code { try archive.checkWritable() } == .notPermitted)
      #expect(code { _ = try ArchiveIndex(of: archive) } == .notPermitted)
    } preparing: {
      chmod(packages, 0o555)
      chmod(site.directory.path, 0o755)
      chmod(archive.root, 0o755)
    }
    try Unprivileged.run {
      #expect(code { _ = try Archive(opening: archive.root) } == .notPermitted)
    } preparing: {
      chmod(packages, 0o000)
    }
  }

  @Test("links, files, odd names and half sealed packages, listed apart from packages")
  func strangers() throws {
    var site = try TestSite()
    let package = try site.seal()
    let packages = site.archive.packages
    let link = "DEMO-001-wt01-1-2_00000000-0000-4000-8000-000000000002"
    let files = FileManager.default
    try files.createSymbolicLink(atPath: packages + "/" + link, withDestinationPath: package.path)
    try files.createDirectory(
      atPath: packages + "/.sealing-1-2", withIntermediateDirectories: false)
    try files.createDirectory(atPath: packages + "/odd", withIntermediateDirectories: false)
    try Data().write(to: URL(fileURLWithPath: packages + "/chain-head.json"))
    let listing = try site.archive.listing()
    #expect(listing.packages == [package.name])
    #expect(listing.leftovers == [".sealing-1-2"])
    #expect(
      listing.strangers == [
        .init(name: link, reason: .notADirectory), .init(name: "odd", reason: .nameNotAllowed),
      ])
    let name = try #require(PackageName(link))
    #expect(code { _ = try site.archive.package(name) } == .notAPlainFile)
  }

  @Test("a record.json that is a link, a pipe or too large, refused without waiting")
  func notAPlainFile() throws {
    var site = try TestSite()
    let package = try site.seal()
    let record = package.path + "/record.json"
    let moved = package.path + "/moved"
    try FileManager.default.moveItem(atPath: record, toPath: moved)
    try FileManager.default.createSymbolicLink(atPath: record, withDestinationPath: moved)
    #expect(code { _ = try site.archive.package(package.name) } == .notAPlainFile)
    unlink(record)
    #expect(mkfifo(record, 0o600) == 0)
    #expect(code { _ = try site.archive.package(package.name) } == .notAPlainFile)
    unlink(record)
    try Data(count: SessionRecord.largestSize + 1).write(to: URL(fileURLWithPath: record))
    #expect(code { _ = try site.archive.package(package.name) } == .packageDamaged)
  }

  @Test("a package in another's directory, refused as damaged")
  func swappedDirectory() throws {
    var site = try TestSite()
    let first = try site.seal()
    let other = "DEMO-001-wt01-1-7_00000000-0000-4000-8000-000000000001"
    try FileManager.default.moveItem(
      atPath: first.path, toPath: site.archive.packages + "/" + other)
    let name = try #require(PackageName(other))
    #expect(code { _ = try site.archive.package(name) } == .packageDamaged)
  }

  @Test("package names, taken apart from the right")
  func names() throws {
    let text = "A-B_c-0-0-1-x.y-12-345_0f000000-0000-4000-8000-00000000000a"
    let name = try #require(PackageName(text))
    #expect(name.origin == "A-B_c-0-0-1-x.y" && name.epoch == 12 && name.seq == 345)
    #expect(name.description == text)
    for wrong in [
      "", "a-b-1-1_0f000000-0000-4000-8000-00000000000a",
      "a-b-c-01-1_0f000000-0000-4000-8000-00000000000a",
      "a-b-c-1-0_0f000000-0000-4000-8000-00000000000a",
      "a-b-c-1--1_0f000000-0000-4000-8000-00000000000a",
      "a-b-c-1-99999999999999999999_0f000000-0000-4000-8000-00000000000a",
      "a-b-c-1-1_0F000000-0000-4000-8000-00000000000a", "a-b-c-1-1_",
    ] { #expect(PackageName(wrong) == nil, "\(wrong)") }
  }
}

@Suite("Chain positions on disk")
struct ChainPositionTests {
  @Test("no package, then some, the next position follows the newest record")
  func nextPosition() throws {
    var site = try TestSite()
    #expect(try site.archive.nextPosition(of: site.chain) == .first(epoch: 1))
    for _ in 1...11 { try site.seal() }
    let newest = try #require(try site.archive.newestPackage(of: site.chain))
    #expect(newest.name.seq == 11)
    let next = try site.archive.nextPosition(of: site.chain)
    #expect(next == ChainPosition(epoch: 1, seq: 12, prev: newest.sealed.hash))
    var otherEpoch = site.chain
    otherEpoch.epoch = 2
    #expect(try site.archive.nextPosition(of: otherEpoch) == .first(epoch: 2))
  }

  @Test("codes with dashes that make equal names, chains stay apart")
  func ambiguousNames() throws {
    var site = try TestSite(device: "a-b")
    try site.seal()
    var other = ChainIdentity(study: "DEMO", site: "001-a", device: "b", epoch: 1)
    #expect(try site.archive.nextPosition(of: other).seq == 1)
    other = site.chain
    #expect(try site.archive.nextPosition(of: other).seq == 2)
  }

  @Test("two packages at the newest place, no new position is given")
  func fork() throws {
    var site = try TestSite()
    try site.seal()
    try site.seal { $0.position = .first(epoch: 1) }
    #expect(throws: StoreFault.self) { try site.archive.nextPosition(of: site.chain) }
  }

  @Test("the newest package taken away, the head tells and no new position is given")
  func newestRemoved() throws {
    var site = try TestSite()
    let first = try site.seal()
    let second = try site.seal()
    let head = ChainHead(newest: second.sealed)
    #expect(try site.archive.nextPosition(of: site.chain, head: head).seq == 3)
    let older = ChainHead(newest: first.sealed)
    #expect(try site.archive.nextPosition(of: site.chain, head: older).seq == 3)
    try FileManager.default.removeItem(atPath: second.path)
    let fault = #expect(throws: StoreFault.self) {
      try site.archive.nextPosition(of: site.chain, head: head)
    }
    #expect(fault?.code == .chainCut)
  }
}
