import Foundation
import StrictJSON
import Testing

@Suite("walktest and what people give it wrongly")
struct BadInputTests {
  static let onStores = [
    ["verify", "--all"], ["sessions", "list"], ["sessions", "show", "5b0a"], ["store", "status"],
    ["store", "reindex"], ["store", "recover"], ["sync"], ["export", "csv"], ["keys", "list"],
    ["export", "report", "5b0a", "-o", "/nowhere/x.html"],
    ["keys", "revoke", "kid", "--reason", "lost"],
  ]

  @Test("a store that is not there, 78, how to make one, and nothing is made", arguments: onStores)
  func missingStore(arguments: [String]) async throws {
    let scratch = try Scratch()
    let answer = try await Walktest.run(arguments + ["--store", scratch.path + "/none"])
    #expect(answer.status == 78)
    #expect(answer.output.isEmpty)
    #expect(try answer.sentence.contains("check the path"))
    #expect(try answer.sentence.contains("keys init"))
    #expect(try Files.names(scratch.path).isEmpty)
  }

  @Test("a directory that is no store, or a file, 78 and nothing is put there", arguments: onStores)
  func wrongDirectory(arguments: [String]) async throws {
    let scratch = try Scratch()
    try Files.write("mine", to: scratch.path + "/photo.jpg")
    let directory = try await Walktest.run(arguments + ["--store", scratch.path])
    #expect(directory.status == 78)
    #expect(try directory.sentence.contains("holds no walktest archive"))
    let file = try await Walktest.run(arguments + ["--store", scratch.path + "/photo.jpg"])
    #expect(file.status == 78)
    #expect(try file.sentence.contains("photo.jpg: Not a directory"))
    #expect(try Files.names(scratch.path) == ["photo.jpg"])
  }

  @Test("a demo or keys into a directory with other files, 73 and nothing is put there")
  func occupied() async throws {
    let scratch = try Scratch()
    try Files.write("mine", to: scratch.path + "/photo.jpg")
    for arguments in [
      ["demo", "--seed", "3"],
      ["keys", "init", "--study", "WTT", "--site", "001", "--device", "wt01"],
    ] {
      let full = try await Walktest.run(arguments + ["--store", scratch.path])
      #expect(full.status == 73)
      #expect(try full.sentence.contains("other files and no store"))
      let file = try await Walktest.run(arguments + ["--store", scratch.path + "/photo.jpg"])
      #expect(file.status == 73)
      #expect(try file.sentence.contains("photo.jpg is a file"))
      let below = try await Walktest.run(arguments + ["--store", scratch.path + "/photo.jpg/s"])
      #expect(below.status == 73)
      #expect(try below.sentence.contains("Not a directory. Check the path."))
    }
    #expect(try Files.names(scratch.path) == ["photo.jpg"])
  }

  @Test("a demo in a clinic's store, refused before a record that nobody can verify is in it")
  func demoInClinicStore() async throws {
    let scratch = try Scratch()
    let store = scratch.path + "/clinic"
    let made = try await Walktest.run(
      "keys", "init", "--study", "WTT", "--site", "001", "--device", "wt01", "--store", store)
    #expect(made.status == 0)
    #expect(made.text.contains("Move \(store)/keys/sponsor.jwk to a safe place"))
    let sentence = try await Walktest.refusal("demo", "--store", store, status: 73)
    #expect(sentence.contains("not a demo's store"))
    #expect(try Files.names(store + "/packages").isEmpty)
    #expect(try Files.names(store + "/journals").isEmpty)
  }

  @Test(
    "names as codes, 64 and no store is made",
    arguments: ["Jane Doe", "a/b", "é", "-x", "012345678901234567890123456789012"])
  func badCodes(code: String) async throws {
    let scratch = try Scratch()
    let sentence = try await Walktest.refusal(
      "keys", "init", "--study=" + code, "--site", "001", "--device", "wt01", "--store",
      scratch.path + "/s", status: 64)
    #expect(sentence.contains("codes: 1 to 32 letters"))
    #expect(!Files.exists(scratch.path + "/s"))
  }

