import ClockWitness
import ControlSocket
import DaemonRig
import Foundation
import SessionCapture
import StrictJSON
import Testing
import WalkProtocol
import WitnessRig

/// A real daemon that may not ask the kernel whether the clock is synchronised.
@Suite("walktestd, the clock witness", .serialized)
struct ClockTests {
  /// The readings of the clocks in the record of a whole session.
  private static func readings(
    _ witness: TestWitness, saying sentence: String?
  ) throws -> [SessionEvent] {
    let site = try DaemonSite(["clock.witness": "\"\(witness.path)\""])
    let daemon = try RunningDaemon.ready(site, through: ForbiddenClock.wrapper)
    if let sentence { try daemon.says(sentence) }
    let client = try DaemonClient(site)
    try client.prepare()
    try client.armWithoutDevices()
    try client.ask(.start)
    try client.ask(.mark(.severeSymptoms))
    try client.phase(.ended)
    try client.ask(.close)
    daemon.signal(SIGTERM)
    #expect(try daemon.end().status == 0)
    let stored = try StoredSession(site)
    #expect(stored.kinds == ["open", "close"])
    let readings = stored.events(.clock)
    #expect(readings.count >= 2, "at the opening and at the end")
    return readings
  }

  @Test("adjtimex forbidden and the witness there, the record's readings have the kernel's word")
  func witnessed() throws {
    let own = MachineClocks.reading()
    let witness = try TestWitness(TestWitness.program)
    for reading in try Self.readings(witness, saying: "the clock witness answers") {
      #expect(reading.members["synchronised"]?.string == own.discipline.rawValue)
      let kernel = try #require(reading.members["kernel"])
      #expect(kernel["frequency_ppb"]?.integer == own.kernel?.frequencyPPB)
      let age = try #require(kernel["age_us"]?.integer)
      #expect((0...30_000_000).contains(age))
    }
  }

  @Test("the witness is silent, nothing waits for it, and the record says that it does not know")
  func silent() throws {
    let witness = try TestWitness(TestWitness.silent)
    for reading in try Self.readings(witness, saying: nil) { Self.expectUnknown(reading) }
    #expect(witness.isConnected())
  }

  @Test("the witness says what no kernel says, and the record says that it does not know")
  func garbage() throws {
    let witness = try TestWitness(TestWitness.saying(Array("{\"synchronised\":true}\n".utf8)))
    let sentence = "the clock witness does not answer"
    for reading in try Self.readings(witness, saying: sentence) { Self.expectUnknown(reading) }
  }

  @Test("adjtimex allowed, nobody asks the witness, and the kernel's word has no age")
  func direct() throws {
    let site = try DaemonSite(["clock.witness": "\"/nonexistent/witness.sock\""])
    let daemon = try RunningDaemon.ready(site)
    let client = try DaemonClient(site)
    try client.prepare()
    try client.ask(.abandon(reason: "test"))
    let readings = try StoredSession(site).events(.clock)
    #expect(!readings.isEmpty)
    for reading in readings {
      let kernel = try #require(reading.members["kernel"]?.object)
      #expect(kernel["state"] != nil && kernel["age_us"] == nil)
    }
    #expect(!daemon.log.contains("witness"))
  }

  private static func expectUnknown(_ reading: SessionEvent) {
    #expect(reading.members["synchronised"]?.string == "unknown")
    #expect(reading.members["kernel"] == .null)
  }
}
