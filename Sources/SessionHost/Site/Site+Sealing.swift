import Foundation
package import SessionCapture
package import SessionRecord
import SessionStore

/// Sealing of sessions that have come to their end.
extension Site {
  /// Finishes the journal, seals the session and files the package; the journal is removed once the
  /// package holds all of it. A journal that could not be written does not keep a walk from being
  /// sealed: memory holds all of it, and the package's files are new and synchronised by themselves.
  ///
  /// - Throws: `Complaint` that says where the walk is kept and how to recover it.
  package func seal(
    _ session: CaptureSession, _ opening: SessionOpening, by sealer: SessionSealer, boot: [UInt8]
  ) throws -> SealedPackage {
    let journal = session.journal.path
    do {
      do { try session.journal.finish() } catch {
        onTrouble("The journal cannot be written, the walk is sealed from memory: \(error)")
      }
      let sealed = try sealer.seal(
        session.engine, entries: session.entries, at: try nextPosition(opening), boot: boot)
      try file(sealed)
      // The sealed package holds all that the journal does; unsealed journals alone need recovery.
      try FileManager.default.removeItem(atPath: journal)
      return sealed
    } catch {
      let complaint = Complaint(error)
      throw Complaint(
        "\(complaint.sentence) The walk is kept in \(journal): then run `walktest store recover "
          + "--store \(archive.root)`.", complaint.status)
    }
  }
}
