import Readings
import Testing

@testable import WalkProtocol

@Suite struct MachineRestAndStageTests {
  @Test("rests where the protocol allows them, the clock runs on and they are counted")
  func rests() throws {
    var machine = WalkMachine.walking(.sixMinutes)
    #expect(machine.refusal(.restEnd, at: since(1_000)) == .notResting)
    #expect(machine.apply(.restBegin, at: since(60_000)) == [.restBegan(at: since(60_000))])
    #expect(machine.refusal(.restBegin, at: since(61_000)) == .alreadyResting)
    #expect(machine.refusal(.restEnd, at: since(59_000)) == .outOfOrder)
    #expect(machine.apply(.restEnd, at: since(75_000)) == [.restEnded(at: since(75_000))])
    #expect(machine.refusal(.restBegin, at: since(74_000)) == .outOfOrder)
    _ = machine.apply(.restBegin, at: since(350_000))
    let actions = machine.apply(.tick, at: since(360_000))
    #expect(actions.contains(.restEnded(at: since(360_000))))
    let outcome = try #require(machine.outcome)
    #expect(outcome.restCount == 2)
    #expect(outcome.restTotal == .seconds(25))
    #expect(outcome.totalAmbulation == .seconds(360))
  }

  @Test("rests where the protocol forbids them, refused")
  func restsForbidden() {
    var machine = WalkMachine.walking(.deen())
    #expect(machine.refusal(.restBegin, at: since(1_000)) == .restsNotAllowed)
  }

  @Test("stages, those of the protocol are confirmed once each in a row")
  func stages() {
    var machine = WalkMachine.walking(.deen())
    #expect(machine.apply(.stage(1), at: since(10)) == [.stage(1, at: since(10))])
    #expect(machine.refusal(.stage(1), at: since(20)) == .stageAlreadyConfirmed)
    #expect(machine.refusal(.stage(2), at: since(60_000)) == nil)
    #expect(machine.refusal(.stage(0), at: since(60_001)) == .stageNotInProtocol)
    #expect(machine.refusal(.stage(3), at: since(60_001)) == .stageNotInProtocol)
  }

  @Test("prompts, each fires once at the first tick at or after its time, in order")
  func prompts() {
    let definition = ProtocolDefinition.sixMinutes
    var machine = WalkMachine.walking(definition)
    #expect(machine.apply(.tick, at: since(59_999)).isEmpty)
    #expect(
      machine.apply(.tick, at: since(60_000)) == [
        .prompt(definition.prompts[0], at: since(60_000))
      ])
    #expect(machine.apply(.tick, at: since(60_020)).isEmpty)
  }

  @Test("ticks that stalled across prompts and cap, all fire in order and the last with the cap")
  func promptsAtCap() {
    let definition = ProtocolDefinition.sixMinutes
    var machine = WalkMachine.walking(definition)
    _ = machine.apply(.tick, at: since(60_000))
    #expect(
      machine.apply(.tick, at: since(361_000)) == [
        .prompt(definition.prompts[1], at: since(360_000)),
        .prompt(definition.prompts[2], at: since(360_000)),
        .ended(.capReached, by: .cap, at: since(360_000)), .entered(.ended, at: since(360_000)),
      ])
  }

  @Test("a walk ended before its prompts, they never fire")
  func promptsAfterEnd() {
    var machine = WalkMachine.walking(.sixMinutes)
    _ = machine.apply(.emergencyStop, at: since(30_000))
    #expect(machine.apply(.tick, at: since(400_000)).isEmpty)
  }
}
