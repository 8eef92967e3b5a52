import Foundation
import Readings
import SessionCapture
import SessionRecord
import SessionStore
import StrictJSON
import Testing
import VirtualClinic
import WalkProtocol

@Suite("walktest replay and store recover")
struct RecoveryTests {
  @Test("a package replayed, the outcome of its record, and its events when asked")
  func package() async throws {
    let store = try await DemoStore.copy()
    let path = try store.package(2)
    let json = try await Walktest.run("replay", path, "--json")
    #expect(json.status == 0)
    #expect(try json.json.at("walk") == store.demo.at("walk"))
    #expect(try json.json.at("phase") == "closed")
    #expect(try json.json.at("torn_bytes") == .null)
    let text = try await Walktest.run("replay", path, "--events")
    #expect(text.status == 0)
    let events = text.lines.filter { $0.hasPrefix("{") }
    #expect(
      events == (try Files.text(path + "/events.jsonl").split(separator: "\n").map(String.init)))
    #expect(text.text.contains("TSS  time to severe symptoms  1:24.0"))
  }

  @Test("a package whose events say something else than its bytes, 65 and where")
  func packageThatLies() async throws {
    let store = try await DemoStore.copy()
    let path = try store.package(2) + "/events.jsonl"
    try Files.edit(path, #""mark":"first-symptoms""#, #""mark":"severe-symptoms""#)
    let sentence = try await Walktest.refusal("replay", try store.package(2), status: 65)
    #expect(sentence.contains("replay-differs"))
  }

  @Test("a journal cut in mid-walk, replayed as far as it goes, sealed as interrupted, then good")
  func cutJournal() async throws {
    let store = try await DemoStore.copy()
    let left = try LeftWalk(in: store, cutting: .inMidEntry)
    let replay = try await Walktest.run("replay", left.journal)
    #expect(replay.status == 0, "\(replay)")
    #expect(replay.text.contains("phase walking"))
    #expect(replay.text.contains("torn at byte"))
    #expect(replay.text.contains("The walk was under way"))
    #expect(replay.text.contains("0:21.0  mark: first-symptoms"))
    #expect(!replay.text.contains("never started"))

    let status = try await store.run("store", "status")
    #expect(status.status == 1)
    #expect(status.text.contains("unsealed \(left.journal)"))
    let statusJSON = try await store.run("store", "status", "--json")
    #expect(statusJSON.status == 1)
    #expect(try statusJSON.json.at("unsealed_journals") == [.string(left.journal)])

    let recovered = try await store.run("store", "recover")
    #expect(recovered.status == 0, "\(recovered)")
    #expect(recovered.text.contains("session \(LeftWalk.session) was cut off"))
    #expect(recovered.text.contains("torn bytes dropped"))
    #expect(!Files.exists(left.journal))
    let record = try StrictJSON.parse(try Files.bytes(store.package(4) + "/record.json"))
    #expect(try record.at("kind") == "interrupted")
    #expect(try record.at("walk", "end", "by") == "interruption")
    #expect(try record.at("walk", "marks").array?.count == 1)
    #expect(try record.at("walk", "outcome", "tss_us") == .null)
    let all = try await store.run("verify", "--all")
    #expect(all.status == 0, "\(all)")
    #expect(all.lines.last == "All 4 records and their chain are good.")
    #expect(try await store.run("store", "status").status == 0)
    let again = try await store.run("store", "recover")
    #expect(again.text == "There is nothing to recover.\n")
    let list = try await store.run("sessions", "list", "--json").json
    #expect(
      list.array?.first { $0["session"] == .string(LeftWalk.session) }?["state"] == "interrupted")
  }

  @Test("a walk that was complete and not sealed, sealed as the close it is")
  func completeJournal() async throws {
    let store = try await DemoStore.copy()
    let left = try LeftWalk(in: store, cutting: .nothing)
    let recovered = try await store.run("store", "recover", "--json")
    #expect(recovered.status == 0)
    let line = try #require(try recovered.json.at("recovered").array?.first?.string)
    #expect(line.contains("was complete and is sealed"))
    #expect(!Files.exists(left.journal))
    let record = try StrictJSON.parse(try Files.bytes(store.package(4) + "/record.json"))
    #expect(try record.at("kind") == "close")
    #expect(try record.at("walk", "outcome") == store.demo.at("walk", "outcome"))
    #expect(try await store.run("verify", "--all").status == 0)
  }

  @Test("a new walk while one was left open, the left one sealed first and the chain unbroken")
  func nextWalk() async throws {
    let store = try await DemoStore.copy()
    _ = try LeftWalk(in: store, cutting: .inMidEntry)
    let demo = try await store.run("demo", "--seed", "3")
    #expect(demo.status == 0, "\(demo)")
    #expect(demo.text.contains("session \(LeftWalk.session) was cut off"))
    let all = try await store.run("verify", "--all")
    #expect(all.status == 0, "\(all)")
    #expect(try store.names.count == 6)
  }

  @Test("an open session without its journal, no new walk before somebody looked")
  func journalGone() async throws {
    let store = try await DemoStore.copy()
    let left = try LeftWalk(in: store, cutting: .nothing)
    try FileManager.default.removeItem(atPath: left.journal)
    let demo = try await store.run("demo", "--seed", "3", "--json")
    #expect(demo.status == 1)
    #expect(try demo.sentence.contains("was opened and never ended"))
    #expect(try store.names.count == 3)
  }

  @Test("journals that cannot be sealed, 1 and kept; one that ended before a walk, put aside")
  func hopeless() async throws {
    let store = try await DemoStore.copy()
    let journals = store.root + "/journals/"
    try Files.write("not a journal", to: journals + "a.journal")
    try Files.write("not a journal either", to: journals + "b.journal")
    // What a crash leaves that comes while the file is made: nothing, or reserved room.
    try Files.write("", to: journals + "c.journal")
    try Files.write([UInt8](repeating: 0, count: 4_096), to: journals + "d.journal")
    let left = try LeftWalk(in: store, cutting: .beforeStart, isOpened: false)
    let recovered = try await store.run("store", "recover")
    #expect(recovered.status == 1)
    #expect(recovered.text.contains("a.journal: NOT RECOVERED. "))
    #expect(recovered.text.contains("b.journal: NOT RECOVERED. "))
    #expect(recovered.text.contains("ended before a walk could start; kept as"))
    let kept = try Files.names(store.root + "/journals")
    #expect(
      kept
        == [
          "\(LeftWalk.session).journal.not-started", "a.journal", "b.journal",
          "c.journal.not-started", "d.journal.not-started",
        ].sorted())
    #expect(!Files.exists(left.journal))
    #expect(try store.names.count == 2)
    #expect(try await store.run("verify", "--all").status == 0)
  }

  @Test("a walk whose opening is not among the packages, kept and told, never sealed")
  func openingTakenAway() async throws {
    let store = try await DemoStore.copy()
    let left = try LeftWalk(in: store, cutting: .inMidEntry, isOpened: false)
    let recovered = try await store.run("store", "recover")
    #expect(recovered.status == 1)
    #expect(recovered.text.contains("whose opening is not among the packages"))
    #expect(Files.exists(left.journal))
    #expect(try store.names.count == 2)
  }

  @Test("an index that is gone, damaged or another program's, made again to the same list")
  func reindex() async throws {
    let store = try await DemoStore.copy()
    let before = try await store.run("sessions", "list", "--json")
    let index = store.root + "/index.sqlite"
    func remake() async throws {
      let made = try await store.run("store", "reindex")
      #expect(made.status == 0, "\(made)")
      #expect(made.text.hasPrefix("2 records indexed from "))
      #expect(try await store.run("sessions", "list", "--json").output == before.output)
      #expect(try await store.run("store", "status").status == 0)
    }
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: index + suffix)
    }
    let missing = try await store.refusal("sessions", "list", status: 74)
    #expect(missing.contains("Run `walktest store reindex`"))
    try await remake()
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: index + suffix) }
    try Files.write("this was an index", to: index)
    let damaged = try await store.refusal("sessions", "list", status: 74)
    #expect(damaged.contains("index-damaged"))
    #expect(damaged.contains("Run `walktest store reindex`"))
    try await remake()
    #expect(Files.exists(index + ".damaged"))
  }

  @Test("a package taken away or put back, found by status, in words")
  func status() async throws {
    let store = try await DemoStore.copy()
    let name = try store.names[1]
    try FileManager.default.moveItem(atPath: try store.package(2), toPath: store.beside(name))
    let gone = try await store.run("store", "status")
    #expect(gone.status == 1)
    #expect(gone.text.contains("\(name) is in the index and not on disk; restore it"))
    #expect(!gone.text.contains("agrees"))
    try FileManager.default.moveItem(
      atPath: store.beside(name), toPath: "\(store.root)/packages/\(name)")
    #expect(try await store.run("store", "status").status == 0)
    try? FileManager.default.removeItem(atPath: store.root + "/index.sqlite-wal")
    try? FileManager.default.removeItem(atPath: store.root + "/index.sqlite-shm")
    let sql = "DELETE FROM outbox; DELETE FROM record WHERE kind='close'"
    let edited = try await Program.bash(
      "python3 -c 'import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); "
        + "c.executescript(sys.argv[2]); c.close()' \"$1\" \"$2\"",
      store.root + "/index.sqlite", sql)
    try #require(edited.status == 0, "\(edited.complaint)")
    let unknown = try await store.run("store", "status")
    #expect(unknown.status == 1)
    #expect(unknown.text.contains("\(name) is on disk and not in the index; run `walktest store"))
  }
}

