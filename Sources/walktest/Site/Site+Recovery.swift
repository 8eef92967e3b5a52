import Foundation
import Readings
import SessionCapture
import SessionRecord
import SessionStore
import WalkProtocol

/// Sessions that were never sealed.
extension Site {
  /// The journals that no sealed package has replaced yet, by name.
  func unsealedJournals() throws -> [String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: archive.journals)
    return names.filter { $0.hasSuffix(".journal") }.sorted().map {
      archive.journals + "/" + $0
    }
  }

  /// Seals what a journal proves and removes the journal; one that cannot be read stays.
  ///
  /// - Returns: one line that says what was done.
  func recover(_ journal: String) throws -> String {
    let name = URL(filePath: journal).lastPathComponent
    let recovery: SessionRecovery
    do throws(JournalFault) {
      recovery = try SessionRecovery(journal: try readJournal(journal))
    } catch {
      return "\(name): not recovered. \(error)"
    }
    guard let opening = recovery.replay.engine.opening else {
      return "\(name): no session was opened in it; the file stays."
    }
    let phase = recovery.replay.engine.machine.phase
    if try !isSealed(opening) {
      guard try hasOpenRecord(opening) else {
        return
          "\(name): ended while \(phase.rawValue), before its opening was signed; kept as it is."
      }
      let sealed = try sealer().seal(
        recovery.replay.engine, entries: recovery.replay.entries, at: try nextPosition(opening),
        boot: recovery.boot)
      try file(sealed)
    }
    try FileManager.default.removeItem(atPath: journal)
    let end = recovery.wasComplete ? "was complete and is sealed" : "is sealed as \(phase.rawValue)"
    let torn = recovery.tornTail.map { ", \($0.droppedBytes) torn bytes dropped" } ?? ""
    return "\(name): session \(opening.session) \(end)\(torn)."
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

  private func hasOpenRecord(_ opening: SessionOpening) throws -> Bool {
    try kinds(of: opening).contains(.open)
  }

  private func isSealed(_ opening: SessionOpening) throws -> Bool {
    try kinds(of: opening).contains { $0 != .open }
  }
}
