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
    let walk = try TestWalk(seed: 3, protocolID: id)
    let engine = walk.session.engine
    #expect(engine.machine.phase == .closed)
    let outcome = try #require(engine.summary.outcome)
    #expect(outcome.totalAmbulation > .zero)
    #expect(outcome.totalAmbulation <= engine.machine.definition.cap)
    #expect(outcome.distanceState == .complete)
    print(id, engine.walk.compactText)
  }
}
