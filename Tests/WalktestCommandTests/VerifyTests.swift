import Foundation
import SessionRecord
import StrictJSON
import Testing

@Suite("walktest verify")
struct VerifyTests {
  @Test("a good package, exit 0, one line; every check with --verbose and --json")
  func good() async throws {
    let store = try await DemoStore.copy()
    let name = try store.names[1]
    let plain = try await store.run("verify", try store.package(2))
    #expect(plain.status == 0)
    #expect(plain.text == "good    \(name)\n")
    #expect(plain.complaint.isEmpty)
    let slash = try await store.run("verify", try store.package(2) + "/")
    #expect(slash.text == plain.text)
    let verbose = try await store.run("verify", try store.package(2), "--verbose")
    for check in [
      "ok       signature record.jws", "ok       walk record.json", "ok       receipt receipt.json",
      "ok       file samples.csv", "ok       sums SHA256SUMS",
    ] {
      #expect(verbose.text.contains("  " + check))
    }
    let json = try await store.run("verify", try store.package(2), "--json").json
    #expect(try json.at("good") == true)
    #expect(try json.at("kind") == "close")
    #expect(try json.at("checks").array?.count == verbose.lines.count - 1)
  }

  @Test("all packages, one line each and a conclusion; the same in JSON")
  func all() async throws {
    let store = try await DemoStore.copy()
    let all = try await store.run("verify", "--all")
    #expect(all.status == 0)
    #expect(
      all.lines
        == (try store.names.map { "good    " + $0 } + [
          "All 2 records and their chain are good."
        ]))
    let json = try await store.run("verify", "--all", "--json").json
    #expect(try json.at("good") == true)
    #expect(try json.at("packages").array?.count == 2)
    #expect(try json.at("chain").array?.allSatisfy { $0["result"] == "passed" } == true)
  }

  @Test("keys of an auditor's own copy, trusted without a store; another root, refused")
  func auditorKeys() async throws {
    let store = try await DemoStore.copy()
    let keys = store.beside("auditor")
    try FileManager.default.createDirectory(atPath: keys, withIntermediateDirectories: true)
    for name in ["trust-root.json", "trust-keys.json", "trust-keys.jws"] {
      try FileManager.default.copyItem(
        atPath: store.root + "/keys/" + name, toPath: keys + "/" + name)
    }
    let alone = store.beside(try store.names[1])
    try FileManager.default.copyItem(atPath: try store.package(2), toPath: alone)
    let good = try await Walktest.run(
      ["verify", alone, "--keys", keys], environment: ["WALKTEST_STORE": "/nowhere"])
    #expect(good.status == 0, "\(good)")

    let stranger = store.beside("stranger")
    let made = try await Walktest.run(
      "keys", "init", "--study", "DEMO", "--site", "001", "--device", "wt01", "--store", stranger)
    #expect(made.status == 0)
    let foreign = try await Walktest.run("verify", alone, "--keys", stranger + "/keys")
    #expect(foreign.status == 1)
    #expect(foreign.text.contains("key-unknown"))
    // The stranger's list under the auditor's root, and no list at all.
    try FileManager.default.removeItem(atPath: keys + "/trust-root.json")
    try FileManager.default.copyItem(
      atPath: stranger + "/keys/trust-root.json", toPath: keys + "/trust-root.json")
    let mixed = try await Walktest.refusal("verify", alone, "--keys", keys, status: 65)
    #expect(mixed.contains("not signed by the sponsor you trust"))
    let none = try await Walktest.refusal("verify", alone, "--keys", "/nowhere", status: 66)
    #expect(none.contains("trust-root.json"))
  }

  @Test("a falsified package, 1 and its own reason first", arguments: PackageForgery.ofPackage)
  func falsified(forgery: PackageForgery) async throws {
    let store = try await DemoStore.copy()
    try forgery.apply(store)
    let name = try #require(try store.names.last)
    let path = "\(store.root)/packages/\(name)"
    let one = try await store.run("verify", path)
    #expect(one.status == 1)
    #expect(one.complaint.isEmpty)
    #expect(one.lines.first == "REFUSED " + name)
    #expect(try code(of: one.lines[1]) == forgery.code, "\(one.text)")
    #expect(one.lines[1].hasSuffix("."), "no advice: \(one.lines[1])")
    let json = try await store.run("verify", path, "--json")
    #expect(json.status == 1)
    #expect(try json.json.at("good") == false)
    let checks = try #require(try json.json.at("checks").array)
    let refused = try #require(checks.first { $0["result"] == "refused" })
    #expect(refused["code"] == .string(forgery.code))
    let all = try await store.run("verify", "--all")
    #expect(all.status == 1)
    #expect(all.text.contains(" \(forgery.code): "))
    #expect(all.lines.last?.hasPrefix("NOT GOOD: ") == true)
    #expect(all.lines.first == "good    " + (try store.names[0]))
  }

  @Test("a falsified chain, 1 and its own reason", arguments: PackageForgery.ofChain)
  func falsifiedChain(forgery: PackageForgery) async throws {
    let store = try await DemoStore.copy()
    try forgery.apply(store)
    let all = try await store.run("verify", "--all")
    #expect(all.status == 1)
    #expect(all.text.contains(" \(forgery.code): "), "\(all.text)")
    #expect(!all.text.contains("REFUSED DEMO"), "\(all.text)")
    #expect(all.lines.last?.hasPrefix("NOT GOOD: ") == true)
  }

  @Test("packages that swapped places, refused")
  func reordered() async throws {
    let store = try await DemoStore.copy()
    let (first, second) = try (store.package(1), store.package(2))
    try FileManager.default.moveItem(atPath: first, toPath: store.beside("x"))
    try FileManager.default.moveItem(
      atPath: second, toPath: second.replacing("wt01-1-2_", with: "wt01-1-1_"))
    try FileManager.default.moveItem(
      atPath: store.beside("x"), toPath: first.replacing("wt01-1-1_", with: "wt01-1-2_"))
    let all = try await store.run("verify", "--all")
    #expect(all.status == 1)
    #expect(all.text.contains(" chain-reordered: "), "\(all.text)")
    #expect(all.text.components(separatedBy: " directory-name-differs: ").count == 3)
  }

  @Test("the matrix, as many reasons as falsifications")
  func distinct() {
    let codes =
      (PackageForgery.ofPackage + PackageForgery.ofChain).map(\.code) + [
        "chain-reordered", "key-revoked", "record-version-unknown",
      ]
    #expect(Set(codes).count == codes.count)
    #expect(codes.count >= 30)
    for code in codes { #expect(VerdictCode(rawValue: code) != nil, "\(code)") }
  }

  @Test("a revoked key, records with an earlier receipt good, those without refused")
  func revoked() async throws {
    let store = try await DemoStore.copy()
    let key = try store.deviceKey().keyID
    let done = try await store.run("keys", "revoke", key, "--reason", "compromised")
    #expect(done.status == 0)
    #expect(done.text.contains("Records it signed count only with a receipt issued before that."))
    let listed = try await store.run("keys", "list")
    let line = try #require(listed.lines.first { $0.hasPrefix(key) })
    #expect(line.contains("revoked 20") && line.hasSuffix("(compromised)"))
    let covered = try await store.run("verify", try store.package(2))
    #expect(covered.status == 0, "\(covered)")
    for name in ["receipt.json", "receipt.jws"] {
      try FileManager.default.removeItem(atPath: try store.package(2) + "/" + name)
    }
    let bare = try await store.run("verify", try store.package(2))
    #expect(bare.status == 1)
    #expect(try code(of: bare.lines[1]) == "key-revoked", "\(bare.text)")
    // A walk with that key would be worth nothing.
    let before = try store.names.count
    let walk = try await store.run("demo", "--seed", "3", "--json")
    #expect(walk.status != 0)
    #expect(try store.names.count == before)
  }

  /// `  REFUSED  signature key-unknown: place: …` gives `key-unknown`.
  private func code(of line: String) throws -> String {
    let words = line.split(separator: " ")
    try #require(words.count > 2 && words[0] == "REFUSED")
    return String(words[2].dropLast())
  }
}
