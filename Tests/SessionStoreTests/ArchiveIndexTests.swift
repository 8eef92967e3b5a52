import ArchiveFixtures
import Foundation
import GRDB
import SessionRecord
import Testing

@testable import SessionStore

@Suite("Archive index")
struct ArchiveIndexTests {
  /// A site with every settled state, made step by step, and its index.
  private func settledSite() throws -> (TestSite, ArchiveIndex) {
    var site = try TestSite()
    let index = try ArchiveIndex(of: site.archive)
    let outbox = Outbox(index)
    let trust = try TestTrust()
    for number in 0..<5 {
      let package = try site.seal { $0.subject = "S-00\(number)" }
      try index.add(package)
      guard number < 4 else { continue }
      try outbox.apply(.queue, to: package.sealed.hash)
      try outbox.apply(.send, to: package.sealed.hash)
      try settle(package, number, site.archive, outbox, trust)
    }
    return (site, index)
  }

  private func settle(
    _ package: ArchivedPackage, _ number: Int, _ archive: Archive, _ outbox: Outbox,
    _ trust: TestTrust
  ) throws {
    let hash = package.sealed.hash
    if number == 3 {
      let refusal = Refusal(
        recordHash: hash, code: .stranger, reason: "not enrolled", at: TestSite.morning)
      let signature = try DetachedJWS.sign(refusal.bytes, as: .receipt, with: trust.database)
      try archive.keep(
        refusal: SignedAnswer(bytes: refusal.bytes, signature: signature), of: package.name)
      try outbox.apply(.reject(DeliveryProblem(code: "WT006", reason: "not enrolled")), to: hash)
      return
    }
    let codes: [String?] = [nil, "WT008", "WT003"]
    let receipt = Receipt(
      for: package.sealed, status: codes[number] == nil ? .stored : .quarantined,
      code: codes[number], receivedAt: TestSite.morning, logIndex: Int64(number))
    let (bytes, signature) = try receipt.signed(by: trust.database)
    try archive.keep(receipt: SignedAnswer(bytes: bytes, signature: signature), in: package.name)
    switch OutboxState(receipt) {
    case .conflict(let acknowledgement): try outbox.apply(.conflict(acknowledgement), to: hash)
    case .acknowledged(let acknowledgement):
      try outbox.apply(.acknowledge(acknowledgement), to: hash)
    default: Issue.record("a receipt leads to another state")
    }
  }

  private func code(_ body: () throws -> Void) -> StoreFault.Code? {
    do {
      try body()
      return nil
    } catch {
      return (error as? StoreFault)?.code
    }
  }

  @Test("an opened index, every commit is synced")
  func synchronousFull() throws {
    let site = try TestSite()
    let index = try ArchiveIndex(of: site.archive)
    #expect(try index.synchronousMode() == 2)
    let journal = try index.reading { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
    #expect(journal == "wal")
  }

  @Test("made again from the packages, equal to the one kept step by step")
  func reindexEqual() throws {
    let (site, index) = try settledSite()
    let kept = try index.records()
    #expect(
      kept.map(\.state.name) == [.acknowledged, .acknowledged, .conflict, .rejected, .local])
    #expect(try index.differences().isEmpty)
    try index.close()
    for suffix in ["", "-wal", "-shm"] { unlink(site.archive.index + suffix) }
    let fault = #expect(throws: StoreFault.self) { try ArchiveIndex(of: site.archive) }
    #expect(fault?.code == .indexMissing)
    #expect(fault?.advice.contains("walktest store reindex") == true)
    var steps: [Int] = []
    let (again, scan) = try ArchiveIndex.reindex(site.archive) { done, _ in steps.append(done) }
    #expect(try again.records() == kept)
    #expect(scan.unreadable.isEmpty && steps == [1, 2, 3, 4, 5])
    #expect(try again.counts()[.acknowledged] == 2)
  }

  @Test("a damaged index, says so and is made again")
  func damaged() throws {
    let (site, index) = try settledSite()
    let kept = try index.records()
    try index.close()
    try Data("not a database at all, but long enough to look at".utf8)
      .write(to: URL(fileURLWithPath: site.archive.index))
    let fault = #expect(throws: StoreFault.self) { try ArchiveIndex(of: site.archive) }
    #expect(fault?.code == .indexDamaged)
    #expect(fault?.advice.contains("walktest store reindex") == true)
    let (again, _) = try ArchiveIndex.reindex(site.archive)
    #expect(try again.records() == kept)
    #expect(FileManager.default.fileExists(atPath: site.archive.index + ".damaged"))
  }

  @Test("pages overwritten in the middle, noticed when opened")
  func damagedInside() throws {
    let (site, index) = try settledSite()
    let kept = try index.records()
    try index.queue.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
    try index.close()
    let url = URL(fileURLWithPath: site.archive.index)
    var bytes = try Data(contentsOf: url)
    bytes.replaceSubrange(4_096..<8_192, with: Data(repeating: 0xA5, count: 4_096))
    try bytes.write(to: url)
    #expect(code { _ = try ArchiveIndex(of: site.archive) } == .indexDamaged)
    #expect(try ArchiveIndex.reindex(site.archive).index.records() == kept)
  }

