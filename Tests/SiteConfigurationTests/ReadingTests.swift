import Foundation
import SiteConfiguration
import StrictTOML
import Testing

@Suite("The configuration file")
struct ReadingTests {
  /// What reading `text` complains of, as code, line and column.
  private func complaints(_ text: String) -> [String] {
    do throws(ConfigurationFaults) {
      _ = try SiteConfiguration(parsing: Array(text.utf8), file: "w.toml")
      return []
    } catch {
      return error.all.map { fault in
        let place = fault.place.map { "\($0.line):\($0.column)" } ?? "-"
        return "\(fault.code.rawValue) \(place)"
      }
    }
  }

  private func sentence(_ text: String) throws -> String {
    do throws(ConfigurationFaults) {
      _ = try SiteConfiguration(parsing: Array(text.utf8), file: "w.toml")
      return ""
    } catch {
      return error.description
    }
  }

  @Test(
    "an empty text, the standard values", arguments: ["", "\n", "# nothing\n", "[store]\n[walk]"])
  func empty(text: String) throws {
    let configuration = try SiteConfiguration(parsing: Array(text.utf8))
    for key in ConfigurationKey.allCases {
      #expect(configuration[key].value == key.standard)
      #expect(configuration[key].place == nil)
    }
    #expect(configuration.storeDirectory == "/var/lib/walktest")
    #expect(configuration.storeReserve == 536_870_912)
    #expect(configuration.longestGap == .seconds(30))
    #expect(configuration.keyFile == "/var/lib/walktest/keys/device.jwk")
    #expect(configuration.syncDatabase == "/var/lib/walktest/trial/trial.sqlite")
    #expect(configuration.logLevel == .info)
    #expect(configuration.controlSocket == "/run/walktest/control.sock")
    #expect(configuration.controlGroup == "walktest")
  }

  @Test("every key said, each taken with the place where it stands")
  func everyKey() throws {
    let text = """
      # another site
      [store]
      directory = "/srv/walks"
      reserve = 64
      [devices]
      bindings = '/etc/d.toml'
        network-key = "/etc/key"
      [protocols]
      directory = "/srv/protocols"
      [control]
      socket = "/run/other/control.sock"
      group = "clinic_2"
      [clock]
      witness = "/run/other/clock.sock"
      [walk]
      longest-gap = 1_20
      [keys]
      credential = "key.one"
      file = "/srv/keys/a.jwk"
      [log]
      level = "debug"
      [sync]
      database = "db/t.sqlite"
      """
    let configuration = try SiteConfiguration(parsing: Array(text.utf8), file: "w.toml")
    #expect(configuration.file == "w.toml")
    #expect(configuration.storeDirectory == "/srv/walks")
    #expect(configuration.storeReserve == 67_108_864)
    #expect(configuration.deviceBindings == "/etc/d.toml")
    #expect(configuration.networkKey == "/etc/key")
    #expect(configuration.protocolDirectory == "/srv/protocols")
    #expect(configuration.controlSocket == "/run/other/control.sock")
    #expect(configuration.controlGroup == "clinic_2")
    #expect(configuration.clockWitness == "/run/other/clock.sock")
    #expect(configuration.longestGap == .seconds(120))
    #expect(configuration.keyCredential == "key.one")
    #expect(configuration.keyFile == "/srv/keys/a.jwk")
    #expect(configuration.logLevel == .debug)
    #expect(configuration.syncDatabase == "/srv/walks/db/t.sqlite")
    let lines = ConfigurationKey.allCases.map { configuration[$0].place?.line }
    #expect(lines == [3, 4, 6, 7, 9, 11, 12, 14, 16, 18, 19, 21, 23])
    #expect(configuration[.networkKey].place == TextPlace(line: 7, column: 3))
  }

