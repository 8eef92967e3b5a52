import Readings
import Testing

@testable import WalkProtocol

@Suite struct MachineWalkTests {
  @Test("Deen's worked example by one button, TFS 78.6 s and TSS 205.2 s with SEVERE_SYMPTOMS")
  func workedExample() throws {
    var machine = WalkMachine.armed(.deen())
    #expect(machine.tap(at: startAt) == [.entered(.walking, at: startAt)])
    #expect(machine.tap(at: since(78_600)) == [.marked(.firstSymptoms, at: since(78_600))])
    #expect(
      machine.tap(at: since(205_200)) == [
        .marked(.severeSymptoms, at: since(205_200)),
        .ended(.severeSymptoms, by: .button, at: since(205_200)),
        .entered(.ended, at: since(205_200)),
      ])
    _ = machine.apply(.answer(question: "nature", .choice("leg-pain")), at: since(230_000))
    _ = machine.apply(.recovered, at: since(265_200))
    #expect(machine.apply(.close, at: since(300_000)) == [.entered(.closed, at: since(300_000))])
    let outcome = try #require(machine.outcome)
    #expect(outcome.firstSymptoms.time == .milliseconds(78_600))
    #expect(outcome.severeSymptoms.time == .milliseconds(205_200))
    #expect(outcome.firstSymptoms.capped == .milliseconds(78_600))
    #expect(outcome.severeSymptoms.censored == nil)
    #expect(outcome.totalAmbulation == .milliseconds(205_200))
    #expect(outcome.recovery == .seconds(60))
    #expect(machine.timeline.rejected == 0)
  }

  @Test("a walk free of symptoms, END at START + cap exactly however late the tick is")
  func capReached() throws {
    var machine = WalkMachine.walking(.deen())
    #expect(
      machine.apply(.tick, at: since(900_737)) == [
        .ended(.capReached, by: .cap, at: since(900_000)), .entered(.ended, at: since(900_000)),
      ])
    let outcome = try #require(machine.outcome)
    #expect(outcome.totalAmbulation == .seconds(900))
    #expect(outcome.firstSymptoms.time == nil)
    #expect(outcome.firstSymptoms.censored == .seconds(900))
    #expect(outcome.firstSymptoms.censoredReason == .capReached)
    #expect(outcome.firstSymptoms.capped == .seconds(900))
    #expect(outcome.severeSymptoms == outcome.firstSymptoms)
  }

  @Test("an event at the cap or after it, the walk ends first and the event is heard in ended")
  func eventAfterCap() {
    var machine = WalkMachine.walking(.deen())
    let actions = machine.apply(.edge(.press()), at: since(900_000))
    #expect(actions.prefix(1) == [.ended(.capReached, by: .cap, at: since(900_000))])
    #expect(actions.last?.rejection?.code == .alreadyEnded)
    #expect(machine.timeline.marks.isEmpty)
  }

  @Test("stopped for fatigue after first symptoms, TSS censored and not capped")
  func censoredByFatigue() throws {
    var machine = WalkMachine.walking(.deen())
    _ = machine.apply(.mark(.firstSymptoms), at: since(60_000))
    _ = machine.apply(.end(.fatigue), at: since(120_000))
    let outcome = try #require(machine.outcome)
    #expect(outcome.firstSymptoms.time == .seconds(60))
    #expect(outcome.severeSymptoms.time == nil)
    #expect(outcome.severeSymptoms.censored == .seconds(120))
    #expect(outcome.severeSymptoms.censoredReason == .fatigue)
    #expect(outcome.severeSymptoms.capped == nil)
  }

  @Test("severe symptoms marked without first ones, TFS is null and censored at END")
  func severeWithoutFirst() throws {
    var machine = WalkMachine.walking(.deen())
    _ = machine.apply(.mark(.severeSymptoms), at: since(30_000))
    let outcome = try #require(machine.outcome)
    #expect(outcome.firstSymptoms.time == nil)
    #expect(outcome.firstSymptoms.censored == .seconds(30))
    #expect(outcome.firstSymptoms.censoredReason == .severeSymptoms)
    #expect(outcome.severeSymptoms.time == .seconds(30))
    #expect(machine.timeline.end?.by == .operator)
  }

  @Test("SEVERE_SYMPTOMS given as the end reason, the mark is set at END and TSS is not censored")
  func severeAsReason() throws {
    var machine = WalkMachine.walking(.deen())
    let actions = machine.apply(.end(.severeSymptoms), at: since(45_000))
    #expect(actions.first == .marked(.severeSymptoms, at: since(45_000)))
    #expect(try #require(machine.outcome).severeSymptoms.time == .seconds(45))
  }

  @Test("no marks in the protocol, symptom times and censoring are all null")
  func noMarksInProtocol() throws {
    var machine = WalkMachine.walking(.sixMinutes)
    _ = machine.apply(.tick, at: since(360_000))
    let outcome = try #require(machine.outcome)
    #expect(outcome.firstSymptoms == SymptomTime())
    #expect(outcome.severeSymptoms == SymptomTime())
    #expect(outcome.totalAmbulation == .seconds(360))
  }

  @Test("emergency stop, END now with ESTOP though the protocol does not list it")
  func emergencyStop() {
    var machine = WalkMachine.walking(.deen())
    _ = machine.apply(.emergencyStop, at: since(12_345))
    #expect(
      machine.timeline.end
        == WalkEnd(at: since(12_345), reason: .emergencyStop, by: .emergencyStop))
  }
}