  @Test("a newer version's index or a foreign database, refused and never changed")
  func foreign() throws {
    let site = try TestSite()
    let index = try ArchiveIndex(of: site.archive)
    try index.writing {
      try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9-from-the-future')")
    }
    try index.close()
    #expect(code { _ = try ArchiveIndex(of: site.archive) } == .indexTooNew)
    for suffix in ["", "-wal", "-shm"] { unlink(site.archive.index + suffix) }
    let foreign = try DatabaseQueue(path: site.archive.index)
    try foreign.write { try $0.execute(sql: "CREATE TABLE mine (a)") }
    try foreign.close()
    #expect(code { _ = try ArchiveIndex(of: site.archive) } == .indexDamaged)
  }

  @Test("the same package twice, one row; packages not added, found by addMissing")
  func addMissing() throws {
    var site = try TestSite()
    let index = try ArchiveIndex(of: site.archive)
    let first = try site.seal()
    try index.add(first)
    try index.add(first)
    let second = try site.seal()
    #expect(try index.differences() == [.notIndexed(second.name)])
    #expect(try index.addMissing().added == 1)
    #expect(try index.addMissing().added == 0)
    #expect(try index.records().map(\.package) == [first.name, second.name])
  }

  @Test("packages removed, changed and unreadable, each named by verify")
  func differences() throws {
    let (site, index) = try settledSite()
    let packages = try site.archive.listing().packages
    try FileManager.default.removeItem(atPath: site.archive.path(of: packages[0]))
    unlink(site.archive.path(of: packages[1]) + "/receipt.json")
    let broken = site.archive.path(of: packages[2]) + "/record.json"
    try Data("{}".utf8).write(to: URL(fileURLWithPath: broken))
    let found = try index.differences()
    #expect(found.contains(.packageMissing(packages[0])))
    #expect(
      found.contains(.stateDiffers(packages[1], indexed: .acknowledged, onDisk: .local)))
    #expect(
      found.contains {
        if case .unreadable(let name, let fault) = $0 {
          name == packages[2] && fault.code == .packageDamaged
        } else {
          false
        }
      })
    #expect(found.count == 3)
  }

  @Test("filters, let through exactly what they name")
  func filters() throws {
    var site = try TestSite()
    let index = try ArchiveIndex(of: site.archive)
    let evening = WallTime(milliseconds: TestSite.morning.milliseconds + 36_000_000)
    let first = try site.walk { $0.subject = "S-001" }
    let second = try site.walk { variation in
      variation.subject = "S-002"
      variation.visit = "month-3"
      variation.openedAt = evening
    }
    _ = try index.addMissing()
    func subjects(_ filter: RecordFilter) throws -> [String] {
      try index.records(filter).map(\.subject)
    }
    #expect(try index.records().count == 4)
    #expect(try subjects(RecordFilter(subject: "S-002")) == ["S-002", "S-002"])
    #expect(try subjects(RecordFilter(visit: "baseline", kinds: [.open])) == ["S-001"])
    #expect(try subjects(RecordFilter(openedFrom: evening)) == ["S-002", "S-002"])
    #expect(try subjects(RecordFilter(openedBefore: evening)) == ["S-001", "S-001"])
    #expect(try subjects(RecordFilter(site: "' OR 1=1 --")).isEmpty)
    #expect(try subjects(RecordFilter(states: [.sent])).isEmpty)
    let sessions = try index.sessions(RecordFilter(kinds: [.close]))
    #expect(sessions.map(\.session) == [second[0].record.session, first[0].record.session])
    #expect(sessions.map(\.progress) == [.closed, .closed])
    #expect(sessions.allSatisfy { $0.records.count == 2 && $0.delivery == .local })
  }

  @Test("a session by the beginning of its name, found, unknown or ambiguous")
  func sessionByPrefix() throws {
    var site = try TestSite()
    let index = try ArchiveIndex(of: site.archive)
    let walk = try site.walk()
    try site.seal { $0.session = "ffffffff-0000-4000-8000-000000000001" }
    _ = try index.addMissing()
    #expect(try index.session(beginning: "ff").records.count == 1)
    #expect(try index.session(beginning: "0000").session == walk[0].record.session)
    #expect(code { _ = try index.session(beginning: "1") } == .notFound)
    #expect(code { _ = try index.session(beginning: "") } == .ambiguous)
    #expect(try site.archive.package(beginning: "0000") == walk[1].name)
    #expect(code { _ = try site.archive.package(beginning: "x") } == .notFound)
  }
}

