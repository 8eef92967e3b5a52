import Foundation
import Glibc
import StrictJSON
import Testing

@Suite("walktest config")
struct ConfigTests {
  /// A site in a directory of its own: a configuration, a store, a key.
  private func inSite<Value>(
    _ text: String, _ body: (_ folder: String, _ file: String) async throws -> Value
  ) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.path + "/config-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: folder + "/store/keys", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let key = folder + "/store/keys/device.jwk"
    try Data("x".utf8).write(to: URL(filePath: key))
    #expect(chmod(key, 0o600) == 0)
    #expect(chmod(folder, 0o755) == 0)
    let file = folder + "/walktest.toml"
    let site = """
      [store]
      directory = "\(folder)/store"
      [devices]
      bindings = "\(folder)/devices.toml"
      network-key = "\(folder)/network-key"
      [control]
      group = "root"

      """
    try Data((site + text).utf8).write(to: URL(filePath: file))
    #expect(chmod(file, 0o644) == 0)
    return try await body(folder, file)
  }

  @Test("a good configuration, 0 and one line")
  func good() async throws {
    try await inSite("[walk]\nlongest-gap = 60\n") { _, file in
      let answer = try await Walktest.run("config", "check", "--file", file)
      #expect(answer.status == 0, "\(answer)")
      #expect(answer.text == "\(file): good\n")
      let json = try await Walktest.run("config", "check", "--file", file, "--json").json
      #expect(json["good"] == .bool(true))
      #expect(json["findings"] == .array([]))
    }
  }

  @Test("every fault of a text, 78 and a line each with line and column")
  func faults() async throws {
    try await inSite("[walk]\nlongest-gap = 0\n[log]\nlevl = \"info\"\n") { _, file in
      let answer = try await Walktest.run("config", "check", "--file", file)
      #expect(answer.status == 78)
      #expect(answer.lines.count == 2)
      #expect(answer.lines.first?.hasPrefix("\(file), line 9, column 1: longest-gap") == true)
      #expect(answer.lines.last?.hasPrefix("\(file), line 11, column 1: there is no key") == true)
      let show = try await Walktest.refusal("config", "show", "--file", file, status: 78)
      #expect(show.contains("1 more: walktest config check --file \(file)."))
      let json = try await Walktest.run("config", "check", "--file", file, "--json").json
      #expect(json["good"] == .bool(false))
      guard case .array(let findings)? = json["findings"] else {
        Issue.record("no findings: \(json)")
        return
      }
      #expect(
        findings.map { $0["code"] } == [
          .string("config-out-of-range"), .string("config-unknown-key"),
        ])
      #expect(findings.first?["line"] == .integer(9))
      #expect(findings.first?["column"] == .integer(1))
    }
  }

  @Test(
    "files that are missing or open to others, each named with what mends it; the text alone good")
  func files() async throws {
    try await inSite("[keys]\ncredential = \"no-such-credential\"\n") { folder, file in
      let key = folder + "/store/keys/device.jwk"
      #expect(chmod(key, 0o644) == 0)
      try Data("[speed]\n".utf8).write(to: URL(filePath: folder + "/devices.toml"))
      try Data("0123".utf8).write(to: URL(filePath: folder + "/network-key"))
      #expect(chmod(folder + "/network-key", 0o666) == 0)
      let answer = try await Walktest.run("config", "check", "--file", file)
      #expect(answer.status == 78)
      #expect(answer.lines.count == 3, "\(answer)")
      #expect(answer.text.contains("run: chmod 0600 \(key)."))
      #expect(answer.text.contains("devices.toml, line 1"))
      #expect(answer.text.contains("ANT+ network key"))
      try FileManager.default.removeItem(atPath: key)
      let missing = try await Walktest.run("config", "check", "--file", file)
      #expect(missing.text.contains("walktest keys init --store \(folder)/store"))
      let text = try await Walktest.run("config", "check", "--file", file, "--text-only")
      #expect(text.status == 0)
    }
  }

  @Test("a configuration that others can write to, or that is not there, refused")
  func rights() async throws {
    try await inSite("") { folder, file in
      #expect(chmod(file, 0o666) == 0)
      let open = try await Walktest.run("config", "check", "--file", file)
      #expect(open.status == 78)
      #expect(open.text.hasSuffix("run: chmod go-w \(file).\n"))
      let absent = try await Walktest.run("config", "check", "--file", folder + "/none.toml")
      #expect(absent.status == 78)
      #expect(absent.text == "\(folder)/none.toml is not there; check the path.\n")
    }
  }

  @Test("what holds, with where it came from")
  func show() async throws {
    try await inSite("[walk]\nlongest-gap = 60\n") { _, file in
      let lines = try await Walktest.run("config", "show", "--file", file).lines
      #expect(lines.count == 14)
      #expect(
        lines.contains { $0.hasPrefix("walk.longest-gap ") && $0.hasSuffix("\(file), line 9") })
      #expect(lines.contains { $0.hasPrefix("log.level ") && $0.hasSuffix(" standard") })
      guard
        case .array(let rows) = try await Walktest.run("config", "show", "--file", file, "--json")
          .json
      else {
        Issue.record("no array")
        return
      }
      let gap = rows.first { $0["key"] == .string("walk.longest-gap") }
      #expect(gap?["value"] == .integer(60))
      #expect(gap?["line"] == .integer(9))
      let level = rows.first { $0["key"] == .string("log.level") }
      #expect(level?["value"] == .string("info"))
      #expect(level?["line"] == .null)
    }
  }
}
