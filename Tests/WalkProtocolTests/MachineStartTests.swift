import Readings
import Testing

@testable import WalkProtocol

@Suite struct MachineStartTests {
  @Test("arming with gates and answers open, one refusal names them all")
  func obstacles() throws {
    var machine = WalkMachine(definition: .deen())
    _ = machine.apply(.prepare(trial: 1, previousEnd: nil), at: ms(0))
    _ = machine.apply(.gate(.subject, .passed), at: ms(1))
    _ = machine.apply(.gate(.clock, .failed("not-synchronised")), at: ms(2))
    let rejection = try #require(machine.apply(.arm, at: ms(3)).first?.rejection)
    #expect(rejection.code == .gatesNotPassed)
    #expect(
      rejection.missing == [
        "gate:protocol", "gate:storage", "gate:clock", "gate:button", "gate:channel-speed",
        "gate:channel-distance", "question:handrail",
      ])
    #expect(machine.phase == .preparing)
  }

  @Test("a required answer missing, arming names it; an optional channel does not hinder")
  func answersMissing() throws {
    var machine = WalkMachine(definition: .deen())
    _ = machine.apply(.prepare(trial: 1, previousEnd: nil), at: ms(0))
    for gate in Gate.required(by: .deen()) { _ = machine.apply(.gate(gate, .passed), at: ms(1)) }
    _ = machine.apply(.gate(.channel(.strides), .failed("silent")), at: ms(1))
    let rejection = try #require(machine.apply(.arm, at: ms(3)).first?.rejection)
    #expect(rejection.code == .answersMissing)
    #expect(rejection.missing == ["question:handrail"])
    _ = machine.apply(.answer(question: "handrail", .yesNo(true)), at: ms(4))
    #expect(machine.refusal(.arm, at: ms(5)) == nil)
  }

  @Test("channels and button waived, the walk degrades to a screen and a timer and says so")
  func waivers() {
    var machine = WalkMachine.ready(.deen())
    let failed: [Gate] = [.button, .channel(.speed), .channel(.distance)]
    for gate in failed { _ = machine.apply(.gate(gate, .failed("not-found")), at: ms(95_000)) }
    #expect(machine.refusal(.arm, at: ms(95_001)) == .gatesNotPassed)
    for gate in failed { _ = machine.apply(.waive(gate, reason: "no-device"), at: ms(95_002)) }
    _ = machine.apply(.gate(.button, .failed("not-found")), at: ms(95_003))
    #expect(machine.refusal(.arm, at: ms(95_004)) == nil)
    _ = machine.apply(.start, at: startAt)
    #expect(machine.timeline.waivers == failed.map { Waiver(gate: $0, reason: "no-device") })
  }

  @Test("gates that cannot be waived, have passed or are unknown, each refusal has its code")
  func waiverRefusals() {
    var definition = ProtocolDefinition.deen()
    definition.channels.removeLast()
    var machine = WalkMachine.ready(definition)
    for gate: Gate in [.subject, .protocol, .storage, .clock] {
      #expect(machine.refusal(.waive(gate, reason: "x"), at: ms(95_000)) == .gateNotWaivable)
    }
    #expect(machine.refusal(.waive(.button, reason: "x"), at: ms(95_000)) == .gateAlreadyPassed)
    let strides = Gate.channel(.strides)
    #expect(machine.refusal(.waive(strides, reason: "x"), at: ms(95_000)) == .gateNotInProtocol)
    #expect(machine.refusal(.gate(strides, .passed), at: ms(95_000)) == .gateNotInProtocol)
    for code in ["", "Has Space", "name-of-a-subject-" + String(repeating: "x", count: 60)] {
      #expect(
        machine.refusal(.gate(.button, .failed(code)), at: ms(95_000)) == .reasonCodeMalformed)
      #expect(machine.refusal(.abandon(reason: code), at: ms(95_000)) == .reasonCodeMalformed)
    }
  }

  @Test("a waived gate that then passes, its waiver is gone")
  func waiverSuperseded() {
    var machine = WalkMachine.ready(.deen())
    _ = machine.apply(.gate(.button, .failed("not-found")), at: ms(95_000))
    _ = machine.apply(.waive(.button, reason: "screen-used"), at: ms(95_001))
    #expect(machine.timeline.waivers.count == 1)
    _ = machine.apply(.gate(.button, .passed), at: ms(95_002))
    #expect(machine.timeline.waivers.isEmpty)
  }

  @Test("a gate fails after arming, START is refused until it passes again")
  func gateFailsWhileArmed() {
    var machine = WalkMachine.armed(.deen())
    _ = machine.apply(.gate(.storage, .failed("disk-full")), at: since(-500))
    #expect(machine.refusal(.edge(.press()), at: since(-400)) == .gatesNotPassed)
    _ = machine.apply(.gate(.storage, .passed), at: since(-300))
    #expect(machine.refusal(.start, at: startAt) == nil)
  }

  @Test("rest between trials not over, arming and START are refused with what remains")
  func restBetweenTrials() throws {
    var machine = WalkMachine(definition: .deen(questions: false))
    _ = machine.apply(.prepare(trial: 2, previousEnd: ms(10_000)), at: ms(20_000))
    for gate in Gate.required(by: machine.definition) {
      _ = machine.apply(.gate(gate, .passed), at: ms(20_001))
    }
    let rejection = try #require(machine.apply(.arm, at: ms(30_000)).first?.rejection)
    #expect(rejection.code == .restNotElapsed)
    #expect(rejection.remaining == .seconds(40))
    #expect(machine.refusal(.arm, at: ms(69_999)) == .restNotElapsed)
    #expect(machine.refusal(.arm, at: ms(70_000)) == nil)
    #expect(machine.refusal(.start, at: ms(69_999)) == .outOfOrder)
    #expect(machine.refusal(.start, at: ms(70_000)) == nil)
  }

  @Test("a trial outside the protocol's count, preparing is refused")
  func trialCount() {
    for (trial, code) in [(0, Rejection.Code.trialNotInProtocol), (3, .trialNotInProtocol)] {
      var machine = WalkMachine(definition: .deen())
      #expect(machine.refusal(.prepare(trial: trial, previousEnd: nil), at: ms(0)) == code)
      #expect(machine.phase == .idle)
    }
  }

  @Test("answers of another kind, range or question, refused; the last answer counts")
  func answers() {
    var machine = WalkMachine.ready(.deen())
    let at = ms(95_000)
    #expect(
      machine.refusal(.answer(question: "handrail", .integer(1)), at: at) == .answerNotAllowed)
    #expect(machine.refusal(.answer(question: "nature", .yesNo(true)), at: at) == .questionUnknown)
    _ = machine.apply(.answer(question: "handrail", .yesNo(true)), at: at)
    #expect(
      machine.timeline.answers == [AnswerEntry(question: "handrail", answer: .yesNo(true))])
    _ = machine.apply(.arm, at: at)
    _ = machine.apply(.start, at: startAt)
    _ = machine.apply(.end(.fatigue), at: since(1_000))
    let late = since(2_000)
    #expect(machine.refusal(.answer(question: "borg", .integer(11)), at: late) == .answerNotAllowed)
    #expect(
      machine.refusal(.answer(question: "nature", .choice("arm")), at: late) == .answerNotAllowed)
    #expect(machine.refusal(.answer(question: "borg", .integer(10)), at: late) == nil)
  }

  @Test("abandoned before START, the timeline has no START and END says so")
  func abandoned() {
    var machine = WalkMachine.armed(.deen())
    #expect(
      machine.apply(.abandon(reason: "subject-unwell"), at: since(-10))
        == [.entered(.abandoned, at: since(-10))])
    #expect(machine.timeline.start == nil)
    #expect(
      machine.timeline.end
        == WalkEnd(at: since(-10), reason: .abandonedBeforeStart, by: .operator))
    #expect(machine.outcome == nil)
  }

  @Test("every rejection code, staff get one sentence that is its own")
  func advice() {
    let sentences = Rejection.Code.allCases.map(\.advice)
    #expect(sentences.allSatisfy { $0.hasSuffix(".") && $0.count > 15 })
    #expect(Set(sentences).count == sentences.count)
  }

  @Test("every gate, its name leads back to it")
  func gateNames() {
    for gate in Gate.allCases { #expect(Gate(rawValue: gate.rawValue) == gate) }
    #expect(Gate(rawValue: "channel-nothing") == nil)
  }
}