@Suite("Outbox on disk")
struct OutboxTests {
  @Test("states with all their data, come back as they were written")
  func roundTrip() throws {
    var site = try TestSite()
    let index = try ArchiveIndex(of: site.archive)
    let outbox = Outbox(index)
    let hash = try site.seal().sealed.hash
    _ = try index.addMissing()
    let problem = DeliveryProblem(code: "transport", reason: "no answer")
    let later = WallTime(milliseconds: TestSite.morning.milliseconds + 2_000)
    let steps: [(OutboxEvent, OutboxState)] = [
      (.queue, .queued(attempts: 0, last: nil, notBefore: nil)), (.send, .sent(attempt: 1)),
      (
        .fail(problem, notBefore: later),
        .queued(attempts: 1, last: problem, notBefore: later)
      ),
      (.send, .sent(attempt: 2)), (.reject(problem), .rejected(problem)),
    ]
    for (event, expected) in steps {
      #expect(try outbox.apply(event, to: hash) == expected)
      #expect(try ArchiveIndex(of: site.archive).record(hash).state == expected)
    }
    let fault = #expect(throws: StoreFault.self) { try outbox.apply(.send, to: hash) }
    #expect(fault?.code == .outboxStepNotAllowed)
    #expect(try index.record(hash).state == .rejected(problem))
  }

  @Test("cut off while sending, queueAll takes it back and queues the others")
  func queueAll() throws {
    var site = try TestSite()
    let index = try ArchiveIndex(of: site.archive)
    let outbox = Outbox(index)
    let cut = try site.seal()
    try site.seal()
    _ = try index.addMissing()
    try outbox.apply(.queue, to: cut.sealed.hash)
    try outbox.apply(.send, to: cut.sealed.hash)
    #expect(try outbox.queueAll() == 2)
    #expect(try index.counts()[.queued] == 2)
    #expect(try outbox.queueAll() == 0)
  }

  @Test("a row whose columns contradict its state, SQLite refuses to write it")
  func contradiction() throws {
    var site = try TestSite()
    let index = try ArchiveIndex(of: site.archive)
    try site.seal()
    _ = try index.addMissing()
    let fault = #expect(throws: StoreFault.self) {
      try index.writing { try $0.execute(sql: "UPDATE outbox SET state = 'acknowledged'") }
    }
    #expect(fault?.code == .indexDamaged)
  }
}

@Suite("Kept answers")
struct KeptAnswerTests {
  @Test("a receipt, kept once; another one, refused; an orphaned signature, replaced")
  func receipts() throws {
    var site = try TestSite()
    let package = try site.seal()
    let archive = site.archive
    try Data("cut".utf8).write(to: URL(fileURLWithPath: package.path + "/receipt.jws"))
    let first = SignedAnswer(bytes: [1], signature: [2])
    try archive.keep(receipt: first, in: package.name)
    try archive.keep(receipt: first, in: package.name)
    #expect(try archive.receipt(in: package.name) == first)
    let fault = #expect(throws: StoreFault.self) {
      try archive.keep(receipt: SignedAnswer(bytes: [3], signature: [2]), in: package.name)
    }
    #expect(fault?.code == .alreadyThere)
    #expect(try archive.receipt(in: package.name) == first)
    let names = try FileManager.default.contentsOfDirectory(atPath: package.path)
    #expect(Set(names).isSuperset(of: ["receipt.json", "receipt.jws"]))
    let root = try FileManager.default.contentsOfDirectory(atPath: archive.root)
    #expect(!names.contains { $0.hasPrefix(".") } && !root.contains { $0.hasPrefix(".") })
  }

  @Test("refusals, kept one after the other and the same one once")
  func refusals() throws {
    var site = try TestSite()
    let package = try site.seal()
    let answers = [
      SignedAnswer(bytes: [1], signature: [1]), SignedAnswer(bytes: [2], signature: []),
    ]
    for answer in [answers[0], answers[0], answers[1]] {
      try site.archive.keep(refusal: answer, of: package.name)
    }
    #expect(try site.archive.refusals(of: package.name) == answers)
  }

  @Test("a refusal's bytes, read back exactly and nothing else accepted")
  func refusalForm() throws {
    let refusal = Refusal(
      recordHash: ContentHash(of: [1]), code: .stranger, reason: "not \"enrolled\"",
      at: TestSite.morning)
    #expect(try Refusal(parsing: refusal.bytes) == refusal)
    let text = String(decoding: refusal.bytes, as: UTF8.self)
    for wrong in [
      text + " ", text.replacingOccurrences(of: "WT006", with: "WT999"),
      text.replacingOccurrences(of: "refusal/1", with: "receipt/1"), "[]", "",
      text.replacingOccurrences(of: "\"reason\"", with: "\"x\":1,\"reason\""),
    ] { #expect(throws: (any Error).self, "\(wrong)") { try Refusal(parsing: Array(wrong.utf8)) } }
  }

  @Test("a receipt for another record, the package is reported as damaged")
  func foreignReceipt() throws {
    var site = try TestSite()
    let first = try site.seal()
    let second = try site.seal()
    let receipt = Receipt(
      for: first.sealed, status: .stored, receivedAt: TestSite.morning, logIndex: 0)
    let key = try SigningKey.generate(.ed25519)
    let (bytes, signature) = try receipt.signed(by: key)
    try site.archive.keep(
      receipt: SignedAnswer(bytes: bytes, signature: signature), in: second.name)
    let scan = try site.archive.scan()
    #expect(scan.unreadable.map(\.package) == [second.name])
    #expect(scan.records.map(\.package) == [first.name])
  }
}
