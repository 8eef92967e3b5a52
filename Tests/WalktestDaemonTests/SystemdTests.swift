import ControlSocket
import DaemonRig
import Foundation
import Testing

/// What systemd and journald are told.
@Suite("walktestd under systemd", .serialized)
struct SystemdTests {
  @Test("ready, status, watchdog and stopping reach a real datagram socket, in order")
  func notices() throws {
    let site = try DaemonSite()
    let daemon = try RunningDaemon(site, environment: ["WATCHDOG_USEC": "900000"])
    let first = try daemon.notices.next(with: "READY=1")
    #expect(first == ["READY=1\nSTATUS=idle"], "\(first)")
    for _ in 1...3 { try daemon.notices.next(with: "WATCHDOG=1", within: 5) }
    let client = try DaemonClient(site)
    let session = try client.prepare()
    let seen = try daemon.notices.next(with: "STATUS=session \(session): preparing", within: 5)
    #expect(seen.allSatisfy { !$0.contains(ShortWalk.subject) })
    try client.ask(.abandon(reason: "test"))
    daemon.signal(SIGTERM)
    try daemon.notices.next(with: "STOPPING=1")
    #expect(try daemon.end().status == 0)
  }

  @Test("no watchdog set, none is told, but ready, status and stopping are")
  func noWatchdog() throws {
    let site = try DaemonSite()
    let daemon = try RunningDaemon.ready(site)
    daemon.signal(SIGTERM)
    let seen = try daemon.notices.next(with: "STOPPING=1")
    #expect(seen.contains("STATUS=idle") && !seen.contains { $0.contains("WATCHDOG") }, "\(seen)")
    #expect(try daemon.end().status == 0)
  }

  @Test("a watchdog of another process, not fed")
  func foreignWatchdog() throws {
    let site = try DaemonSite()
    let daemon = try RunningDaemon(
      site, environment: ["WATCHDOG_USEC": "300000", "WATCHDOG_PID": "1"])
    try daemon.notices.next(with: "READY=1")
    try daemon.notices.next(with: "STATUS=idle")
    daemon.signal(SIGTERM)
    let seen = try daemon.notices.next(with: "STOPPING=1")
    #expect(!seen.contains { $0.contains("WATCHDOG") }, "\(seen)")
  }

  @Test("for journald each line has its priority before it, for a person none has")
  func priorities() throws {
    let site = try DaemonSite()
    let journald = try RunningDaemon.ready(site, environment: ["JOURNAL_STREAM": "8:1234"])
    let client = try DaemonClient(site)
    try client.prepare()
    journald.signal(SIGTERM)
    let log = try journald.end().log
    let lines = log.split(separator: "\n")
    #expect(lines.allSatisfy { $0.wholeMatch(of: /<[2-7]>\S.*/) != nil }, "\(log)")
    #expect(lines.contains { $0.hasPrefix("<5>ready") }, "\(log)")
    #expect(lines.contains { $0.hasPrefix("<4>stopping in mid-session") }, "\(log)")
    #expect(!log.contains(ShortWalk.subject))
    try FileManager.default.removeItem(atPath: site.deviceKey)
    let failed = try RunningDaemon(site, environment: ["JOURNAL_STREAM": "8:1234"]).end()
    #expect(failed.log.hasPrefix("<3>walktestd: "), "\(failed.log)")
    let person = try RunningDaemon(site).end()
    #expect(person.log.hasPrefix("walktestd: "))
  }
}
