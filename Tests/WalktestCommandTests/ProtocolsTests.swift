import Foundation
import StrictJSON
import Testing

@Suite("walktest protocols")
struct ProtocolsTests {
  /// The protocols as they lie in the repository.
  static let directory = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "protocols").path

  @Test("the shipped protocols, listed with their hash and good when checked")
  func shipped() async throws {
    let list = try await Walktest.run("protocols", "list", "--json").json
    let rows = try #require(list.array)
    #expect(rows.count == 5)
    let text = try await Walktest.run("protocols", "list")
    for row in rows {
      let id = try #require(try row.at("id").string)
      let hash = try #require(try row.at("sha256").string)
      let file = "\(Self.directory)/\(id).json"
      #expect(text.text.contains(id))
      let check = try await Walktest.run("protocols", "check", file)
      #expect(check.status == 0)
      #expect(check.text == "\(file): good, \(id) version 1, \(hash)\n")
      let sum = try await Program.run("/usr/bin/sha256sum", [file])
      #expect(sum.text.hasPrefix(hash))
      #expect(try await Walktest.run("protocols", "check", file, "--json").json == row)
    }
  }

  static let faults: [(String, String, [String])] = [
    (#""treadmill-fixed""#, #""treadmil-fixed""#, ["mode", "treadmill-fixed", "overground"]),
    (#""version": 1"#, #""version": 0"#, ["version"]),
    (#""cap""#, #""cup""#, ["cap", "is missing"]),
    ("{", "{{", ["protocol-not-json"]),
  ]

  @Test("a file with an error, 65, with file, key and what is allowed")
  func bad() async throws {
    let scratch = try Scratch()
    let file = scratch.path + "/mine.json"
    let good = try Files.text(Self.directory + "/deen-1.2mph-15min.json")
    for (found, new, parts) in Self.faults {
      try Files.write(good, to: file)
      try Files.edit(file, found, new)
      let check = try await Walktest.run("protocols", "check", file)
      #expect(check.status == 65, "\(new)")
      for part in ["mine.json"] + parts {
        #expect(check.text.contains(part), "no \(part) in \(check.text)")
      }
      let json = try await Walktest.run("protocols", "check", file, "--json")
      #expect(json.status == 65)
      #expect(try json.json.at("file") == .string(file))
      #expect(try json.json.at("code").string?.hasPrefix("protocol-") == true)
      #expect(try json.json.at("place").string?.isEmpty == false)
    }
  }

  @Test("one bad file among good ones, every file told and 65")
  func several() async throws {
    let scratch = try Scratch()
    let bad = scratch.path + "/bad.json"
    try Files.write("{", to: bad)
    let good = Self.directory + "/6mwt.json"
    let check = try await Walktest.run("protocols", "check", bad, good)
    #expect(check.status == 65)
    #expect(check.lines.count == 2)
    #expect(check.lines[0].contains("bad.json"))
    #expect(check.lines[1].hasPrefix("\(good): good"))
  }

  @Test("a file that cannot be read, 66 and why")
  func unreadable() async throws {
    let missing = try await Walktest.refusal("protocols", "check", "/nowhere.json", status: 66)
    #expect(missing.contains("There is no file /nowhere.json"))
    let directory = try await Walktest.refusal("protocols", "check", "/tmp", status: 66)
    #expect(directory.contains("/tmp is a directory"))
  }
}
