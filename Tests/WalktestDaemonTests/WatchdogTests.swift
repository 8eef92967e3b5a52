import ControlSocket
import DaemonRig
import Testing
import WalkProtocol

/// That systemd hears nothing more of a daemon which does not do its work, and starts it anew.
@Suite("walktestd, watchdog", .serialized)
struct WatchdogTests {
  private let site: DaemonSite
  private let daemon: RunningDaemon

  init() throws {
    site = try DaemonSite()
    daemon = try RunningDaemon.ready(site, environment: ["WATCHDOG_USEC": "900000"])
  }

  /// A thread of the daemon that stands still.
  private func freeze(_ name: String) throws -> FrozenThread {
    guard let thread = try FrozenThread(name, of: daemon) else {
      try Test.cancel("this account may not trace a process that is not its child")
    }
    return thread
  }

  @Test("the desk's thread stands still, nothing more is told until it goes on")
  func hungDesk() throws {
    try daemon.notices.next(with: "WATCHDOG=1", within: 10)
    let desk = try freeze("desk")
    var late: [String] = []
    // At 900 ms it is told each 300 ms; what was on its way still comes.
    while let notice = daemon.notices.next(within: 3) {
      late.append(notice)
      try #require(late.count < 5, "told by a desk that stands still: \(late)")
    }
    desk.thaw()
    try daemon.notices.next(with: "WATCHDOG=1", within: 10)
    try daemon.kill()
  }

  @Test("the sample loop's thread stands still, the desk answers and the watchdog is not fed")
  func hungLoop() throws {
    let client = try DaemonClient(site)
    try client.prepare()
    try client.armWithoutDevices()
    for _ in 1...10 { try daemon.notices.next(with: "WATCHDOG=1", within: 10) }
    let loop = try freeze("sample-loop")
    var seen: [String] = []
    var quiet = 0
    // The desk is asked each 300 ms and says how it stands; ten times without the watchdog are
    // longer than any time at which it was fed before.
    while quiet < 10 {
      let notice = try #require(daemon.notices.next(within: 10), "the desk says nothing: \(seen)")
      seen.append(notice)
      quiet = notice == "WATCHDOG=1" ? 0 : quiet + 1
      try #require(seen.count < 60, "the watchdog is fed: \(seen)")
    }
    #expect(seen.suffix(10).allSatisfy { $0.hasSuffix(": armed") }, "\(seen)")
    #expect(try client.status().phase == .armed)
    loop.thaw()
    try daemon.notices.next(with: "WATCHDOG=1", within: 10)
    try client.ask(.start)
    try client.ask(.mark(.severeSymptoms))
    try client.ask(.close)
    #expect(try StoredSession(site).kinds == ["open", "close"])
    try daemon.kill()
  }
}
