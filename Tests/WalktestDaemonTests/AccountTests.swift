import ControlSocket
import DaemonRig
import Foundation
import Testing
import WalkProtocol

/// Who may talk to the daemon, asked by a program of another account that shares no code with it.
@Suite("walktestd, accounts", .serialized, .enabled(if: getuid() == 0))
struct AccountTests {
  private let nobody = ForeignClient(user: 65_534, groups: [65_534])
  private let root = ForeignClient(user: 0, groups: [0])

  @Test("an account outside the socket's group, turned away by the system")
  func outsideGroup() throws {
    let site = try DaemonSite()
    let daemon = try RunningDaemon.ready(site)
    #expect(try nobody.output(site) == "EACCES\n")
    #expect(try DaemonClient(site).status().phase == .idle)
    try daemon.kill()
  }

  @Test("an account in the socket's group without a role, refused with the groups that have one")
  func noRole() throws {
    let site = try DaemonSite(["control.group": "\"nogroup\""])
    let daemon = try RunningDaemon.ready(site)
    let replies = try nobody.say(site, [#""request":"arm""#])
    guard case .refusal(_, let fault) = try #require(replies.last) else {
      Issue.record("not refused: \(replies)")
      return
    }
    #expect(fault.code == .noRole && fault.description.contains("walktest-staff"))
    #expect(!replies.contains { if case .reply = $0 { true } else { false } }, "\(replies)")
    #expect(daemon.log.contains("client turned away"), "\(daemon.log)")
    try daemon.kill()
  }

  @Test("root has every role; another version of the protocol is told to install the same")
  func wrongVersion() throws {
    let site = try DaemonSite()
    let daemon = try RunningDaemon.ready(site)
    #expect(try DaemonClient(site).roles == ControlRole.allCases)
    let replies = try root.say(site, version: "walktest-control/9", [#""request":"arm""#])
    guard case .refusal(_, let fault) = try #require(replies.last) else {
      Issue.record("not refused: \(replies)")
      return
    }
    #expect(fault.code == .wrongVersion && fault.description.contains("walktest-control/9"))
    let good = try root.say(site, [#""request":"arm""#])
    guard case .refusal(1, let noSession) = try #require(good.last) else {
      Issue.record("not answered: \(good)")
      return
    }
    #expect(noSession.reason == "no-session")
    try daemon.kill()
  }
}
