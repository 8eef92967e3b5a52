import ArchiveFixtures
import Foundation
import GRDB
import SessionRecord
import SessionStore
import Testing

@testable import TrialSync

@Suite("Embedded trial database")
struct EmbeddedTrialDatabaseTests {
  @Test("an opened database, every commit is synced")
  func synchronousFull() throws {
    let fixture = try SyncFixture()
    let mode = try fixture.database.queue.writeWithoutTransaction {
      try Int.fetchOne($0, sql: "PRAGMA synchronous")
    }
    #expect(mode == 2)
  }

  @Test("a record, then again, stored once with one and the same verified receipt")
  func idempotent() async throws {
    var fixture = try SyncFixture()
    let package = try fixture.site.seal()
    let first = try await fixture.submit(package)
    fixture.now = WallTime(milliseconds: fixture.now.milliseconds + 60_000)
    let second = try await fixture.submit(package)
    #expect(kind(first) == "stored" && kind(second) == "duplicate")
    #expect(signed(first) == signed(second))
    let receipt = try Receipt.verified(
      signed(first).bytes, signature: signed(first).signature, for: package.sealed,
      trust: try fixture.trust.keys())
    #expect(receipt.logIndex == 0 && receipt.status == .stored)
    let head = try await fixture.database.head(of: fixture.site.chain)
    #expect(head == TrialHead(seq: 1, hash: package.sealed.hash))
  }