/// A walk by seed 3 that a crash left in a demo's store: its opening sealed, its journal not.
struct LeftWalk {
  static let session = "5b0a1f6e-8f3c-4d63-9a55-0d6f2c3e7a11"

  enum Cut {
    case nothing
    case inMidEntry
    case beforeStart
  }

  let journal: String

  init(in store: StoreCopy, cutting cut: Cut, isOpened: Bool = true) throws {
    let id = "deen-1.2mph-15min"
    let bytes = try #require(ShippedProtocols.bytes(id: id))
    let definition = try ProtocolFile.parse(bytes, named: id)
    // Within the validity of keys that were made when this process began.
    let anHourAgo = Int64((Date().timeIntervalSince1970 - 3_600) * 1_000)
    let settings = VirtualClinicSettings(seed: 3, wallMilliseconds: anHourAgo)
    var clinic = VirtualClinic(definition: definition, settings: settings)
    let boot = [UInt8](repeating: 0xB0, count: 16)
    let path = "\(store.root)/journals/\(Self.session).journal"
    var session = try CaptureSession(
      journalAt: path, definition: definition, protocolBytes: bytes,
      opening: SessionOpening(
        session: Self.session, study: "DEMO", site: "001", device: "wt01", subject: "S-003",
        visit: "baseline", trial: 2, operatorCode: "nurse-1"),
      boot: boot, clock: clinic.clock(at: settings.begins), at: settings.begins)
    let sealer = SessionSealer(
      archive: store.root + "/packages", key: try store.deviceKey(),
      software: SoftwareIdentity(version: "0.1.0", build: "test"))
    let chain = ChainIdentity(study: "DEMO", site: "001", device: "wt01", epoch: 1)
    let position = try Archive(opening: store.root).nextPosition(of: chain)
    var (isArmed, startBytes, afterMark) = (false, 0, 0)
    try clinic.run(&session) { moment, session in
      if !isArmed, session.engine.machine.phase == .armed {
        isArmed = true
        try session.journal.flush()
        startBytes = try Files.bytes(path).lastIndex { $0 != 0 } ?? 0
        if isOpened { _ = try sealer.sealOpening(of: session, at: position, boot: boot) }
      }
      let timeline = session.engine.machine.timeline
      if afterMark == 0, timeline.marks.count == 1, let start = timeline.start,
        moment.instant - start > .seconds(40)
      {
        try session.journal.flush()
        afterMark = try Files.bytes(path).lastIndex { $0 != 0 } ?? 0
      }
    }
    try session.journal.finish()
    journal = path
    let whole = try Files.bytes(path)
    switch cut {
    case .nothing: break
    case .inMidEntry: try Files.write(Array(whole[..<(afterMark - 3)]), to: path)
    case .beforeStart: try Files.write(Array(whole[...startBytes]), to: path)
    }
  }
}
