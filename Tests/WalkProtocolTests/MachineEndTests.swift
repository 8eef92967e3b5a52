import Readings
import Testing

@testable import WalkProtocol

@Suite struct MachineEndTests {
  /// A walk that the stop switch ended at 20 s, its reason owed.
  static func stopped() -> WalkMachine {
    var machine = WalkMachine.walking(.twoSwitches())
    _ = machine.apply(.edge(.press(1)), at: since(20_000))
    return machine
  }

  @Test("closing without reason or answers, the refusal names both; with them it closes")
  func close() throws {
    var machine = Self.stopped()
    let rejection = try #require(machine.apply(.close, at: since(21_000)).first?.rejection)
    #expect(rejection.code == .endReasonMissing)
    #expect(rejection.missing == ["end-reason", "question:nature"])
    _ = machine.apply(.giveEndReason(.fatigue), at: since(22_000))
    #expect(machine.refusal(.close, at: since(23_000)) == .answersMissing)
    _ = machine.apply(.answer(question: "nature", .choice("leg-pain")), at: since(24_000))
    #expect(machine.refusal(.close, at: since(25_000)) == nil)
    #expect(
      machine.timeline.end == WalkEnd(at: since(20_000), reason: .fatigue, by: .button))
  }

  @Test("SEVERE_SYMPTOMS given for an owed reason, the mark is set at END; changed, withdrawn")
  func severeGivenThenChanged() {
    var machine = Self.stopped()
    #expect(
      machine.apply(.giveEndReason(.severeSymptoms), at: since(22_000)) == [
        .marked(.severeSymptoms, at: since(20_000)),
        .endReasonGiven(.severeSymptoms, at: since(22_000)),
      ])
    #expect(machine.outcome?.severeSymptoms.time == .seconds(20))
    _ = machine.apply(.giveEndReason(.fatigue), at: since(23_000))
    #expect(machine.timeline.marks.map(\.undone) == [.endReasonChanged])
    #expect(machine.outcome?.severeSymptoms.censored == .seconds(20))
    _ = machine.apply(.giveEndReason(.severeSymptoms), at: since(24_000))
    #expect(machine.timeline.standing(.severeSymptoms)?.at == since(20_000))
  }

  @Test("a reason where the end told its own, refused")
  func reasonKnown() {
    var capped = WalkMachine.walking(.deen())
    _ = capped.apply(.tick, at: since(900_000))
    #expect(
      capped.refusal(.giveEndReason(.fatigue), at: since(901_000)) == .endReasonAlreadyGiven)
  }

  @Test("reasons that are the machine's own or not in the protocol, refused in end and after")
  func reasonsRefused() {
    let own: [EndReason] = [.capReached, .interrupted, .abandonedBeforeStart]
    for reason in own {
      var walking = WalkMachine.walking(.deen())
      #expect(walking.refusal(.end(reason), at: since(1)) == .endReasonNotForStaff)
      var ended = Self.stopped()
      #expect(ended.refusal(.giveEndReason(reason), at: since(21_000)) == .endReasonNotForStaff)
    }
    var walking = WalkMachine.walking(.deen())
    #expect(walking.refusal(.end(.equipmentFailure), at: since(1)) == .endReasonNotInProtocol)
  }

  @Test("recovery, noted once and not before END")
  func recovery() {
    var machine = Self.stopped()
    #expect(machine.refusal(.recovered, at: since(19_999)) == .outOfOrder)
    #expect(machine.apply(.recovered, at: since(50_000)) == [.recovered(at: since(50_000))])
    #expect(machine.refusal(.recovered, at: since(51_000)) == .alreadyRecovered)
    #expect(machine.outcome?.recovery == .seconds(30))
  }

  @Test("interrupted while walking, END is the last instant proven with INTERRUPTED")
  func interruptedWalking() {
    var machine = WalkMachine.walking(.deen())
    _ = machine.apply(.mark(.firstSymptoms), at: since(10_000))
    #expect(
      machine.apply(.interrupt, at: since(15_000)) == [
        .ended(.interrupted, by: .interruption, at: since(15_000)),
        .entered(.interrupted, at: since(15_000)),
      ])
    #expect(machine.outcome?.severeSymptoms.censoredReason == .interrupted)
  }

  @Test("interrupted with an instant before what was heard, END is the latest heard")
  func interruptedEarlier() {
    var machine = WalkMachine.walking(.deen())
    _ = machine.apply(.mark(.firstSymptoms), at: since(10_000))
    _ = machine.apply(.tick, at: since(12_000))
    _ = machine.apply(.interrupt, at: since(5_000))
    #expect(machine.timeline.end?.at == since(12_000))
    #expect(machine.timeline.standing(.firstSymptoms) != nil)
  }

  @Test("interrupted with proof beyond the cap, END is by cap")
  func interruptedBeyondCap() {
    var machine = WalkMachine.walking(.deen())
    _ = machine.apply(.interrupt, at: since(900_001))
    #expect(machine.phase == .interrupted)
    #expect(machine.timeline.end == WalkEnd(at: since(900_000), reason: .capReached, by: .cap))
  }

  @Test("interrupted after END, END stays as it was even when its reason is owed")
  func interruptedEnded() {
    var machine = Self.stopped()
    #expect(
      machine.apply(.interrupt, at: since(30_000)) == [.entered(.interrupted, at: since(30_000))])
    #expect(machine.timeline.end == WalkEnd(at: since(20_000), reason: nil, by: .button))
  }

  @Test("interrupted before START, the walk is abandoned by interruption")
  func interruptedBeforeStart() {
    for var machine in [WalkMachine.ready(.deen()), .armed(.deen())] {
      _ = machine.apply(.interrupt, at: since(-5))
      #expect(machine.phase == .abandoned)
      #expect(
        machine.timeline.end
          == WalkEnd(at: since(-5), reason: .abandonedBeforeStart, by: .interruption))
    }
  }

  @Test("channels lost and back, gaps are recorded and no time changes")
  func gaps() {
    var machine = WalkMachine.walking(.deen())
    #expect(machine.refusal(.deviceBack(.speed, continuous: true), at: since(1)) == .noGapOpen)
    _ = machine.apply(.deviceLost(.distance), at: since(1_000))
    #expect(machine.refusal(.deviceLost(.distance), at: since(1_500)) == .gapAlreadyOpen)
    #expect(
      machine.refusal(.deviceBack(.distance, continuous: true), at: since(900)) == .outOfOrder)
    _ = machine.apply(.deviceBack(.distance, continuous: false), at: since(3_000))
    #expect(machine.refusal(.deviceLost(.distance), at: since(2_000)) == .outOfOrder)
    _ = machine.apply(.end(.fatigue), at: since(10_000))
    _ = machine.apply(.deviceLost(.speed), at: since(9_000))
    #expect(
      machine.timeline.gaps == [
        GapEntry(
          channel: .distance, begin: since(1_000), end: since(3_000), resumed: .newOrigin),
        GapEntry(channel: .speed, begin: since(9_000)),
      ])
    #expect(machine.timeline.end?.at == since(10_000))
  }
}
