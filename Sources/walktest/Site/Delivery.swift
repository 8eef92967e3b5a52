import Foundation
import SessionHost
import SessionRecord
import SessionStore
import StrictJSON
import TrialSync

/// One run of the outbox against the embedded trial database, told in lines.
struct Delivery {
  /// What the run did.
  struct Result {
    var summary: SyncSummary
    var lines: [String]
    var reconciliation: SyncReconciliation

    var json: JSONValue {
      [
        "acknowledged": .integer(Int64(summary.acknowledged)),
        "rejected": .integer(Int64(summary.rejected)),
        "conflicts": .integer(Int64(summary.conflicts)),
        "failed": .integer(Int64(summary.failed)),
        "unreadable": .integer(Int64(summary.unreadable)),
        "waiting": .integer(Int64(summary.waiting)),
        "reconciled": .bool(reconciliation.agrees),
      ]
    }
  }

  private let site: Site
  private let databasePath: String

  /// - Parameter database: the SQLite file; nil for `trial/trial.sqlite` in the store.
  init(_ site: Site, database: String? = nil) {
    self.site = site
    databasePath = database ?? site.archive.root + "/trial/trial.sqlite"
  }

  /// Delivers everything that waits.
  func run(now: WallTime, ignoringWaits: Bool = true) async throws -> Result {
    let trust = try site.keys.trust()
    let database = try open(trust)
    let index = try site.index()
    defer { try? index.close() }
    var generator = SystemRandomNumberGenerator()
    var lines: [String] = []
    let run = SyncRun(index: index, database: database, trust: trust)
    let summary = try await run.run(
      clock: { now }, using: &generator, ignoringWaits: ignoringWaits
    ) { event in
      if let line = Self.line(of: event) { lines.append(line) }
    }
    let reconciliation = try await SyncReconciliation(index: index, database: database)
    lines.append(reconciliation.line)
    return Result(summary: summary, lines: lines, reconciliation: reconciliation)
  }

  private func open(_ trust: TrustKeys) throws -> EmbeddedTrialDatabase {
    try FileManager.default.createDirectory(
      atPath: URL(filePath: databasePath).deletingLastPathComponent().path,
      withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
    let database = try EmbeddedTrialDatabase(
      path: databasePath, trust: trust,
      key: try site.keys.privateKey(at: site.keys.databasePath))
    // The embedded database trusts the key list alone: each device in it is enrolled.
    for key in trust.list.keys where key.role == .device {
      let codes = key.owner.split(separator: "/").map(String.init)
      guard codes.count == 3 else { continue }
      try database.enrol(study: codes[0], site: codes[1], device: codes[2])
    }
    return database
  }

  private static func line(of event: SyncEvent) -> String? {
    switch event {
    case .queued, .sending: nil
    case .sentAgain(let package): "sent again   \(package): the trial database had lost it"
    case .unreadable(let package, let fault): "unreadable   \(package): \(fault)"
    case .answered(let package, let state):
      switch state {
      case .acknowledged(let acknowledgement):
        "receipt      \(package): \(acknowledgement.line)"
      case .conflict(let acknowledgement):
        "CONFLICT     \(package): kept apart there, \(acknowledgement.line)"
          + (acknowledgement.problem.map { ", \($0.code): \($0.reason)" } ?? "")
      case .rejected(let problem): "REJECTED     \(package): \(problem.code) \(problem.reason)"
      default: "\(state.name.rawValue)  \(package)"
      }
    case .failed(let package, let problem, let notBefore):
      "failed       \(package): \(problem.reason) Next try not before \(notBefore)."
    case .waiting(let package, let until): "waits        \(package) until \(until)"
    case .held(let count, let package): "held         \(count) records behind \(package)"
    }
  }
}

extension Acknowledgement {
  fileprivate var line: String { "\(status), log entry \(logIndex), received \(receivedAt)" }
}

extension SyncReconciliation {
  /// Both sides counted.
  fileprivate var line: String {
    let here = chains.reduce(0) { $0 + $1.here }
    let there = chains.reduce(0) { $0 + $1.there }
    let verdict = agrees ? "both sides agree record by record" : "THE SIDES DIFFER"
    return "reconciled   \(here) records here, \(there) there: \(verdict)"
  }
}
