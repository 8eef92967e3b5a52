import Readings
import Testing

@testable import WalkProtocol

@Suite struct MachineButtonTests {
  @Test("second press held to 2 s, END is the press, its mark is withdrawn and the reason owed")
  func holdOfSecondPress() {
    var machine = WalkMachine.walking(.deen())
    _ = machine.apply(.edge(.press()), at: since(10_000))
    #expect(machine.apply(.tick, at: since(11_999)).isEmpty)
    #expect(machine.phase == .walking)
    #expect(
      machine.apply(.tick, at: since(12_000)) == [
        .markUndone(
          .firstSymptoms, reason: .becameHold, markedAt: since(10_000), at: since(10_000)),
        .ended(nil, by: .button, at: since(10_000)), .entered(.ended, at: since(10_000)),
      ])
    #expect(machine.refusal(.close, at: since(13_000)) == .endReasonMissing)
    #expect(
      machine.timeline.marks == [
        MarkEntry(mark: .firstSymptoms, at: since(10_000), undone: .becameHold)
      ])
  }

  @Test("held 2 s without a tick between, the hold is recognised at the release")
  func holdRecognisedAtRelease() {
    var machine = WalkMachine.walking(.deen())
    _ = machine.apply(.edge(.press()), at: since(10_000))
    _ = machine.apply(.edge(.release()), at: since(12_400))
    #expect(machine.timeline.end == WalkEnd(at: since(10_000), reason: nil, by: .button))
  }

  @Test("let go before 2 s, the mark stands and the walk goes on")
  func shortPress() {
    var machine = WalkMachine.walking(.deen())
    _ = machine.apply(.edge(.press()), at: since(10_000))
    _ = machine.apply(.edge(.release()), at: since(11_990))
    _ = machine.apply(.tick, at: since(13_000))
    #expect(machine.phase == .walking)
    #expect(machine.timeline.standing(.firstSymptoms)?.at == since(10_000))
  }

  @Test("third press held, END stays, the severe mark is withdrawn and the reason owed")
  func holdOfSeverePress() throws {
    var machine = WalkMachine.walking(.deen())
    _ = machine.tap(at: since(10_000))
    _ = machine.apply(.edge(.press()), at: since(20_000))
    #expect(machine.timeline.end?.reason == .severeSymptoms)
    let actions = machine.apply(.tick, at: since(22_000))
    let end = WalkEnd(at: since(20_000), reason: .severeSymptoms, by: .button)
    let owed = WalkEnd(at: since(20_000), reason: nil, by: .button)
    #expect(actions.last == .endRevised(from: end, to: owed, at: since(20_000)))
    #expect(machine.timeline.standing(.severeSymptoms) == nil)
    #expect(machine.timeline.revisions == [EndRevision(from: end, to: owed)])
    _ = machine.apply(.giveEndReason(.fatigue), at: since(25_000))
    #expect(try #require(machine.outcome).severeSymptoms.censoredReason == .fatigue)
  }

  @Test("first press held, it does nothing more than start")
  func holdOfStart() {
    var machine = WalkMachine.armed(.deen())
    _ = machine.apply(.edge(.press()), at: startAt)
    #expect(machine.apply(.tick, at: since(5_000)).isEmpty)
    #expect(machine.phase == .walking)
  }

  @Test("contact chatters while held, the bounce is rejected and the hold still recognised")
  func bounceWithinHold() {
    var machine = WalkMachine.walking(.deen())
    _ = machine.apply(.edge(.press()), at: since(10_000))
    _ = machine.apply(.edge(.release()), at: since(10_003))
    #expect(machine.refusal(.edge(.press()), at: since(10_005)) == .bounce)
    _ = machine.apply(.tick, at: since(12_000))
    #expect(machine.timeline.end?.at == since(10_000))
  }

  @Test("a press 50 ms after the edge before is bounce, at 51 ms it counts")
  func bounceWindow() {
    var machine = WalkMachine.walking(.deen())
    _ = machine.tap(at: since(10_000))
    #expect(machine.refusal(.edge(.press()), at: since(10_130)) == .bounce)
    #expect(machine.timeline.rejected == 1)
    _ = machine.apply(.edge(.release()), at: since(10_140))
    #expect(machine.refusal(.edge(.press()), at: since(10_191)) == nil)
    #expect(machine.phase == .ended)
  }

  @Test("another button within 50 ms, it is no bounce")
  func bounceIsPerButton() {
    var machine = WalkMachine.walking(.twoSwitches())
    _ = machine.apply(.edge(.press(2)), at: since(10_000))
    #expect(machine.refusal(.edge(.press(1)), at: since(10_010)) == nil)
    #expect(machine.timeline.end?.at == since(10_010))
  }

  @Test("no mark in the protocol, the second press ends the walk with the reason owed")
  func pressBeyondMarks() {
    var machine = WalkMachine.armed(.sixMinutes)
    _ = machine.tap(at: startAt)
    #expect(
      machine.tap(at: since(200_000)) == [
        .ended(nil, by: .button, at: since(200_000)), .entered(.ended, at: since(200_000)),
      ])
  }

  @Test("one mark in the protocol, the third press ends the walk")
  func pressBeyondOneMark() {
    var machine = WalkMachine.walking(.deen(marks: [.firstSymptoms]))
    _ = machine.tap(at: since(10_000))
    #expect(machine.phase == .walking)
    _ = machine.tap(at: since(20_000))
    #expect(machine.timeline.end == WalkEnd(at: since(20_000), reason: nil, by: .button))
  }

  @Test("severe symptoms do not end the walk, the press after them does and tells the reason")
  func pressAfterStandingSevere() {
    var machine = WalkMachine.walking(.deen(severeEnds: false))
    for second: Int64 in [10, 20] { _ = machine.tap(at: since(second * 1_000)) }
    #expect(machine.phase == .walking)
    _ = machine.tap(at: since(30_000))
    #expect(
      machine.timeline.end == WalkEnd(at: since(30_000), reason: .severeSymptoms, by: .button))
    #expect(machine.timeline.standing(.severeSymptoms)?.at == since(20_000))
  }

  @Test("two switches, one starts and ends, the other sets the next mark")
  func twoSwitches() {
    var machine = WalkMachine.armed(.twoSwitches())
    #expect(machine.refusal(.edge(.press(2)), at: since(-500)) == .notStarted)
    #expect(machine.refusal(.edge(.press(7)), at: since(-300)) == .buttonNotBound)
    _ = machine.tap(1, at: startAt)
    _ = machine.tap(2, at: since(10_000))
    #expect(machine.timeline.standing(.firstSymptoms)?.at == since(10_000))
    _ = machine.apply(.edge(.press(1)), at: since(20_000))
    #expect(machine.timeline.end == WalkEnd(at: since(20_000), reason: nil, by: .button))
  }

  @Test("two switches, the mark switch sets severe symptoms second and ends the walk")
  func twoSwitchesSevere() {
    var machine = WalkMachine.walking(.twoSwitches())
    _ = machine.tap(2, at: since(10_000))
    _ = machine.tap(2, at: since(20_000))
    #expect(
      machine.timeline.end == WalkEnd(at: since(20_000), reason: .severeSymptoms, by: .button))
  }

  @Test("two switches and a standing severe mark, the stop switch tells the reason")
  func stopSwitchAfterSevere() {
    var machine = WalkMachine.walking(.twoSwitches(severeEnds: false))
    _ = machine.tap(2, at: since(10_000))
    _ = machine.tap(2, at: since(20_000))
    #expect(machine.refusal(.edge(.press(2)), at: since(25_000)) == .markAlreadySet)
    _ = machine.tap(1, at: since(30_000))
    #expect(machine.timeline.end?.reason == .severeSymptoms)
  }
}
