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

/// A session by the socket of a real daemon, without devices.
@Suite("walktestd, one session", .serialized)
struct SessionTests {
  @Test("from prepare to close by the socket, every reply and event, and the store verifies")
  func wholeSession() throws {
    let site = try DaemonSite()
    let daemon = try RunningDaemon.ready(site)
    let client = try DaemonClient(site)
    #expect(try client.status().phase == .idle)
    let session = try client.prepare()
    #expect(try client.status().walk == OpenWalk(session: session, ShortWalk.choice()))
    #expect(try client.refusal(.start).reason == "not-armed")
    let missing = try client.refusal(.arm)
    #expect(missing.code == .rejected && missing.reason == "gates-not-passed")
    #expect(missing.description == "Put right the checks named, or waive those that may be waived.")
    try client.armWithoutDevices()
    try client.ask(.start)
    try client.ask(.mark(.firstSymptoms), by: "nurse-2")
    #expect(try client.refusal(.mark(.firstSymptoms)).reason == "mark-already-set")
    try client.ask(.mark(.severeSymptoms))
    let ended = try client.phase(.ended)
    #expect(ended.endReason == .severeSymptoms && ended.marks.count == 2)
    let journal = try client.journal(pagesOf: 7)
    #expect(journal.first?.kind == .session)
    #expect(journal.filter { $0.kind == .mark }.count == 2)
    #expect(journal.map(\.sequence) == journal.map(\.sequence).sorted())
    try client.ask(.close)
    #expect(try client.phase(.idle).walk == nil)
    let stored = try StoredSession(site)
    #expect(stored.kinds == ["open", "close"])
    #expect(stored.walk["start_us"]?.integer == ended.start?.microseconds)
    #expect(stored.walk["end"]?["at_us"]?.integer == ended.end?.microseconds)
    #expect(stored.marks("first-symptoms") == [ended.marks[0].at.microseconds])
    let told = try client.takeEvents().compactMap { event -> UInt32? in
      guard case .action(let action) = event else { return nil }
      return action.sequence
    }
    #expect(told == stored.events.map(\.sequence), "whoever looks on is told of everything")
    let by = stored.events(.command).filter { $0.members["command"]?.string == "mark" }
    #expect(by.compactMap { $0.members["by"]?.string } == ["nurse-2", "nurse-1", "nurse-1"])
    daemon.signal(SIGTERM)
    let end = try daemon.end()
    #expect(end.status == 0 && !end.wasKilled)
    #expect(!end.log.contains(ShortWalk.subject), "a subject's code in the log: \(end.log)")
    #expect(end.log.contains(session) && end.log.contains("session sealed"))
  }

  @Test("what cannot be prepared, refused with a sentence, and nothing is left open")
  func prepareRefused() throws {
    let site = try DaemonSite()
    let daemon = try RunningDaemon.ready(site)
    let client = try DaemonClient(site)
    let nobody = try client.refusal(.mark(.firstSymptoms))
    #expect(nobody.code == .rejected && nobody.reason == "no-session")
    let name = try client.refusal(.prepare(ShortWalk.choice(subject: "Erika Mustermann")))
    #expect(name.code == .failed && name.description.contains("are codes"))
    #expect(!name.description.contains("Mustermann"))
    var choice = ShortWalk.choice()
    choice.protocolID = "../short"
    let unknown = try client.refusal(.prepare(choice))
    #expect(unknown.description.contains("deen-1.2mph-15min"))
    choice = ShortWalk.choice()
    choice.trial = 2
    #expect(try client.refusal(.prepare(choice)).code == .failed)
    #expect(try client.status().phase == .idle)
    try client.prepare()
    let second = try client.refusal(.prepare(ShortWalk.choice(subject: "S-2")))
    #expect(second.code == .rejected && second.reason == "session-open")
    let badPerson = try client.refusal(.arm, by: "Schwester Hildegard")
    #expect(badPerson.code == .badRequest && badPerson.reason == "person-no-code")
    try client.ask(.abandon(reason: "subject-unwell"))
    #expect(try client.status().phase == .idle)
    #expect(try StoredSession(site).kinds == ["open", "abort"])
    #expect(!daemon.log.contains("Mustermann") && !daemon.log.contains("Hildegard"))
  }

  @Test("a second trial after the first is sealed, chained to it")
  func nextSession() throws {
    let site = try DaemonSite()
    let daemon = try RunningDaemon.ready(site)
    let client = try DaemonClient(site)
    for _ in 1...2 {
      try client.prepare()
      try client.ask(.abandon(reason: "test"))
    }
    let opened = try site.opened()
    let verdict = try opened.verifier().verifyAll(opened.archive.packages)
    #expect(verdict.isGood, "\(verdict)")
    #expect(try opened.packages().count == 4)
    #expect(try opened.unsealedJournals().isEmpty)
    daemon.signal(SIGINT)
    #expect(try daemon.end().status == 0)
  }

  @Test("a session that cannot be sealed, close says so, and it is sealed once that is mended")
  func sealingFails() throws {
    let site = try DaemonSite()
    let daemon = try RunningDaemon.ready(site)
    let client = try DaemonClient(site)
    try client.prepare()
    try client.armWithoutDevices()
    try client.ask(.start)
    try client.ask(.mark(.severeSymptoms))
    let (packages, away) = (site.store + "/packages", site.store + "/away")
    try #require(rename(packages, away) == 0)
    let refused = try client.refusal(.close)
    #expect(refused.code == .failed, "\(refused)")
    #expect(refused.description.contains("The walk is kept in "), "\(refused)")
    try client.phase(.idle)
    try #require(rename(away, packages) == 0)
    daemon.signal(SIGTERM)
    _ = try daemon.end()
    let next = try RunningDaemon.ready(site)
    #expect(next.log.contains("was complete and is sealed"), "\(next.log)")
    #expect(try StoredSession(site).kinds == ["open", "close"])
  }

  @Test("an opening that cannot be signed, arm fails and the walk is given up")
  func openingNotSigned() throws {
    let site = try DaemonSite()
    let daemon = try RunningDaemon.ready(site)
    let client = try DaemonClient(site)
    try client.prepare()
    for gate in ShortWalk.sensors { try client.ask(.waive(gate, reason: "no-devices")) }
    let (packages, away) = (site.store + "/packages", site.store + "/away")
    try #require(rename(packages, away) == 0)
    let refused = try client.refusal(.arm)
    #expect(refused.code == .failed && !refused.description.isEmpty, "\(refused)")
    _ = try client.phase(.idle)
    #expect(try client.refusal(.start).reason == "no-session")
    #expect(daemon.log.contains("cannot be signed"), "\(daemon.log)")
    try #require(rename(away, packages) == 0)
    // Nothing of it blocks the next walk.
    try client.prepare()
    try client.armWithoutDevices()
  }
}
