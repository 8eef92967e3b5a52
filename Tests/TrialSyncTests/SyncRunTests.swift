import ArchiveFixtures
import Foundation
import SessionRecord
import SessionStore
import Testing

@testable import TrialSync

@Suite("Synchronisation")
struct SyncRunTests {
  @Test("two walks, all acknowledged in order and the packages verify with their receipts")
  func drains() async throws {
    var fixture = try SyncFixture()
    let packages = try fixture.site.walk() + fixture.site.walk()
    let (summary, events) = try await fixture.run()
    #expect(summary.acknowledged == 4 && summary.isComplete)
    let sent = events.compactMap { event in
      if case .sending(let name, 1) = event { name } else { nil }
    }
    #expect(sent == packages.map(\.name))
    let verifier = PackageVerifier(trust: try fixture.trust.keys(), rederive: nil)
    for package in packages {
      let verdict = verifier.verify(package.path)
      #expect(verdict.isGood, "\(verdict.faults)")
    }
    let (again, nothing) = try await fixture.run()
    #expect(again == SyncSummary() && nothing == [.queued(0)])
    #expect(try fixture.index.differences().isEmpty)
  }

  @Test("the answer lost after the commit, sent again and acknowledged with one record there")
  func replyLost() async throws {
    var fixture = try SyncFixture()
    try fixture.site.walk()
    let way = FaultyWay(inner: fixture.database) { _ in throw FaultyWay.Cut() }
    let (summary, events) = try await fixture.run(to: way)
    #expect(summary.failed == 1 && summary.acknowledged == 0 && summary.waiting == 2)
    let first = try #require(try fixture.index.records().first)
    guard case .queued(1, let problem, let notBefore?) = first.state else {
      Issue.record("is \(first.state)")
      return
    }
    #expect(problem?.code == SyncRun.transportProblem)
    let wait = notBefore.milliseconds - fixture.now.milliseconds
    #expect((1_000...2_000).contains(wait))
    #expect(events.contains(.held(1, behind: first.package)))
    let (early, waiting) = try await fixture.run()
    #expect(early.acknowledged == 0)
    #expect(waiting.contains(.waiting(first.package, until: notBefore)))
    fixture.now = notBefore
    let (late, _) = try await fixture.run()
    #expect(late.acknowledged == 2 && late.isComplete)
    #expect(try await fixture.database.entries(of: fixture.site.chain).count == 2)
  }

  @Test("receipts forged in every way, not believed and the record kept")
  func forged() async throws {
    var fixture = try SyncFixture()
    let package = try fixture.site.seal()
    let other = try fixture.site.seal()
    let mallory = try SigningKey.generate(.ed25519)
    func receipt(
      for sealed: SealedRecord, by key: SigningKey, at time: WallTime
    ) throws -> SignedAnswer {
      let receipt = Receipt(for: sealed, status: .stored, receivedAt: time, logIndex: 0)
      let (bytes, signature) = try receipt.signed(by: key)
      return SignedAnswer(bytes: bytes, signature: signature)
    }
    let good = try receipt(for: package.sealed, by: fixture.trust.database, at: fixture.now)
    let forgeries = [
      try receipt(for: package.sealed, by: mallory, at: fixture.now),
      try receipt(for: package.sealed, by: fixture.site.deviceKey, at: fixture.now),
      try receipt(for: other.sealed, by: fixture.trust.database, at: fixture.now),
      SignedAnswer(bytes: good.bytes + [32], signature: good.signature),
      SignedAnswer(bytes: good.bytes, signature: Array("{}".utf8)),
      SignedAnswer(bytes: [UInt8](repeating: 91, count: 5_000_000), signature: good.signature),
      SignedAnswer(bytes: [], signature: []),
    ]
    for forgery in forgeries {
      for answer in [TrialAnswer.stored(forgery), .duplicate(forgery), .refused(forgery)] {
        let way = FaultyWay(inner: fixture.database) { _ in answer }
        let (summary, _) = try await fixture.run(to: way, ignoringWaits: true)
        #expect(summary.failed == 1 && summary.waiting == 2)
        let state = try fixture.index.record(package.sealed.hash).state
        guard case .queued(_, let problem, _) = state else {
          Issue.record("a forgery led to \(state)")
          continue
        }
        #expect(problem?.code == SyncRun.forgedProblem)
      }
    }
    #expect(try fixture.site.archive.receipt(in: package.name) == nil)
    let (summary, _) = try await fixture.run(ignoringWaits: true)
    #expect(summary.acknowledged == 2)
  }

  @Test("a refusal that is signed, stops the chain and survives a rebuilt index")
  func refused() async throws {
    var fixture = try SyncFixture()
    let wrong = try SigningKey.generate(.ed25519)
    let first = try fixture.site.seal { $0.signer = wrong }
    let second = try fixture.site.seal()
    let (summary, events) = try await fixture.run()
    #expect(summary.rejected == 1 && summary.waiting == 1)
    #expect(events.contains(.held(1, behind: first.name)))
    #expect(!events.contains(.sending(second.name, attempt: 1)))
    #expect(try fixture.states() == [.rejected, .queued])
    #expect(try fixture.site.archive.refusals(of: first.name).count == 1)
    let kept = try fixture.index.record(first.sealed.hash)
    let (rebuilt, _) = try ArchiveIndex.reindex(fixture.site.archive)
    #expect(try rebuilt.record(first.sealed.hash) == kept)
    try fixture.trust.enrol(wrong)
    try Outbox(fixture.index).apply(.queue, to: first.sealed.hash)
    let (retried, _) = try await fixture.run(
      to: try SyncFixture.open(fixture.site, fixture.trust))
    #expect(retried.acknowledged == 2)
  }

