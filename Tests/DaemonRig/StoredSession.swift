import Foundation
import Readings
package import SessionCapture
import SessionHost
import SessionRecord
import SessionStore
package import StrictJSON

/// What a store holds of its one session, once all of it is verified.
package struct StoredSession {
  /// The kinds of its records in the order of the chain.
  package let kinds: [String]
  /// The last record's `walk` block.
  package let walk: JSONValue
  /// The last record's events.
  package let events: [SessionEvent]

  /// Verifies every package and chain in the store of `site` and reads the session.
  ///
  /// - Throws: `RigFault` naming what verification refused.
  package init(_ site: DaemonSite) throws {
    let opened = try site.opened()
    let verdict = try opened.verifier().verifyAll(opened.archive.packages)
    guard verdict.isGood else { throw RigFault("the store does not verify: \(verdict)") }
    let packages = try opened.packages().sorted {
      $0.record.position.seq < $1.record.position.seq
    }
    guard let last = packages.last, Set(packages.map(\.record.session)).count == 1 else {
      throw RigFault("not one session in the store: \(packages.map(\.name))")
    }
    kinds = packages.map(\.record.kind.rawValue)
    walk = last.record.walk ?? .null
    events =
      last.record.kind == .open
      ? []
      : try last.bytes(of: "events.jsonl").split(separator: 0x0A).map { line in
        guard let event = SessionEvent(parsing: line) else { throw RigFault("no event: \(line)") }
        return event
      }
  }

  /// The instants of the standing marks called `name`.
  package func marks(_ name: String) -> [Int64] {
    (walk["marks"]?.array ?? []).filter { $0["mark"]?.string == name }
      .compactMap { $0["at_us"]?.integer }
  }

  /// The events of a kind.
  package func events(_ kind: SessionEvent.Kind) -> [SessionEvent] {
    events.filter { $0.kind == kind }
  }
}

/// Why a test of the daemon cannot go on.
package struct RigFault: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
