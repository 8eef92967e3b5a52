import Foundation
import StrictJSON
import Testing

@Suite("walktest sync")
struct SyncTests {
  @Test("a second run, nothing to do; the same in JSON")
  func nothingToDo() async throws {
    let store = try await DemoStore.copy()
    let text = try await store.run("sync")
    #expect(text.status == 0)
    #expect(
      text.lines == [
        "reconciled   2 records here, 2 there: both sides agree record by record",
        "0 acknowledged, 0 rejected, 0 in conflict, 0 failed, 0 waiting",
      ])
    let json = try await store.run("sync", "--json")
    #expect(json.status == 0)
    #expect(
      try json.json == [
        "acknowledged": 0, "rejected": 0, "conflicts": 0, "failed": 0, "unreadable": 0,
        "waiting": 0, "reconciled": true,
      ])
  }

  @Test("another database that lost everything, the sides differ, 1")
  func otherDatabase() async throws {
    let store = try await DemoStore.copy()
    let path = store.beside("new.sqlite")
    let sync = try await store.run("sync", "--database", path)
    #expect(sync.status == 1)
    #expect(sync.text.contains("2 records here, 0 there: THE SIDES DIFFER"))
  }

  @Test("a configuration, its store and its database are used; one with a fault, 78")
  func configured() async throws {
    let store = try await DemoStore.copy()
    let (file, database) = (store.beside("walktest.toml"), store.beside("other.sqlite"))
    let site = "[store]\ndirectory = \"\(store.root)\"\n[sync]\ndatabase = \"\(database)\"\n"
    try Files.write(site, to: file)
    let sync = try await Walktest.run("sync", "--config", file)
    #expect(sync.status == 1)
    #expect(sync.text.contains("2 records here, 0 there: THE SIDES DIFFER"))
    #expect(Files.exists(database))
    let named = try await Walktest.run(
      "sync", "--config", file, "--database", store.root + "/trial/trial.sqlite")
    #expect(named.status == 0, "\(named)")
    try Files.write(site + "colour = 1\n", to: file)
    let faulty = try await Walktest.run("sync", "--config", file)
    #expect(faulty.status == 78)
    #expect(try faulty.sentence.contains("colour"))
  }

  @Test("a database file that is something else, 65, untouched and nothing lost")
  func notADatabase() async throws {
    let store = try await DemoStore.copy()
    let notes = store.beside("notes.txt")
    try Files.write("these are my notes", to: notes)
    let sentence = try await store.refusal("sync", "--database", notes, status: 65)
    #expect(sentence.contains("this file is no trial database"))
    #expect(try Files.text(notes) == "these are my notes")
    let index = store.beside("index.sqlite")
    try FileManager.default.copyItem(atPath: store.root + "/index.sqlite", toPath: index)
    let before = try Files.bytes(index)
    let other = try await store.refusal("sync", "--database", index, status: 65)
    #expect(other.contains("this file is no trial database"))
    #expect(try Files.bytes(index) == before)
    let directory = try await store.refusal("sync", "--database", store.root, status: 74)
    #expect(directory.contains("Check disk and rights"))
    #expect(try await store.run("sync").status == 0)
  }

  @Test("a record altered on disk before it was sent, refused there and told, 1")
  func alteredBeforeSending() async throws {
    let store = try await DemoStore.copy()
    _ = try LeftWalk(in: store, cutting: .inMidEntry)
    try #require(try await store.run("store", "recover").status == 0)
    try Files.flip(lastDigitOf: store.package(4) + "/samples.csv")
    let sync = try await store.run("sync", "--json")
    #expect(sync.status == 1)
    #expect(try sync.json.at("acknowledged") == 1)
    let list = try await store.run("sessions", "list", "--json").json
    let row = list.array?.first { $0["session"] == .string(LeftWalk.session) }
    #expect(row?["delivery"] != "acknowledged")
  }
}