  @Test(
    "what is wrong, its code with line and column",
    arguments: [
      ("[store]\ndirectory = \n", "config-not-toml 2:13"),
      ("[store\n", "config-not-toml 1:7"),
      ("[store]\nreserve = 64\nreserve = 65\n", "config-not-toml 3:11"),
      ("[=]\n", "config-not-toml 1:1"),
      ("[store]\n [[ #]]\n", "config-not-toml 2:2"),
      ("[stor]\n", "config-unknown-section 1:1"),
      ("\n  [[stor]]\n", "config-unknown-section 2:3"),
      ("[store]\n[store.more]\nx = 1\n", "config-unknown-key 2:1"),
      ("directory = \"/x\"\n", "config-unknown-key 1:1"),
      ("[store]\ndirectory = \"/x\"\n dir = 1\n", "config-unknown-key 3:2"),
      ("store.dir = 1\n", "config-unknown-key 1:1"),
      ("store = { directory = \"/x\", dir = 1 }\n", "config-unknown-key 1:29"),
      ("[\"store\"]\n\"dir\\u0065ctory\" = 1\n", "config-wrong-type 2:1"),
      ("store = 1\n", "config-wrong-type 1:1"),
      ("[[store]]\n", "config-wrong-type 1:1"),
      ("[store]\nreserve = \"64\"\n", "config-wrong-type 2:1"),
      ("[store]\nreserve = 64.0\n", "config-wrong-type 2:1"),
      ("[store]\nreserve = true\n", "config-wrong-type 2:1"),
      ("[log]\nlevel = [\"info\"]\n", "config-wrong-type 2:1"),
      ("[log]\nlevel = 2026-01-01\n", "config-not-toml 2:9"),
      ("[log]\nlevel = 07:32:00\n", "config-not-toml 2:9"),
      ("[log]\nlevel = [}]\n", "config-not-toml 2:10"),
      ("[log]\nlevel = -1.5e-3\n", "config-wrong-type 2:1"),
      ("[store]\nreserve = 63\n", "config-out-of-range 2:1"),
      ("[store]\nreserve = 1048577\n", "config-out-of-range 2:1"),
      ("[store]\nreserve = -9223372036854775808\n", "config-out-of-range 2:1"),
      ("[walk]\n\tlongest-gap = 0\n", "config-out-of-range 2:2"),
      ("[walk]\nlongest-gap = 121\n", "config-out-of-range 2:1"),
      ("[log]\nlevel = \"loud\"\n", "config-not-allowed 2:1"),
      ("[control]\ngroup = \"Walk Test\"\n", "config-not-allowed 2:1"),
      ("[control]\ngroup = \"\"\n", "config-not-allowed 2:1"),
      ("[keys]\ncredential = \"../x\"\n", "config-not-allowed 2:1"),
      ("[keys]\nfile = \"../device.jwk\"\n", "config-not-allowed 2:1"),
      ("[store]\ndirectory = \"var\"\n", "config-not-allowed 2:1"),
      ("[store]\ndirectory = \"/\"\n", "config-not-allowed 2:1"),
      ("[store]\ndirectory = \"/a//b\"\n", "config-not-allowed 2:1"),
      ("[store]\ndirectory = \"/a/\"\n", "config-not-allowed 2:1"),
      ("[store]\ndirectory = \"/a;reboot\"\n", "config-not-allowed 2:1"),
      ("[store]\ndirectory = \"/a\\u0000b\"\n", "config-not-allowed 2:16"),
      ("# ü\u{10348}\u{0}\n", "config-not-toml 1:5"),
      (
        "[log]\nx = '''\n[walk]\n'''\ny = [1, # ]\n 2]\nz = 3\n",
        "config-unknown-key 2:1,config-unknown-key 5:1,config-unknown-key 7:1"
      ),
    ])
  func wrong(text: String, expected: String) {
    #expect(complaints(text).joined(separator: ",") == expected)
  }

