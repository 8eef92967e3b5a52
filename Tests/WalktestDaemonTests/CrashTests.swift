import ControlSocket
import DaemonRig
import Foundation
import Readings
import SessionCapture
import SessionHost
import SessionRecord
import SessionStore
import StrictJSON
import Testing
import WalkProtocol

/// A daemon that dies, and the one after it.
@Suite("walktestd, crashes", .serialized)
struct CrashTests {
  private let site: DaemonSite

  init() throws { site = try DaemonSite() }

  /// A walk under way, and who looks on.
  private func walking() throws -> (RunningDaemon, DaemonClient, start: MonotonicInstant) {
    let daemon = try RunningDaemon.ready(site)
    let client = try DaemonClient(site)
    try client.prepare()
    try client.armWithoutDevices()
    try client.ask(.start)
    let status = try client.phase(.walking)
    return (daemon, client, try #require(status.start))
  }

  @Test("killed directly after the reply to a mark, the mark stands at the microsecond told")
  func doneIsDurable() throws {
    for _ in 1...5 {
      let (daemon, client, start) = try walking()
      try client.ask(.mark(.firstSymptoms))
      daemon.signal(SIGKILL)
      let told = client.heard.compactMap { event -> Int64? in
        guard case .action(let action) = event, action.kind == .mark else { return nil }
        return action.members["at_us"]?.integer
      }
      _ = try daemon.end()
      let next = try RunningDaemon.ready(site)
      let after = try DaemonClient(site)
      let status = try after.status()
      #expect(status.phase == .walking && status.start == start)
      let mark = try #require(status.marks.first, "the mark is lost")
      #expect(mark.mark == .firstSymptoms && mark.at > start)
      #expect(told == [mark.at.microseconds], "told before the reply")
      try after.ask(.mark(.severeSymptoms))
      try after.ask(.close)
      try next.kill()
      try FileManager.default.removeItem(atPath: site.store + "/journals")
      try FileManager.default.createDirectory(
        atPath: site.store + "/journals", withIntermediateDirectories: false)
    }
    let opened = try site.opened()
    #expect(try opened.verifier().verifyAll(opened.archive.packages).isGood)
    #expect(try opened.packages().count == 10)
  }

  @Test("killed in mid-walk, the walk goes on with the same start, the gap is on record")
  func goesOn() throws {
    let (daemon, client, start) = try walking()
    try client.ask(.mark(.firstSymptoms))
    let before = try client.status().marks
    try daemon.kill()
    let next = try RunningDaemon.ready(site)
    #expect(next.log.contains("session goes on after the daemon was away"), "\(next.log)")
    let after = try DaemonClient(site)
    let status = try after.status()
    #expect(status.phase == .walking && status.start == start && status.marks == before)
    try after.ask(.mark(.severeSymptoms))
    let end = try after.phase(.ended)
    try after.ask(.close)
    let stored = try StoredSession(site)
    #expect(stored.kinds == ["open", "close"])
    #expect(stored.walk["start_us"]?.integer == start.microseconds)
    #expect(stored.marks("first-symptoms") == before.map(\.at.microseconds))
    #expect(stored.walk["end"]?["at_us"]?.integer == end.end?.microseconds)
    #expect(stored.events(.resumed).count == 1)
    // Nothing was sampled while nobody was there, and that is counted.
    #expect(stored.walk["quality"]?["missed_ticks"]?.integer ?? 0 > 0)
    #expect(!next.log.contains(ShortWalk.subject))
  }

  @Test("SIGTERM in mid-walk, ends with 0 and the next daemon goes on; nothing is ended")
  func handsOver() throws {
    let (daemon, _, start) = try walking()
    daemon.signal(SIGTERM)
    let end = try daemon.end(within: 12)
    #expect(end.status == 0 && !end.wasKilled, "\(end.log)")
    #expect(end.log.contains("stopping in mid-session"))
    #expect(!end.log.contains("CONTINUATION MISUSE"))
    let next = try RunningDaemon.ready(site)
    let after = try DaemonClient(site)
    #expect(try after.status().start == start)
    try after.ask(.mark(.severeSymptoms))
    try after.ask(.close)
    #expect(try StoredSession(site).kinds == ["open", "close"])
    try next.kill()
  }

  @Test("away for longer than the longest gap, sealed as interrupted without an invented mark")
  func gapTooLong() throws {
    try site.configure(["walk.longest-gap": "1"])
    let (daemon, client, start) = try walking()
    try client.ask(.mark(.firstSymptoms))
    try daemon.kill()
    try passTime(seconds: 1.5)
    let next = try RunningDaemon.ready(site)
    #expect(next.log.contains("sealed as interrupted"), "\(next.log)")
    let after = try DaemonClient(site)
    #expect(try after.status().phase == .idle)
    let stored = try StoredSession(site)
    #expect(stored.kinds == ["open", "interrupted"])
    #expect(stored.walk["start_us"]?.integer == start.microseconds)
    #expect(stored.marks("first-symptoms").count == 1 && stored.marks("severe-symptoms").isEmpty)
    try after.prepare()
  }

  @Test("killed while armed, one session goes on: its gates are checked anew before START")
  func armed() throws {
    let daemon = try RunningDaemon.ready(site)
    let client = try DaemonClient(site)
    let session = try client.prepare()
    try client.armWithoutDevices()
    try daemon.kill()
    let next = try RunningDaemon.ready(site)
    let after = try DaemonClient(site)
    let status = try after.status()
    #expect(status.phase == .armed && status.walk?.session == session)
    #expect(try after.refusal(.prepare(ShortWalk.choice())).reason == "session-open")
    #expect(try site.opened().unsealedJournals().count == 1)
    // Each gate is told once more, waived ones as failed, and the waivers stand.
    _ = try after.status("gates checked anew") { $0.missing.isEmpty }
    try after.ask(.start)
    try after.ask(.mark(.severeSymptoms))
    try after.ask(.close)
    #expect(try StoredSession(site).kinds == ["open", "close"])
    try next.kill()
  }

  @Test("killed at once after the reply to prepare, the session can be armed or abandoned")
  func prepared() throws {
    for _ in 1...3 {
      let daemon = try RunningDaemon.ready(site)
      let client = try DaemonClient(site)
      try client.ask(.prepare(ShortWalk.choice()))
      daemon.signal(SIGKILL)
      _ = try daemon.end()
      let next = try RunningDaemon.ready(site)
      let after = try DaemonClient(site)
      try after.phase(.preparing)
      try after.ask(.abandon(reason: "test"))
      #expect(try after.status().phase == .idle)
      try next.kill()
    }
    let opened = try site.opened()
    #expect(try opened.verifier().verifyAll(opened.archive.packages).isGood)
    #expect(try opened.packages().count == 6)
  }

  @Test(
    "a socket that a crash left is replaced; a live daemon's is not, and it goes on undisturbed")
  func twoDaemons() throws {
    let (daemon, client, start) = try walking()
    let second = try RunningDaemon(site).end()
    #expect(second.status == 74 && !second.wasKilled, "\(second.status) \(second.log)")
    expectOneSentence(second)
    #expect(try client.status().start == start)
    try client.ask(.mark(.firstSymptoms))
    try daemon.kill()
    #expect(FileManager.default.fileExists(atPath: site.socket), "a crash leaves its socket")
    let next = try RunningDaemon.ready(site)
    #expect(try DaemonClient(site).status().start == start)
    next.signal(SIGTERM)
    _ = try next.end()
    #expect(!FileManager.default.fileExists(atPath: site.socket), "one that stops removes it")
  }

  @Test("another store at the same socket, refused, and the first daemon answers on")
  func socketTaken() throws {
    let daemon = try RunningDaemon.ready(site)
    let other = try DaemonSite(["control.socket": "\"\(site.socket)\""])
    let second = try RunningDaemon(other).end()
    #expect(second.status == 73, "\(second.status) \(second.log)")
    expectOneSentence(second)
    #expect(second.log.contains("Another walktestd answers at \(site.socket)"))
    #expect(try DaemonClient(site).status().phase == .idle)
    try daemon.kill()
  }

  /// Lets time pass that is itself the condition.
  private func passTime(seconds: Double) throws {
    let over = DispatchSemaphore(value: 0)
    DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { over.signal() }
    try #require(over.wait(timeout: .now() + seconds + 10) == .success)
  }
}