  @Test("keys made twice, 73 and the first stay")
  func keysTwice() async throws {
    let scratch = try Scratch()
    let store = scratch.path + "/s"
    let arguments = [
      "keys", "init", "--study", "WTT", "--site", "001", "--device", "wt01", "--store", store,
    ]
    let first = try await Walktest.run(arguments + ["--json"])
    #expect(first.status == 0)
    let before = try Files.bytes(store + "/keys/device.jwk")
    let second = try await Walktest.run(arguments)
    #expect(second.status == 73)
    #expect(try second.sentence.contains("so they stay"))
    #expect(try Files.bytes(store + "/keys/device.jwk") == before)
    let mode = try FileManager.default.attributesOfItem(atPath: store + "/keys/device.jwk")
    #expect(mode[.posixPermissions] as? Int == 0o600)
    // A power cut before the last file: the next attempt says what to do with what is there.
    try FileManager.default.removeItem(atPath: store + "/keys/trust-root.json")
    let third = try await Walktest.run(arguments)
    #expect(third.status == 73)
    #expect(try third.sentence.contains("move them to a safe place"))
    #expect(try Files.bytes(store + "/keys/device.jwk") == before)
  }

  @Test("a key that is not listed, 66; one revoked twice, 73; a reason that is none, 64")
  func revoke() async throws {
    let store = try await DemoStore.copy()
    let list = try Files.bytes(store.root + "/keys/trust-keys.json")
    let unknown = try await store.refusal(
      "keys", "revoke", "nobody", "--reason", "lost", status: 66)
    #expect(unknown.contains("There is no key nobody"))
    #expect(unknown.contains("walktest keys list"))
    let reason = try await store.run("keys", "revoke", "nobody", "--reason", "because")
    #expect(reason.status == 64)
    #expect(reason.complaint.contains("'superseded', 'compromised', 'lost' or 'retired'"))
    #expect(try Files.bytes(store.root + "/keys/trust-keys.json") == list)
    let kid = try await deviceKey(store)
    try #require(try await store.run("keys", "revoke", kid, "--reason", "lost").status == 0)
    let again = try await store.refusal("keys", "revoke", kid, "--reason", "lost", status: 73)
    #expect(again.contains("already"))
  }

