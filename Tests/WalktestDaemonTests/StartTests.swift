import ControlSocket
import DaemonRig
import Foundation
import Testing
import WalkProtocol

/// What keeps the daemon from starting: one sentence and an exit status.
@Suite("walktestd, starting", .serialized)
struct StartTests {
  /// Something that is wrong with a site.
  struct Ailment: CustomTestStringConvertible, Sendable {
    var name: String
    var status: Int32
    /// What the sentence must have in it.
    var parts: [String]
    /// Makes it so.
    var make: @Sendable (DaemonSite) throws -> Void
    var testDescription: String { name }
  }

  static let ailments: [Ailment] = [
    Ailment(
      name: "configuration is no TOML", status: 78, parts: ["walktest.toml, line 2, column "]
    ) { try $0.write("[store]\ndirectory = = 3\n", to: $0.configuration) },
    Ailment(
      name: "unknown key", status: 78, parts: ["walktest.toml, line 2, column 1", "direktory"]
    ) { try $0.write("[store]\ndirektory = \"/x\"\n", to: $0.configuration) },
    Ailment(name: "wrong type", status: 78, parts: ["line 1, column 1", "reserve in [store]"]) {
      try $0.write("store.reserve = \"much\"\n", to: $0.configuration)
    },
    Ailment(name: "no configuration", status: 78, parts: ["walktest.toml is not there"]) {
      try FileManager.default.removeItem(atPath: $0.configuration)
    },
    Ailment(name: "configuration writable by all", status: 78, parts: ["chmod go-w"]) {
      try #require(chmod($0.configuration, 0o666) == 0)
    },
    Ailment(name: "key missing", status: 78, parts: ["device.jwk is not there", "keys init"]) {
      try FileManager.default.removeItem(atPath: $0.deviceKey)
    },
    Ailment(name: "key readable by the group", status: 78, parts: ["mode 0640", "chmod 0600"]) {
      try #require(chmod($0.deviceKey, 0o640) == 0)
    },
    Ailment(name: "key no file", status: 78, parts: ["plain file"]) {
      try FileManager.default.removeItem(atPath: $0.deviceKey)
      try FileManager.default.createDirectory(
        atPath: $0.deviceKey, withIntermediateDirectories: false)
    },
    Ailment(name: "no store", status: 78, parts: ["/store"]) {
      try FileManager.default.moveItem(atPath: $0.store, toPath: $0.path + "/elsewhere")
    },
    Ailment(name: "bindings broken", status: 78, parts: ["devices.toml", "drvier"]) {
      try $0.write("[stick]\ndrvier = \"ant-sdm\"\n", to: $0.bindings)
    },
    Ailment(name: "directory of the socket group-writable", status: 73, parts: ["chmod 0755"]) {
      try #require(chmod($0.socketDirectory, 0o775) == 0)
    },
    Ailment(name: "directory of the socket missing", status: 73, parts: ["/run is no directory"]) {
      try FileManager.default.removeItem(atPath: $0.socketDirectory)
    },
    Ailment(name: "a file where the socket belongs", status: 73, parts: ["is no socket"]) {
      try $0.write("", to: $0.socket)
    },
  ]

  @Test("an ailment of the site, one sentence and its status", arguments: ailments)
  func refused(_ ailment: Ailment) throws {
    let site = try DaemonSite()
    try ailment.make(site)
    let end = try RunningDaemon(site).end()
    #expect(end.status == ailment.status && !end.wasKilled, "\(end.status) \(end.log)")
    expectOneSentence(end)
    for part in ailment.parts { #expect(end.log.contains(part), "\(end.log)") }
  }

  @Test("the key belongs to somebody else, 78 and the command that mends it", .enabled(if: isRoot))
  func keyOfSomebodyElse() throws {
    let site = try DaemonSite()
    try #require(chown(site.deviceKey, 65_534, 65_534) == 0)
    let end = try RunningDaemon(site).end()
    #expect(end.status == 78 && end.log.contains("chown --reference="), "\(end.log)")
    expectOneSentence(end)
  }

  @Test("less room than the reserve, no session is opened, and the daemon runs on")
  func noRoom() throws {
    let site = try DaemonSite(["store.reserve": "1048576"])
    let daemon = try RunningDaemon.ready(site)
    let client = try DaemonClient(site)
    let refused = try client.refusal(.prepare(ShortWalk.choice()))
    #expect(refused.code == .failed && refused.description.contains("less than 1048576 MiB free"))
    #expect(try client.status().phase == .idle)
    try daemon.kill()
  }

  static let isRoot = getuid() == 0
}
