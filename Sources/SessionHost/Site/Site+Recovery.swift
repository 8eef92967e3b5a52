import Foundation
import Readings
package import SessionCapture
import SessionRecord
import SessionStore
import StrictJSON
import WalkProtocol

/// What became of one journal that was left.
package struct RecoveredJournal {
  /// One line that says what was done.
  package var line: String
  /// True when somebody has to look at it: the journal stays where it is.
  package var needsPeople = false
}

/// Sessions that were never sealed.
extension Site {
  /// How the name of a journal goes on whose session ended before a walk was possible.
  private static let notStarted = ".not-started"

  /// The journals that no sealed package has replaced yet, by name.
  package func unsealedJournals() throws -> [String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: archive.journals)
    return names.filter { $0.hasSuffix(".journal") }.sorted().map {
      archive.journals + "/" + $0
    }
  }

  /// Seals every session that was left, and brings into the index what was sealed and not indexed.
  /// The caller holds the lock of capture.
  ///
  /// - Throws: when the disk fails; what was not sealed by then keeps its journal.
  package func recoverAll() throws -> [RecoveredJournal] {
    try removeUnfinished()
    let recovered = try unsealedJournals().map(recover)
    try fileMissing()
    return recovered
  }

  /// Removes what a crash left of packages and chain heads that never got their names. The caller
  /// holds the lock of capture.
  package func removeUnfinished() throws {
    _ = try PackageWriter(archive: archive.packages).removeUnfinished()
    for name in try FileManager.default.contentsOfDirectory(atPath: archive.packages)
    where name.hasPrefix("chain-head.") && name.contains(".tmp-") {
      try FileManager.default.removeItem(atPath: archive.packages + "/" + name)
    }
  }

  /// Brings into index and outbox what a crash kept from being filed there.
  package func fileMissing() throws {
    let index = try index()
    defer { try? index.close() }
    _ = try index.addMissing()
    _ = try Outbox(index).queueAll()
    try mendHead()
  }

  /// Writes the chain head anew that a crash or a full disk kept from following the newest record. One
  /// that tells of a newer record than there is stays as it is: then a record was taken away.
  private func mendHead() throws {
    guard keys.exists, FileManager.default.fileExists(atPath: keys.devicePath) else { return }
    let owner = try deviceOwner()
    let chain = ChainIdentity(study: owner[0], site: owner[1], device: owner[2], epoch: 1)
    guard let newest = try archive.newestPackage(of: chain)?.sealed else { return }
    let head = ChainHead(newest: newest)
    guard try lags(behind: head) else { return }
    try head.save(in: archive.packages, signedBy: try keys.privateKey(at: keys.devicePath))
  }

  private func lags(behind head: ChainHead) throws -> Bool {
    let trust = try keys.trust()
    do {
      return try ChainHead(archive: archive.packages, trust: trust).seq < head.seq
    } catch {
      // The signature is written second: without it the first file tells the newest record already.
      let told = FileManager.default.contents(atPath: archive.packages + "/chain-head.json")
      return told.map { Array($0) == head.json.compactBytes } ?? (head.seq == 1)
    }
  }

  /// Seals what a journal proves and removes the journal; one that cannot be read stays.
  private func recover(_ journal: String) throws -> RecoveredJournal {
    let name = URL(filePath: journal).lastPathComponent
    let recovery: SessionRecovery
    do throws(JournalFault) {
      let bytes = try readJournal(journal)
      if JournalHeader.isAllThereIs(in: bytes) { return try putAside(journal) }
      recovery = try SessionRecovery(journal: bytes)
    } catch {
      return RecoveredJournal(line: "\(name): NOT RECOVERED. \(error)", needsPeople: true)
    }
    guard let opening = recovery.replay.engine.opening else { return try putAside(journal) }
    let timeline = recovery.replay.engine.machine.timeline
    if try !isSealed(opening) {
      guard try hasOpenRecord(opening) else {
        if timeline.start == nil { return try putAside(journal) }
        return RecoveredJournal(
          line: "\(name): NOT RECOVERED. A walk is in it whose opening is not among the packages: "
            + "keep the file, find the package in the backup, call the monitor.",
          needsPeople: true)
      }
      let sealed = try sealer().seal(
        recovery.replay.engine, entries: recovery.replay.entries, at: try nextPosition(opening),
        boot: recovery.boot)
      try file(sealed)
    }
    try FileManager.default.removeItem(atPath: journal)
    let end =
      recovery.wasComplete
      ? "was complete and is sealed" : "was cut off and is sealed as interrupted"
    let torn = recovery.tornTail.map { ", \($0.droppedBytes) torn bytes dropped" } ?? ""
    return RecoveredJournal(line: "\(name): session \(opening.session) \(end)\(torn).")
  }

  /// Nothing is deleted, but a session that ended before its opening was signed needs no sealing.
  private func putAside(_ journal: String) throws(JournalFault) -> RecoveredJournal {
    let name = URL(filePath: journal).lastPathComponent
    guard rename(journal, journal + Self.notStarted) == 0 else {
      throw JournalFault(.writeFailed, at: 0, String(cString: strerror(errno)))
    }
    return RecoveredJournal(
      line: "\(name): ended before a walk could start; kept as \(name)\(Self.notStarted).")
  }

  private func readJournal(_ path: String) throws(JournalFault) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw JournalFault(.unreadable, at: 0, path)
    }
    return Array(data)
  }

  private func kinds(of opening: SessionOpening) throws -> [RecordKind] {
    try packages().filter { $0.record.session == opening.session }.map(\.record.kind)
  }

  /// Whether the session's opening was signed.
  package func hasOpenRecord(_ opening: SessionOpening) throws -> Bool {
    try kinds(of: opening).contains(.open)
  }

  private func isSealed(_ opening: SessionOpening) throws -> Bool {
    try kinds(of: opening).contains { $0 != .open }
  }
}
