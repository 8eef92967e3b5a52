import Foundation
import SessionHost
import Testing

@Suite("walktest --help and how it is called")
struct HelpTests {
  static let commands: [[String]] = [
    ["demo"], ["replay"], ["sessions"], ["sessions", "list"], ["sessions", "show"], ["verify"],
    ["export"], ["export", "csv"], ["export", "report"], ["sync"], ["store"], ["store", "status"],
    ["store", "reindex"], ["store", "recover"], ["keys"], ["keys", "init"], ["keys", "list"],
    ["keys", "revoke"], ["protocols"], ["protocols", "list"], ["protocols", "check"],
    ["run"], ["devices"], ["devices", "list"], ["devices", "watch"], ["devices", "dump"],
    ["devices", "replay"], ["devices", "bind"], ["devices", "unbind"], ["devices", "supported"],
    ["devices", "pages"], ["doctor"], ["config"], ["config", "check"], ["config", "show"],
    ["udev-rules"], ["simulate"], ["simulate", "stick"],
    ["simulate", "trackmaster"], ["simulate", "csafe"], ["simulate", "lifespan"],
    ["simulate", "usb"], ["status"], ["prepare"], ["arm"], ["answer"], ["waive"], ["start"],
    ["mark"], ["undo"], ["rest"], ["stage"], ["stop"], ["estop"], ["reason"], ["recovered"],
    ["close"], ["abandon"], ["journal"], ["journal", "show"], ["sessions", "follow"],
  ]

  @Test("the help of a command, an overview and examples or options", arguments: commands)
  func everyCommand(command: [String]) async throws {
    let help = try await Walktest.run(command + ["--help"])
    #expect(help.status == 0)
    #expect(help.complaint.isEmpty)
    #expect(help.text.hasPrefix("OVERVIEW: "))
    #expect(help.text.contains("USAGE: walktest \(command.joined(separator: " "))"))
    #expect(help.text.contains("EXAMPLES\n") || help.text.contains("OPTIONS:\n  -"))
    #expect(help.text.contains("\n  walktest \(command[0])") || command.count == 2)
    #expect(help.lines.allSatisfy { $0.count <= 80 || $0.hasPrefix("USAGE") })
    // Nothing is said twice.
    #expect(!help.text.contains("Default: /var/tmp/walktest-demo. (default"))
  }

  @Test("the commands that the help lists, each tested above; the statuses, each explained")
  func subcommands() async throws {
    let help = try await Walktest.run("--help").text
    let listed = section("SUBCOMMANDS:", of: help).compactMap { line -> String? in
      line.hasPrefix("  ") && !line.hasPrefix("   ")
        ? line.split(separator: " ").first.map(String.init) : nil
    }
    #expect(
      listed == [
        "demo", "run", "status", "prepare", "arm", "answer", "waive", "start", "mark", "undo",
        "rest", "stage", "stop", "estop", "reason", "recovered", "close", "abandon", "journal",
        "replay", "sessions", "verify", "export", "sync", "store", "keys", "protocols",
        "devices", "doctor", "config", "udev-rules", "simulate",
      ])
    #expect(Set(Self.commands.map { $0[0] }) == Set(listed))
    let statuses = section("EXIT STATUS", of: help)
    #expect(
      statuses.compactMap { Int32($0.split(separator: " ")[0]) }
        == [0] + ExitStatus.allCases.map(\.rawValue))
    #expect(
      statuses == [
        "  0   done, and everything checked is good",
        "  1   a check found something: a record is refused, a session is missing",
        "  64  the command was called wrongly",
        "  65  a file's content is not what it must be",
        "  66  a file or directory is missing or cannot be read",
        "  69  walktestd is not running or does not answer",
        "  73  something cannot be written: disk full, no rights, already there",
        "  74  the disk or the database failed",
        "  75  walktestd refuses it as the walk stands now",
        "  76  walktest and walktestd do not understand each other",
        "  77  no rights: your account's, or a private key that others may read",
        "  78  the machine is not set up: store, keys, clock or configuration",
      ])
  }

  @Test("examples in the help that need no store, accepted as they stand")
  func examples() async throws {
    #expect(try await Walktest.run("protocols", "list").status == 0)
    let store = try await DemoStore.copy()
    #expect(try await store.run("sessions", "list", "--subject", "S-012", "--json").text == "[]\n")
    #expect(try await store.run("store", "status").status == 0)
  }

  @Test(
    "a command that there is not, 64 and where the help is",
    arguments: [
      ["walk"], ["sessions", "delete"], ["store", "list"], ["verify"], ["verify", "x", "--all"],
      ["replay"], ["protocols", "check"], ["sync", "--follow"], ["keys", "init"], ["--jsn"],
    ])
  func unknown(arguments: [String]) async throws {
    let answer = try await Walktest.run(arguments)
    #expect(answer.status == 64)
    #expect(answer.output.isEmpty)
    #expect(answer.complaint.contains("--help' for more information."))
  }

  @Test("the version, one line")
  func version() async throws {
    let version = try await Walktest.run("--version")
    #expect(version.status == 0)
    #expect(version.lines.count == 1)
    #expect(version.text.hasPrefix("walktest 0."))
  }

  @Test("a store named by the environment, used; by the option, that one first")
  func environment() async throws {
    let store = try await DemoStore.copy()
    let named = try await Walktest.run(
      ["verify", "--all"], environment: ["WALKTEST_STORE": store.root])
    #expect(named.status == 0)
    let option = try await Walktest.run(
      ["verify", "--all", "--store", store.root], environment: ["WALKTEST_STORE": "/nowhere"])
    #expect(option.status == 0)
  }

  @Test("a reader that goes away, no signal, no complaint and the walk still sealed")
  func brokenPipe() async throws {
    let store = try await DemoStore.copy()
    let done = try await Program.bash(
      """
      run() { env --default-signal=PIPE "$walktest" "$@"; }
      run protocols list | head -0; echo ${PIPESTATUS[0]}
      run export csv --store "$1" | head -0; echo ${PIPESTATUS[0]}
      run verify --all --store "$1" | head -0; echo ${PIPESTATUS[0]}
      run demo --seed 3 --store "$1" | head -1 >/dev/null; echo ${PIPESTATUS[0]}
      """, store.root)
    #expect(done.lines == ["0", "0", "0", "0"], "\(done)")
    #expect(done.complaint.isEmpty)
    #expect(try store.names.count == 4)
    #expect(try Files.names(store.root + "/journals").isEmpty)
  }

  private func section(_ title: String, of help: String) -> [String] {
    let lines = help.components(separatedBy: "\n")
    guard let start = lines.firstIndex(of: title) else { return [] }
    return Array(lines[(start + 1)...].prefix { !$0.isEmpty })
  }
}