  @Test("another history there, ends as conflict with its receipt in the package")
  func conflict() async throws {
    var fixture = try SyncFixture()
    let first = try fixture.site.seal()
    var copy = try TestSite(in: TemporaryDirectory())
    let rival = try copy.seal { variation in
      variation.subject = "S-009"
      variation.signer = fixture.site.deviceKey
    }
    #expect(kind(try await fixture.submit(rival)) == "stored")
    let (summary, _) = try await fixture.run()
    #expect(summary.conflicts == 1 && !summary.isComplete)
    #expect(try fixture.states() == [.conflict])
    #expect(try fixture.site.archive.receipt(in: first.name) != nil)
    #expect(try fixture.index.differences().isEmpty)
    let (rebuilt, _) = try ArchiveIndex.reindex(fixture.site.archive)
    #expect(try rebuilt.records().map(\.state.name) == [.conflict])
  }

  @Test("a file gone bad on this disk, never sent and nothing else held up")
  func damagedHere() async throws {
    var fixture = try SyncFixture()
    let packages = try [fixture.site.seal(), fixture.site.seal(), fixture.site.seal()]
    let samples = URL(fileURLWithPath: packages[1].path + "/samples.csv")
    let good = try Data(contentsOf: samples)
    var bad = good
    bad[3] ^= 1
    try bad.write(to: samples)
    let (summary, events) = try await fixture.run()
    #expect(summary.acknowledged == 1 && summary.unreadable == 1 && summary.waiting == 2)
    #expect(!events.contains(.sending(packages[1].name, attempt: 1)))
    try good.write(to: samples)
    let (repaired, _) = try await fixture.run()
    #expect(repaired.acknowledged == 2)
  }

  @Test("cut off between receipt and index, the next run finds the same receipt")
  func cutBeforeIndex() async throws {
    var fixture = try SyncFixture()
    let package = try fixture.site.seal()
    _ = try fixture.index.addMissing()
    let outbox = Outbox(fixture.index)
    try outbox.apply(.queue, to: package.sealed.hash)
    try outbox.apply(.send, to: package.sealed.hash)
    try fixture.site.archive.keep(
      receipt: signed(try await fixture.submit(package)), in: package.name)
    let (summary, _) = try await fixture.run()
    #expect(summary.acknowledged == 1)
    #expect(try fixture.index.differences().isEmpty)
  }

  @Test("two runs at once, the second is turned away and may run afterwards")
  func locked() async throws {
    var fixture = try SyncFixture()
    try fixture.site.seal()
    do {
      let lock = try ArchiveLock(syncing: fixture.site.archive)
      let fault = await #expect(throws: StoreFault.self) { _ = try await fixture.run() }
      #expect(fault?.code == .syncAlreadyRunning)
      withExtendedLifetime(lock) {}
    }
    let (summary, _) = try await fixture.run()
    #expect(summary.acknowledged == 1)
  }

  @Test("reconciled, both sides are counted and every difference is named")
  func reconciliation() async throws {
    var fixture = try SyncFixture()
    let packages = try [fixture.site.seal(), fixture.site.seal()]
    _ = try await fixture.run()
    let whole = try await SyncReconciliation(index: fixture.index, database: fixture.database)
    #expect(whole.agrees && whole.chains.map(\.here) == [2] && whole.chains.map(\.there) == [2])
    let unsent = try fixture.site.seal()
    _ = try fixture.index.addMissing()
    let ahead = try await SyncReconciliation(index: fixture.index, database: fixture.database)
    #expect(ahead.chains.map(\.onlyHere) == [[unsent.name]])
    #expect(ahead.chains.map(\.lostThere) == [[]])
    try FileManager.default.removeItem(atPath: unsent.path)
    try FileManager.default.removeItem(atPath: packages[1].path)
    let (index, _) = try ArchiveIndex.reindex(fixture.site.archive)
    let behind = try await SyncReconciliation(index: index, database: fixture.database)
    #expect(behind.chains.map(\.onlyThere) == [[packages[1].sealed.hash]])
    let empty = try EmbeddedTrialDatabase(
      path: fixture.site.directory.path + "/empty.sqlite", trust: try fixture.trust.keys(),
      key: fixture.trust.database)
    let lost = try await SyncReconciliation(index: index, database: empty)
    #expect(lost.chains.map(\.lostThere) == [[packages[0].name]] && !lost.agrees)
  }

  @Test("the trial database lost what it had, gets it again before what is new")
  func restoredBackup() async throws {
    var fixture = try SyncFixture()
    let packages = try fixture.site.walk()
    _ = try await fixture.run()
    let receipts = try packages.map { try fixture.site.archive.receipt(in: $0.name) }
    let restored = try EmbeddedTrialDatabase(
      path: fixture.site.directory.path + "/restored.sqlite", trust: try fixture.trust.keys(),
      key: fixture.trust.database)
    try restored.enrol(study: "DEMO", site: "001", device: "wt01")
    let next = try fixture.site.seal()
    fixture.now = WallTime(milliseconds: fixture.now.milliseconds + 86_400_000)
    let (summary, events) = try await fixture.run(to: restored)
    #expect(summary.acknowledged == 1 && summary.isComplete)
    #expect(events.filter { $0 == .sentAgain(packages[0].name) }.count == 1)
    #expect(
      try await restored.head(of: fixture.site.chain)
        == TrialHead(seq: 3, hash: next.sealed.hash))
    #expect(try packages.map { try fixture.site.archive.receipt(in: $0.name) } == receipts)
    let both = try await SyncReconciliation(index: fixture.index, database: restored)
    #expect(both.agrees)
  }
}