  @Test("eight sends at once, one stored and seven duplicates")
  func parallel() async throws {
    var fixture = try SyncFixture()
    let package = try fixture.site.seal()
    let upload = try fixture.upload(package)
    let (now, site, trust) = (fixture.now, fixture.site, fixture.trust)
    let answers = try await withThrowingTaskGroup(of: TrialAnswer.self) { group in
      for _ in 0..<8 {
        // Each has a connection of its own, as separate processes have.
        let database = try SyncFixture.open(site, trust)
        group.addTask { try await database.submit(upload, now: now) }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.map(kind).sorted() == Array(repeating: "duplicate", count: 7) + ["stored"])
    #expect(Set(answers.map(signed)).count == 1)
    let rows = try await fixture.database.entries(of: fixture.site.chain)
    #expect(rows == [TrialEntry(hash: package.sealed.hash, seq: 1, isQuarantined: false)])
  }

  @Test("raw UPDATE, DELETE and REPLACE on every evidence table, refused in plain words")
  func appendOnly() async throws {
    var fixture = try SyncFixture()
    _ = try await fixture.submit(try fixture.site.seal { $0.openedAt = WallTime(milliseconds: 0) })
    // A second connection with nothing of ours set, as any SQLite tool would open it.
    let raw = try DatabaseQueue(path: fixture.site.directory.path + "/trial.sqlite")
    for (table, _) in TrialSchema.evidence {
      let (count, column) = try await raw.read { database in
        (
          try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)"),
          try database.columns(in: table).first?.name
        )
      }
      let before = try #require(count)
      try #require(before > 0, "\(table) has no row to try on")
      let name = try #require(column)
      for statement in [
        "UPDATE \(table) SET \(name) = \(name)", "DELETE FROM \(table)",
        "INSERT OR REPLACE INTO \(table) SELECT * FROM \(table)",
      ] {
        let error = await #expect(throws: DatabaseError.self, "\(statement)") {
          try await raw.write { try $0.execute(sql: statement) }
        }
        #expect(error?.message?.contains("\(table) is append-only") == true, "\(statement)")
      }
      let after = try await raw.read {
        try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)")
      }
      #expect(after == before)
    }
  }

  @Test("records out of order, a gap is refused until the one before is there")
  func gap() async throws {
    var fixture = try SyncFixture()
    let packages = try [fixture.site.seal(), fixture.site.seal(), fixture.site.seal()]
    var kinds: [String] = []
    for place in [1, 0, 2, 1, 2] { kinds.append(kind(try await fixture.submit(packages[place]))) }
    #expect(kinds == ["refused WT004", "stored", "refused WT004", "stored", "stored"])
  }

  @Test("other bytes at the same place and what follows them, kept in quarantine")
  func conflict() async throws {
    var fixture = try SyncFixture()
    let first = try fixture.site.seal()
    _ = try await fixture.submit(first)
    var copy = fixture.site
    let second = try fixture.site.seal()
    _ = try await fixture.submit(second)
    let other = try copy.seal { variation in
      variation.subject = "S-002"
      variation.session = "ffffffff-0000-4000-8000-000000000001"
      variation.position = ChainPosition(epoch: 1, seq: 2, prev: first.sealed.hash)
    }
    let after = try copy.seal { variation in
      variation.session = "ffffffff-0000-4000-8000-000000000002"
      variation.position = ChainPosition(epoch: 1, seq: 3, prev: other.sealed.hash)
    }
    let answer = try await fixture.submit(other)
    #expect(kind(answer) == "quarantined WT003")
    #expect(signed(try await fixture.submit(other)) == signed(answer))
    #expect(kind(try await fixture.submit(after)) == "quarantined WT005")
    let head = try await fixture.database.head(of: fixture.site.chain)
    #expect(head == TrialHead(seq: 2, hash: second.sealed.hash))
    let entries = try await fixture.database.entries(of: fixture.site.chain)
    #expect(entries.count == 4 && entries.count(where: \.isQuarantined) == 2)
    let kept = try await fixture.database.queue.read { database in
      try Data.fetchOne(
        database, sql: "SELECT record FROM record WHERE hash = ?",
        arguments: [other.sealed.hash.hex])
    }
    #expect(kept.map { [UInt8]($0) } == other.sealed.bytes)
  }

  @Test(
    "impossible wall clocks, quarantined and the head goes on",
    arguments: [
      WallTime(milliseconds: 0), WallTime(milliseconds: 4_070_908_800_000),
    ])
  func clock(opened: WallTime) async throws {
    var fixture = try SyncFixture()
    let strange = try fixture.site.seal { $0.openedAt = opened }
    #expect(kind(try await fixture.submit(strange)) == "quarantined WT008")
    #expect(kind(try await fixture.submit(try fixture.site.seal())) == "stored")
    #expect(try await fixture.database.head(of: fixture.site.chain)?.seq == 2)
  }

  @Test("bytes changed, missing, foreign or unsigned, each refused with its code")
  func refusals() async throws {
    var fixture = try SyncFixture()
    let package = try fixture.site.seal()
    let good = try fixture.upload(package)
    func answer(_ change: (inout PackageUpload) -> Void) async throws -> String {
      var upload = good
      change(&upload)
      return kind(try await fixture.database.submit(upload, now: fixture.now))
    }
    #expect(try await answer { $0.record[40] ^= 1 }.hasPrefix("refused WT00"))
    #expect(try await answer { $0.record = [] } == "refused WT009")
    #expect(try await answer { $0.signature = [] } == "refused WT002")
    #expect(try await answer { $0.files["samples.csv"] = nil } == "refused WT007")
    #expect(try await answer { $0.files["samples.csv"]?.append(10) } == "refused WT007")
    #expect(try await answer { _ in } == "stored")
  }

  @Test("keys unknown, of another device, of another role or withdrawn, refused")
  func keys() async throws {
    var fixture = try SyncFixture()
    let unknown = try SigningKey.generate(.es256)
    let neighbour = try SigningKey.generate(.ed25519)
    try fixture.trust.enrol(neighbour, owner: "DEMO/001/wt02")
    let database = try SyncFixture.open(fixture.site, fixture.trust)
    var kinds: [String] = []
    for key in [unknown, neighbour, fixture.trust.database] {
      let package = try fixture.site.seal { variation in
        variation.signer = key
        variation.position = .first(epoch: 1)
      }
      kinds.append(
        kind(try await database.submit(try fixture.upload(package), now: fixture.now)))
    }
    #expect(kinds == ["refused WT002", "refused WT006", "refused WT002"])
    let package = try fixture.site.seal { $0.position = .first(epoch: 1) }
    let later = WallTime(milliseconds: fixture.now.milliseconds + 1)
    try fixture.trust.revoke(fixture.site.deviceKey, from: later)
    let revoking = try SyncFixture.open(fixture.site, fixture.trust)
    let upload = try fixture.upload(package)
    #expect(kind(try await revoking.submit(upload, now: later)) == "refused WT002")
    #expect(kind(try await revoking.submit(upload, now: fixture.now)) == "stored")
    #expect(kind(try await revoking.submit(upload, now: later)) == "duplicate")
  }

  @Test("a device nobody enrolled here, refused; enrolled twice, taken")
  func strangers() async throws {
    var fixture = try SyncFixture()
    let key = try SigningKey.generate(.ed25519)
    try fixture.trust.enrol(key, owner: "DEMO/002/wt01")
    let database = try SyncFixture.open(fixture.site, fixture.trust)
    let package = try fixture.site.seal { variation in
      variation.site = "002"
      variation.signer = key
    }
    let upload = try fixture.upload(package)
    #expect(kind(try await database.submit(upload, now: fixture.now)) == "refused WT006")
    for _ in 0..<2 { try database.enrol(study: "DEMO", site: "002", device: "wt01") }
    #expect(kind(try await database.submit(upload, now: fixture.now)) == "stored")
  }

  @Test("equal files in several records, kept once")
  func contentAddressed() async throws {
    var fixture = try SyncFixture()
    for _ in 0..<3 { _ = try await fixture.submit(try fixture.site.seal()) }
    let (files, links) = try await fixture.database.queue.read { database in
      (
        try Int.fetchOne(database, sql: "SELECT count(*) FROM file"),
        try Int.fetchOne(database, sql: "SELECT count(*) FROM record_file")
      )
    }
    #expect(files == 4 && links == 12)
  }

  @Test("a file of another program, refused")
  func foreignFile() throws {
    let fixture = try SyncFixture()
    let fault = #expect(throws: TrialDatabaseFault.self) {
      try EmbeddedTrialDatabase(
        path: fixture.site.archive.index, trust: try fixture.trust.keys(),
        key: fixture.trust.database)
    }
    #expect(fault?.code == .foreign)
  }
}
