import Readings
import Testing

@testable import WalkProtocol

@Suite struct MachineLateTests {
  static func capped() -> WalkMachine {
    var machine = WalkMachine.walking(.deen(rests: .allowed))
    _ = machine.apply(.tick, at: since(900_010))
    return machine
  }

  @Test("a mark stamped before the latest tick, it keeps its own instant")
  func lateMark() {
    var machine = WalkMachine.walking(.deen())
    _ = machine.apply(.tick, at: since(10_020))
    _ = machine.apply(.edge(.press()), at: since(10_003))
    #expect(machine.timeline.standing(.firstSymptoms)?.at == since(10_003))
  }

  @Test("an event stamped before START, it is out of order")
  func beforeStart() {
    var machine = WalkMachine.walking(.deen(rests: .allowed))
    for event: WalkEvent in [
      .edge(.press(3)), .mark(.firstSymptoms), .restBegin, .stage(1), .end(.fatigue),
      .emergencyStop,
    ] {
      #expect(machine.refusal(event, at: since(-1)) == .outOfOrder, "\(event)")
    }
    #expect(machine.phase == .walking)
  }

  @Test("an end command stamped before END by cap, END moves to it and the revision is kept")
  func lateEnd() {
    var machine = Self.capped()
    _ = machine.apply(.answer(question: "nature", .choice("leg-pain")), at: since(900_500))
    let actions = machine.apply(.end(.fatigue), at: since(899_990))
    let from = WalkEnd(at: since(900_000), reason: .capReached, by: .cap)
    let to = WalkEnd(at: since(899_990), reason: .fatigue, by: .operator)
    #expect(actions == [.endRevised(from: from, to: to, at: since(899_990))])
    #expect(machine.timeline.end == to)
    #expect(machine.timeline.revisions == [EndRevision(from: from, to: to)])
    #expect(machine.timeline.answers.map(\.question) == ["handrail", "nature"])
  }

  @Test("a severe press stamped before END by cap, END moves to it")
  func lateSeverePress() {
    var machine = WalkMachine.walking(.deen())
    _ = machine.tap(at: since(10_000))
    _ = machine.apply(.tick, at: since(900_004))
    _ = machine.apply(.edge(.press()), at: since(899_999))
    #expect(
      machine.timeline.end == WalkEnd(at: since(899_999), reason: .severeSymptoms, by: .button))
  }

  @Test("a mark stamped before END by cap that ends nothing, it counts and END stands")
  func lateFirstSymptoms() {
    var machine = Self.capped()
    let actions = machine.apply(.edge(.press()), at: since(899_999))
    #expect(actions == [.marked(.firstSymptoms, at: since(899_999))])
    #expect(machine.timeline.end == WalkEnd(at: since(900_000), reason: .capReached, by: .cap))
    #expect(machine.timeline.revisions.isEmpty)
  }

  @Test("a press stamped at END by cap, it changes nothing")
  func pressAtCap() {
    var machine = Self.capped()
    let before = machine.state
    #expect(machine.refusal(.edge(.press()), at: since(900_000)) == .alreadyEnded)
    #expect(machine.state == before)
  }

  @Test("a late event that is refused, END by cap stands as it was")
  func lateRefused() {
    var machine = Self.capped()
    let before = machine.state
    #expect(machine.refusal(.end(.capReached), at: since(899_000)) == .endReasonNotForStaff)
    #expect(machine.refusal(.restBegin, at: since(899_000)) == .alreadyEnded)
    #expect(machine.state == before)
  }

  @Test("a button pressed before the cap and held across it, END moves to the press")
  func holdAcrossCap() {
    var machine = WalkMachine.walking(.deen())
    _ = machine.apply(.edge(.press()), at: since(899_000))
    _ = machine.apply(.tick, at: since(900_000))
    #expect(machine.timeline.end?.by == .cap)
    _ = machine.apply(.tick, at: since(901_000))
    #expect(machine.timeline.end == WalkEnd(at: since(899_000), reason: nil, by: .button))
    #expect(machine.timeline.marks.map(\.undone) == [.becameHold])
  }

  @Test("the same hold heard with and without ticks between, the timelines are equal")
  func ticksDoNotMatter() {
    var often = WalkMachine.walking(.deen())
    var seldom = often
    _ = often.apply(.edge(.press()), at: since(899_000))
    _ = seldom.apply(.edge(.press()), at: since(899_000))
    for step: Int64 in 0..<40 { _ = often.apply(.tick, at: since(899_000 + step * 50)) }
    _ = often.apply(.edge(.release()), at: since(901_500))
    _ = seldom.apply(.edge(.release()), at: since(901_500))
    #expect(often.timeline == seldom.timeline)
    #expect(often.timeline.end?.at == since(899_000))
  }

  @Test("a late end stamped before a mark and a rest, the mark is withdrawn and the rest left out")
  func endBeforeMark() {
    var machine = WalkMachine.walking(.deen(rests: .allowed))
    _ = machine.apply(.restBegin, at: since(9_000))
    _ = machine.apply(.restEnd, at: since(10_004))
    _ = machine.apply(.mark(.firstSymptoms), at: since(10_005))
    _ = machine.apply(.restBegin, at: since(10_006))
    _ = machine.apply(.end(.fatigue), at: since(10_000))
    #expect(machine.timeline.marks.map(\.undone) == [.afterEnd])
    #expect(machine.timeline.rests == [RestEntry(begin: since(9_000), end: since(10_000))])
  }

  @Test("END by cap closed a rest and then moves earlier, the rest's end moves with it")
  func restAcrossRevision() {
    var machine = WalkMachine.walking(.deen(rests: .allowed))
    _ = machine.apply(.restBegin, at: since(890_000))
    let atCap = machine.apply(.tick, at: since(900_000))
    #expect(atCap.first == .restEnded(at: since(900_000)))
    let actions = machine.apply(.emergencyStop, at: since(899_500))
    #expect(actions.count == 1)
    #expect(
      machine.timeline.rests == [RestEntry(begin: since(890_000), end: since(899_500))])
    #expect(machine.timeline.end?.by == .emergencyStop)
  }

  @Test("END that was not by cap, a late press does not move it")
  func onlyCapIsRevised() {
    var machine = WalkMachine.walking(.deen())
    _ = machine.apply(.end(.fatigue), at: since(10_000))
    #expect(machine.refusal(.edge(.press()), at: since(9_000)) == .alreadyEnded)
    #expect(machine.refusal(.end(.fatigue), at: since(9_000)) == .alreadyEnded)
  }
}
