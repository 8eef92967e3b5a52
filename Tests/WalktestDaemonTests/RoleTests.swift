import ControlSocket
import DaemonRig
import Foundation
import Testing
import WalkProtocol

/// What accounts of the three role groups may do at the socket of a real daemon.
///
/// The daemon sees a user database of its own, with the groups that an installation makes, in a
/// name space of its own (unshare(1)): the machine's stays as it is.
@Suite("walktestd, roles", .serialized, .enabled(if: getuid() == 0, "needs root"))
struct RoleTests {
  private static let socketGroup: UInt32 = 60_100
  private static let groups: [(name: String, number: UInt32)] = [
    ("walktest", socketGroup), ("walktest-staff", 60_101), ("walktest-technician", 60_102),
    ("walktest-coordinator", 60_103),
  ]

  private let site: DaemonSite
  private let daemon: RunningDaemon
  private let staff = ForeignClient(user: 60_201, groups: [socketGroup, 60_101])
  private let technician = ForeignClient(user: 60_202, groups: [socketGroup, 60_102])
  private let coordinator = ForeignClient(user: 60_203, groups: [socketGroup, 60_103])
  private let nobody = ForeignClient(user: 60_204, groups: [socketGroup])

  init() throws {
    site = try DaemonSite(["control.group": "\"walktest\""])
    let before = try String(contentsOfFile: "/etc/group", encoding: .utf8)
      .split(separator: "\n").filter { !$0.hasPrefix("walktest") }
    let own = Self.groups.map { "\($0.name):x:\($0.number):" }
    let file = site.path + "/group"
    try site.write((before.map(String.init) + own).joined(separator: "\n") + "\n", to: file)
    guard try Self.mayUnshare() else {
      try Test.cancel("this process may not make a name space for mounts")
    }
    daemon = try RunningDaemon.ready(
      site,
      through: [
        "/usr/bin/unshare", "--mount", "/bin/sh", "-c",
        #"mount --bind "$0" /etc/group && exec "$@""#, file,
      ])
  }

  private static func mayUnshare() throws -> Bool {
    let trial = try Process.run(URL(filePath: "/usr/bin/unshare"), arguments: ["--mount", "true"])
    trial.waitUntilExit()
    return trial.terminationStatus == 0
  }

  /// What `account` hears to a request: `done`, or the code of the refusal.
  private func say(
    _ request: String, as account: ForeignClient, refusalNames group: String? = nil
  ) throws -> String {
    switch try account.say(site, ["\"request\":" + request]).last {
    case .reply(1, .done): return "done"
    case .reply(1, .opened): return "opened"
    case .reply(1, .journal(let events)): return events.isEmpty ? "empty" : "journal"
    case .refusal(let number, let fault):
      if let group { #expect(fault.description.contains(group), "\(fault)") }
      #expect((number == nil) == (fault.code == .noRole))
      return fault.code.rawValue
    case let other: throw RigFault("heard \(String(describing: other))")
    }
  }

  private static let prepare = """
    "prepare","protocol":"\(ShortWalk.protocolID)","subject":"\(ShortWalk.subject)",\
    "visit":"baseline","trial":1,"operator":"nurse-1"
    """
  private static let missing = ControlFault.Code.roleMissing.rawValue

  @Test("each account is told the role that its group gives")
  func welcome() throws {
    for (account, role) in [
      (staff, ControlRole.staff), (technician, .technician), (coordinator, .coordinator),
    ] {
      guard case .reply(0, .welcome(_, let roles)) = try account.say(site, []).first else {
        Issue.record("\(role) is not greeted")
        continue
      }
      #expect(roles == [role])
    }
    let both = ForeignClient(user: 60_205, groups: [Self.socketGroup, 60_101, 60_102])
    guard case .reply(0, .welcome(_, let roles)) = try both.say(site, []).first else {
      Issue.record("an account of two groups is not greeted")
      return
    }
    #expect(roles == [.staff, .technician])
    try daemon.kill()
  }

  @Test("a walk by staff: a technician may stop it and nothing else, a coordinator all")
  func walk() throws {
    let onlooker = try DaemonClient(site)
    #expect(
      try say(Self.prepare, as: technician, refusalNames: "walktest-staff") == Self.missing)
    #expect(try say(Self.prepare, as: staff) == "opened")
    try onlooker.status("the host's own checks") {
      $0.phase == .preparing && Set($0.missing).isSubset(of: ShortWalk.sensors)
    }
    for gate in ShortWalk.sensors {
      let waive = #""waive","gate":"\#(gate.rawValue)","reason":"no-devices""#
      #expect(try say(waive, as: technician) == Self.missing)
      #expect(try say(waive, as: staff) == "done")
    }
    #expect(try say(#""arm""#, as: coordinator) == "done")
    try onlooker.phase(.armed)
    #expect(try say(#""start""#, as: technician) == Self.missing)
    #expect(try onlooker.status().phase == .armed)
    #expect(try say(#""start""#, as: staff) == "done")
    try onlooker.phase(.walking)
    let mark = #""mark","mark":"first-symptoms""#
    #expect(try say(mark, as: technician) == Self.missing)
    #expect(try onlooker.status().marks.isEmpty)
    #expect(try say(mark, as: staff) == "done")
    // Whoever stands beside the treadmill may stop the walk.
    #expect(try say(#""emergency-stop""#, as: technician) == "done")
    #expect(try onlooker.phase(.ended).endReason == .emergencyStop)
    #expect(try say(#""close""#, as: technician) == Self.missing)
    #expect(try say(#""close""#, as: coordinator) == "done")
    let stored = try StoredSession(site)
    #expect(stored.kinds == ["open", "close"])
    #expect(stored.marks("first-symptoms").count == 1)
    try daemon.kill()
  }

  @Test("staff may stop a walk; the journal is for technician and coordinator")
  func stopAndJournal() throws {
    let onlooker = try DaemonClient(site)
    try onlooker.prepare()
    try onlooker.armWithoutDevices()
    #expect(try say(#""start""#, as: staff) == "done")
    let journal = #""journal","count":5"#
    #expect(
      try say(journal, as: staff, refusalNames: "walktest-technician") == Self.missing)
    #expect(try say(journal, as: technician) == "journal")
    #expect(try say(journal, as: coordinator) == "journal")
    #expect(try say(#""emergency-stop""#, as: staff) == "done")
    try onlooker.phase(.ended)
    #expect(try say(#""close""#, as: staff) == "done")
    try daemon.kill()
  }

  @Test("an account of the socket's group alone, turned away and told the groups with a role")
  func noRole() throws {
    #expect(
      try say(#""status""#, as: nobody, refusalNames: "walktest-coordinator")
        == ControlFault.Code.noRole.rawValue)
    #expect(try nobody.say(site, []).count == 1)
    try daemon.kill()
  }
}
