import Readings
import Testing

@testable import WalkProtocol

@Suite struct MachineMarkTests {
  @Test("a mark undone, it stays in the list flagged and can be set again")
  func undoAndSetAgain() {
    var machine = WalkMachine.walking(.deen())
    _ = machine.apply(.mark(.firstSymptoms), at: since(10_000))
    #expect(
      machine.apply(.undoMark(.firstSymptoms, reason: .pressedByMistake), at: since(12_000)) == [
        .markUndone(
          .firstSymptoms, reason: .pressedByMistake, markedAt: since(10_000), at: since(12_000))
      ])
    _ = machine.tap(at: since(30_000))
    #expect(
      machine.timeline.marks == [
        MarkEntry(mark: .firstSymptoms, at: since(10_000), undone: .pressedByMistake),
        MarkEntry(mark: .firstSymptoms, at: since(30_000)),
      ])
    #expect(machine.outcome == nil)
  }

  @Test("severe symptoms ended the walk, the undo is refused")
  func undoAfterEnd() {
    var machine = WalkMachine.walking(.deen())
    _ = machine.apply(.mark(.severeSymptoms), at: since(10_000))
    #expect(
      machine.refusal(.undoMark(.severeSymptoms, reason: .wrongSymptom), at: since(10_500))
        == .alreadyEnded)
    #expect(machine.timeline.standing(.severeSymptoms) != nil)
  }

  @Test("a mark set twice, outside the protocol or against the order, each refusal has its code")
  func refusals() {
    var machine = WalkMachine.walking(.deen(severeEnds: false))
    _ = machine.apply(.mark(.severeSymptoms), at: since(20_000))
    #expect(machine.refusal(.mark(.severeSymptoms), at: since(21_000)) == .markAlreadySet)
    #expect(machine.refusal(.mark(.firstSymptoms), at: since(21_000)) == .outOfOrder)
    #expect(machine.refusal(.mark(.firstSymptoms), at: since(19_000)) == nil)
    _ = machine.apply(.undoMark(.severeSymptoms, reason: .wrongSymptom), at: since(22_000))
    #expect(machine.refusal(.mark(.severeSymptoms), at: since(18_999)) == .outOfOrder)
    var single = WalkMachine.walking(.deen(marks: [.firstSymptoms]))
    #expect(single.refusal(.mark(.severeSymptoms), at: since(1)) == .markNotInProtocol)
  }

  @Test("an undo of nothing, before the mark or with the machine's own reason, it is refused")
  func undoRefusals() {
    var machine = WalkMachine.walking(.deen())
    let undo = WalkEvent.undoMark(.firstSymptoms, reason: .pressedByMistake)
    #expect(machine.refusal(undo, at: since(1_000)) == .markNotSet)
    _ = machine.apply(.mark(.firstSymptoms), at: since(2_000))
    #expect(machine.refusal(undo, at: since(1_999)) == .outOfOrder)
    for reason in UndoReason.allCases where !reason.isForStaff {
      #expect(
        machine.refusal(.undoMark(.firstSymptoms, reason: reason), at: since(3_000))
          == .undoReasonNotForStaff)
    }
    #expect(machine.timeline.standing(.firstSymptoms) != nil)
  }
}
