import ArchiveFixtures
import GRDB
import SessionRecord
import SessionStore
import WalktestTesting

@testable import TrialSync

/// A site, its trial and the trial's database.
struct SyncFixture {
  var site: TestSite
  var trust: TestTrust
  let index: ArchiveIndex
  let database: EmbeddedTrialDatabase
  var now = WallTime(milliseconds: TestSite.morning.milliseconds + 3_600_000)

  init() throws {
    site = try TestSite()
    trust = try TestTrust()
    try trust.enrol(site.deviceKey)
    index = try ArchiveIndex(of: site.archive)
    database = try Self.open(site, trust)
    try database.enrol(study: "DEMO", site: "001", device: "wt01")
  }

  /// The trial database's file, opened again with the keys as they are now.
  static func open(_ site: TestSite, _ trust: TestTrust) throws -> EmbeddedTrialDatabase {
    try EmbeddedTrialDatabase(
      path: site.directory.path + "/trial.sqlite", trust: try trust.keys(), key: trust.database)
  }

  func upload(_ package: ArchivedPackage) throws -> PackageUpload {
    try PackageUpload(of: package, expecting: package.sealed.hash)
  }

  func submit(_ package: ArchivedPackage) async throws -> TrialAnswer {
    try await database.submit(try upload(package), now: now)
  }

  /// Runs once and gives the summary and what was reported.
  func run(
    to other: (any TrialDatabase)? = nil, ignoringWaits: Bool = false
  ) async throws -> (SyncSummary, [SyncEvent]) {
    var generator = SplitMix(state: 1)
    var events: [SyncEvent] = []
    let run = SyncRun(index: index, database: other ?? database, trust: try trust.keys())
    let summary = try await run.run(
      clock: { now }, using: &generator, ignoringWaits: ignoringWaits
    ) { events.append($0) }
    return (summary, events)
  }

  func states() throws -> [OutboxState.Name] { try index.records().map(\.state.name) }
}

/// What an answer is, with the code inside when there is one.
func kind(_ answer: TrialAnswer) -> String {
  switch answer {
  case .stored: "stored"
  case .duplicate: "duplicate"
  case .quarantined(let signed):
    "quarantined \((try? Receipt(parsing: signed.bytes))?.code ?? "?")"
  case .refused(let signed):
    "refused \((try? Refusal(parsing: signed.bytes))?.code.rawValue ?? "?")"
  }
}

/// The receipt or refusal of an answer.
func signed(_ answer: TrialAnswer) -> SignedAnswer {
  switch answer {
  case .stored(let signed), .duplicate(let signed), .quarantined(let signed), .refused(let signed):
    signed
  }
}

/// A trial database between which and us something goes wrong.
struct FaultyWay: TrialDatabase {
  struct Cut: Error {}

  let inner: EmbeddedTrialDatabase
  /// What becomes of the answer to an upload.
  let alter: @Sendable (TrialAnswer) throws -> TrialAnswer

  func submit(_ upload: PackageUpload, now: WallTime) async throws -> TrialAnswer {
    try alter(try await inner.submit(upload, now: now))
  }

  func head(of chain: ChainIdentity) async throws -> TrialHead? {
    try await inner.head(of: chain)
  }

  func entries(of chain: ChainIdentity) async throws -> [TrialEntry] {
    try await inner.entries(of: chain)
  }
}
