import Readings
import Testing

@testable import WalkProtocol

/// Every pair of phase and event with what is expected of it.
@Suite struct MachineProductTests {
  /// One event with the events that must come before it to be legal where it is legal at all, and
  /// the expectation per phase in the order of `WalkPhase.allCases`; nil is accepted.
  struct Row: CustomTestStringConvertible, Sendable {
    var event: WalkEvent
    var before: [WalkEvent] = []
    var expected: [Rejection.Code?]
    var testDescription: String { "\(event)" }
  }

  static let closedPhases: [Rejection.Code?] = [.recordClosed, .walkAbandoned, .walkInterrupted]

  static func walkOnly(_ event: WalkEvent, before: [WalkEvent] = []) -> Row {
    Row(
      event: event, before: before,
      expected: [.nothingPrepared, .notArmed, .notStarted, nil, .alreadyEnded] + closedPhases)
  }

  static func endedOnly(_ event: WalkEvent, before: [WalkEvent] = []) -> Row {
    Row(
      event: event, before: before,
      expected: [.nothingPrepared, .notArmed, .notStarted, .notEnded, nil] + closedPhases)
  }

  static func preparedOn(_ event: WalkEvent, before: [WalkEvent] = []) -> Row {
    Row(
      event: event, before: before, expected: [.nothingPrepared, nil, nil, nil, nil] + closedPhases)
  }

  static func beforeStart(_ event: WalkEvent, before: [WalkEvent] = []) -> Row {
    Row(
      event: event, before: before,
      expected: [.nothingPrepared, nil, nil, .alreadyStarted, .alreadyEnded] + closedPhases)
  }

  static let everywhere: [Rejection.Code?] = Array(repeating: nil, count: 8)

  static let rows: [Row] = [
    Row(
      event: .prepare(trial: 1, previousEnd: nil),
      expected: [nil, .alreadyPrepared, .alreadyArmed, .alreadyStarted, .alreadyEnded]
        + closedPhases),
    Row(
      event: .answer(question: "handrail", .yesNo(true)),
      expected: [.nothingPrepared, nil, .alreadyArmed, .alreadyStarted, .questionUnknown]
        + closedPhases),
    Row(
      event: .answer(question: "borg", .integer(3)),
      expected: [.nothingPrepared, .questionUnknown, .alreadyArmed, .alreadyStarted, nil]
        + closedPhases),
    beforeStart(.gate(.clock, .passed)),
    beforeStart(.waive(.button, reason: "x"), before: [.gate(.button, .failed("y"))]),
    Row(
      event: .arm,
      expected: [.nothingPrepared, nil, .alreadyArmed, .alreadyStarted, .alreadyEnded]
        + closedPhases),
    Row(
      event: .edge(.press()),
      expected: [.nothingPrepared, .notArmed, nil, nil, .alreadyEnded] + closedPhases),
    Row(event: .edge(.release()), expected: everywhere),
    Row(
      event: .start,
      expected: [.nothingPrepared, .notArmed, nil, .alreadyStarted, .alreadyEnded]
        + closedPhases),
    walkOnly(.mark(.firstSymptoms)),
    walkOnly(
      .undoMark(.firstSymptoms, reason: .wrongSymptom), before: [.mark(.firstSymptoms)]),
    walkOnly(.restBegin),
    walkOnly(.restEnd, before: [.restBegin]),
    walkOnly(.stage(1)),
    Row(event: .tick, expected: everywhere),
    preparedOn(.deviceLost(.speed)),
    preparedOn(.deviceBack(.speed, continuous: true), before: [.deviceLost(.speed)]),
    walkOnly(.emergencyStop),
    walkOnly(.end(.fatigue)),
    endedOnly(.giveEndReason(.fatigue)),
    endedOnly(.recovered),
    endedOnly(
      .close,
      before: [.giveEndReason(.fatigue), .answer(question: "nature", .choice("leg-pain"))]),
    beforeStart(.abandon(reason: "x")),
    preparedOn(.interrupt),
  ]

  static func machine(in phase: WalkPhase) -> WalkMachine {
    var definition = ProtocolDefinition.twoSwitches()
    definition.rests = .allowed
    var machine = WalkMachine(definition: definition)
    if phase == .idle { return machine }
    machine = .ready(definition)
    if phase == .preparing { return machine }
    if phase == .abandoned {
      _ = machine.apply(.abandon(reason: "x"), at: since(-500))
      return machine
    }
    _ = machine.apply(.arm, at: since(-500))
    if phase == .armed { return machine }
    _ = machine.apply(.start, at: startAt)
    if phase == .walking { return machine }
    _ = machine.apply(.edge(.press()), at: since(1_000))
    if phase == .interrupted { _ = machine.apply(.interrupt, at: since(1_100)) }
    if phase == .closed {
      _ = machine.apply(.giveEndReason(.fatigue), at: since(1_100))
      _ = machine.apply(.answer(question: "nature", .choice("leg-pain")), at: since(1_100))
      _ = machine.apply(.close, at: since(1_100))
    }
    return machine
  }

  @Test(
    "every phase with every event, the stated answer and no change when refused", arguments: rows)
  func product(row: Row) {
    for (phase, expected) in zip(WalkPhase.allCases, row.expected) {
      var machine = Self.machine(in: phase)
      #expect(machine.phase == phase)
      for event in row.before { _ = machine.apply(event, at: since(2_000)) }
      let before = machine
      let actions = machine.apply(row.event, at: since(3_000))
      let rejections = actions.compactMap(\.rejection)
      #expect(rejections.map(\.code) == (expected.map { [$0] } ?? []), "\(phase)")
      guard let expected else { continue }
      #expect(actions.count == 1)
      #expect(
        rejections == [Rejection(event: row.event.kind, phase: phase, code: expected)])
      #expect(machine.state == before.state)
      #expect(machine.timeline.rejected == before.timeline.rejected + 1)
    }
  }

  @Test("the table, it names every event kind with every phase")
  func tableIsFull() {
    #expect(Set(Self.rows.map(\.event.kind)) == Set(EventKind.allCases))
    #expect(Self.rows.allSatisfy { $0.expected.count == WalkPhase.allCases.count })
  }
}