  @Test("an array without end, refused and no stack used up")
  func deep() {
    for sign in ["[", "{a=", "[{a="] {
      let text = "[log]\nx = " + String(repeating: sign, count: 60_000)
      #expect(complaints(text).first?.hasPrefix("config-not-toml 2:") == true)
    }
  }

  @Test("every fault of a text, in the order of its lines")
  func all() throws {
    let text = "[walk]\nlongest-gap = 0\n[store]\nreserve = 1\nx = 2\n[log]\nlevel = 3\n[a]\n"
    #expect(
      complaints(text) == [
        "config-out-of-range 2:1", "config-out-of-range 4:1", "config-unknown-key 5:1",
        "config-wrong-type 7:1", "config-unknown-section 8:1",
      ])
    #expect(try sentence(text).hasSuffix("; 4 more: walktest config check --file w.toml."))
  }

  @Test("a fault, one sentence with file, line, column and what is allowed")
  func sentences() throws {
    #expect(
      try sentence("[walk]\nlongest-gap = 121\n")
        == "w.toml, line 2, column 1: longest-gap in [walk] is 121; it is a whole number of seconds "
        + "from 1 to 120, without quotes.")
    #expect(
      try sentence("[store]\nsize = 1\n")
        == "w.toml, line 2, column 1: there is no key size in [store]; its keys are directory, "
        + "reserve.")
    #expect(
      try sentence("[log]\nlevel = 1\n")
        == "w.toml, line 2, column 1: level in [log] is an integer; it is one of \"error\", "
        + "\"warning\", \"notice\", \"info\", \"debug\".")
    #expect(
      try sentence("[stor]\n").hasPrefix(
        "w.toml, line 1, column 1: there is no section [stor]; the sections are [store], [devices]")
    )
    let control = try sentence("\"a\\u001b[2Jb\" = 1\n")
    #expect(!control.unicodeScalars.contains("\u{1B}"))
  }

  @Test("a text that is not UTF-8, refused at its place and not read as something else")
  func notText() throws {
    let bytes = Array("[log]\nlevel = \"in".utf8) + [0xFF] + Array("fo\"\n".utf8)
    let faults = #expect(throws: ConfigurationFaults.self) {
      try SiteConfiguration(parsing: bytes, file: "w.toml")
    }
    #expect(faults?.first.code == .notTOML)
    #expect(faults?.first.place == TextPlace(line: 2, column: 12))
  }

  @Test("any cut and any changed byte of a long text, an answer and never a trap")
  func mangled() throws {
    let text = Array(
      "[store]\nd.\"e\\u00e9\".'f' = { a = [1, [2, \"\"\"x\\\"\"\"\"]], b = '''y''' } # z\n".utf8)
    for end in 0...text.count {
      _ = try? SiteConfiguration(parsing: Array(text.prefix(end)))
    }
    for index in text.indices {
      for byte: UInt8 in [0x22, 0x27, 0x5B, 0x5D, 0x7B, 0x7D, 0x5C, 0x2C, 0x3D, 0x0A, 0x80] {
        var mangled = text
        mangled[index] = byte
        _ = try? SiteConfiguration(parsing: mangled)
      }
    }
  }

  @Test("the example, good as it stands and with every key taken out of its comment")
  func example() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let example = try String(
      contentsOf: root.appending(path: "packaging/etc/walktest.toml"), encoding: .utf8)
    #expect(complaints(example).isEmpty)
    let said = example.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.hasPrefix("#") && !line.hasPrefix("# ") && line.contains(" = ") ? line.dropFirst() : line
    }.joined(separator: "\n")
    let configuration = try SiteConfiguration(parsing: Array(said.utf8))
    for key in ConfigurationKey.allCases {
      #expect(configuration[key].place != nil, "\(key.rawValue) is not in the example")
      #expect(configuration[key].value == key.standard, "\(key.rawValue)")
      #expect(said.contains("\n\(key.name) = \(key.standard)\n"))
    }
  }
}
