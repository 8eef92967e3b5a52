import Readings
import SessionCapture
import StrictJSON
import Testing
import VirtualClinic
import WalkProtocol

@Suite struct WholeWalkTests {
  @Test(
    "a virtual walk by a shipped protocol, closes with its outcome",
    arguments: [
      "deen-1.2mph-15min", "self-selected-15min-treadmill", "self-selected-15min-overground",
      "spwt-30min", "6mwt",
    ])
  func virtualWalk_anyShippedProtocol_closes(id: String) throws {
    let walk = try TestWalk(protocolBytes: #require(ShippedProtocols.bytes(id: id)))
    #expect(walk.engine.machine.phase == .closed)
    let outcome = try #require(walk.engine.summary.outcome)
    #expect(outcome.totalAmbulation > .zero)
    #expect(outcome.totalAmbulation <= walk.engine.machine.definition.cap)
    #expect(outcome.distanceState == .complete)
  }

  @Test("the same seed twice, the journals are equal byte for byte")
  func sameSeed_twice_sameJournal() throws {
    let again = try TestWalk()
    #expect(try TestWalk.shared.journal == again.journal)
  }

  @Test("another seed, another journal")
  func otherSeed_otherJournal() throws {
    let other = try TestWalk(seed: TestWalk.shortSeed + 1, cap: "20 s")
    let one = try TestWalk(seed: TestWalk.shortSeed, cap: "20 s")
    #expect(one.journal != other.journal)
  }
}