  @Test("a private key that others may read, 77 and the command that helps, before any walk")
  func keyMode() async throws {
    let store = try await DemoStore.copy()
    let key = store.root + "/keys/device.jwk"
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
    let sentence = try await store.refusal("demo", "--seed", "3", status: 77)
    #expect(sentence.contains("chmod 600 \(key)"))
    #expect(try Files.names(store.root + "/journals").isEmpty)
    #expect(try store.names.count == 2)
    let sponsor = store.root + "/keys/sponsor.jwk"
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: sponsor)
    let kid = try await deviceKey(store)
    let revoke = try await store.refusal("keys", "revoke", kid, "--reason", "lost", status: 77)
    #expect(revoke.contains("chmod 600 \(sponsor)"))
    // Verification needs no private key.
    #expect(try await store.run("verify", "--all").status == 0)
  }

  @Test("a key file that is gone or damaged, 78 or 65, before any walk")
  func keyGone() async throws {
    let store = try await DemoStore.copy()
    let key = store.root + "/keys/device.jwk"
    try Files.write("{}", to: key)
    let damaged = try await store.refusal("demo", "--seed", "3", status: 65)
    #expect(damaged.contains("device.jwk"))
    try FileManager.default.removeItem(atPath: key)
    let missing = try await store.refusal("demo", "--seed", "3", status: 78)
    #expect(missing.contains("device.jwk is missing; restore it"))
    try FileManager.default.removeItem(atPath: store.root + "/keys/trust-root.json")
    let ring = try await store.refusal("verify", "--all", status: 78)
    #expect(ring.contains("walktest keys init"))
    #expect(try Files.names(store.root + "/journals").isEmpty)
  }

  @Test("paths that are not what the command needs, 66 or 65 and which")
  func wrongPaths() async throws {
    let store = try await DemoStore.copy()
    for (arguments, status, part): ([String], Int32, String) in [
      (["verify", "/nowhere"], 66, "There is no package directory /nowhere"),
      (["verify", store.root], 66, "is no package"),
      (["verify", store.root + "/packages"], 66, "is no package"),
      (["verify", try store.package(2) + "/record.json"], 66, "There is no package directory"),
      (["sessions", "show", "zzz"], 66, "walktest sessions list"),
      (["export", "report", "zzz", "-o", store.beside("r.html")], 66, "walktest sessions list"),
    ] {
      let answer = try await Walktest.run(arguments + ["--store", store.root])
      #expect(answer.status == status, "\(arguments)")
      #expect(try answer.sentence.contains(part), "\(answer.complaint)")
    }
    for (path, status, part): (String, Int32, String) in [
      ("/nowhere", 66, "There is no file /nowhere"), (store.root, 66, "is no package"),
      (try store.package(1), 66, "holds an opening or a correction and no walk"),
      (try store.package(2) + "/record.json", 66, "Name the package's directory"),
      (try store.package(2) + "/samples.csv", 65, "not a walktest journal"),
    ] {
      let answer = try await Walktest.run("replay", path)
      #expect(answer.status == status, "\(path)")
      #expect(try answer.sentence.contains(part), "\(answer.complaint)")
    }
  }

  @Test("a package of a newer version, refused with the advice to update")
  func newerVersion() async throws {
    let store = try await DemoStore.copy()
    try Files.edit(
      store.package(2) + "/record.json", "walktest-record/1", "walktest-record/2")
    let one = try await store.run("verify", try store.package(2))
    #expect(one.status == 1)
    #expect(one.text.contains("record-version-unknown"))
    #expect(one.text.contains("update this walktest"))
    let status = try await store.run("store", "status")
    #expect(status.status == 1)
    #expect(status.text.contains("record-version-unknown"))
    #expect(!status.text.contains("PackageName("))
  }

  @Test(
    "a clock before 2020, 78, what to set, and no record of it",
    .enabled(
      if: Program.isCI || Files.exists("/usr/bin/faketime"), "needs the Debian package faketime"))
  func clock() async throws {
    let store = try await DemoStore.copy()
    let scratch = try Scratch()
    for arguments in [
      ["demo", "--seed", "3", "--store", scratch.path + "/s"], ["sync", "--store", store.root],
      ["demo", "--seed", "3", "--store", store.root],
      [
        "keys", "init", "--study", "W", "--site", "1", "--device", "d", "--store",
        scratch.path + "/s",
      ],
    ] {
      let answer = try await Program.run(
        "/usr/bin/faketime", ["2019-06-01", Walktest.program] + arguments)
      #expect(answer.status == 78)
      #expect(try answer.sentence.contains("before 2020; set the clock"))
    }
    #expect(!Files.exists(scratch.path + "/s"))
    #expect(try store.names.count == 2)
    // Looking at old records needs no clock.
    let verify = try await Program.run(
      "/usr/bin/faketime",
      ["2019-06-01", Walktest.program, "verify", "--all", "--store", store.root])
    #expect(verify.status == 0)
  }

  @Test("two walks at once in one store, the second refused and the chain unharmed")
  func twoAtOnce() async throws {
    let store = try await DemoStore.copy()
    let both = try await Program.bash(
      """
      "$walktest" demo --seed 3 --speed 200x --store "$1" >/dev/null & first=$!
      while [ ! -e "$1"/journals/*.journal ]; do sleep 0.05; done
      "$walktest" demo --seed 3 --store "$1" >/dev/null; echo "second $?"
      "$walktest" store recover --store "$1" >/dev/null; echo "recover $?"
      wait $first; echo "first $?"
      """, store.root)
    #expect(both.lines == ["second 74", "recover 74", "first 0"])
    #expect(both.complaint.components(separatedBy: "capture-already-running").count == 3)
    #expect(both.complaint.contains("wait until it has ended"))
    #expect(try store.names.count == 4)
    #expect(try await store.run("verify", "--all").status == 0)
  }

  private func deviceKey(_ store: StoreCopy) async throws -> String {
    let keys = try await store.run("keys", "list", "--json").json.at("keys").array ?? []
    return try #require(keys.first { $0["role"] == "device" }?["kid"]?.string)
  }
}
