import Readings

@testable import WalkProtocol

/// What must hold of every walk; the exploration and the random walks ask it after each event.
enum WalkLaws {
  static let edges: [WalkPhase: Set<WalkPhase>] = [
    .idle: [.preparing], .preparing: [.armed, .abandoned], .armed: [.walking, .abandoned],
    .walking: [.ended, .interrupted], .ended: [.closed, .interrupted],
    .closed: [], .abandoned: [], .interrupted: [],
  ]

  /// The first law that the step from `before` to `after` breaks, nil when it breaks none.
  static func broken(
    _ before: WalkMachine, _ event: WalkEvent, _ actions: [WalkAction], _ after: WalkMachine
  ) -> String? {
    let phases = actions.compactMap { action in
      if case .entered(let phase, _) = action { phase } else { nil }
    }
    var phase = before.phase
    for next in phases {
      guard edges[phase, default: []].contains(next) else { return "\(phase) to \(next)" }
      phase = next
    }
    if phase != after.phase { return "phase \(after.phase) was not announced" }
    let isRefusal = actions.count == 1 && actions[0].rejection != nil
    if isRefusal && before.state != after.state { return "a refusal changed the state" }
    if edges[before.phase, default: []].isEmpty && before.state != after.state {
      return "a final state changed"
    }
    let refused = actions.count { $0.rejection != nil }
    if after.rejectedCount != before.rejectedCount + refused { return "refusals are miscounted" }
    // The laws of the timeline held before, so they hold of a state that did not change.
    if before.state == after.state { return nil }
    let (old, new) = (before.timeline, after.timeline)
    if old.marks.count > new.marks.count { return "a mark vanished" }
    return broken(old, new) ?? broken(after, new)
  }

  private static func broken(_ before: WalkTimeline, _ after: WalkTimeline) -> String? {
    if let start = before.start, start != after.start { return "START moved" }
    guard let old = before.end, let new = after.end, old != new else { return nil }
    if new.at > old.at { return "END moved later" }
    let isReasonGiven = old.at == new.at && old.by == new.by && before.revisions == after.revisions
    if !isReasonGiven && after.revisions.last != EndRevision(from: old, to: new) {
      return "END moved without a revision"
    }
    return nil
  }

  private static func broken(_ machine: WalkMachine, _ timeline: WalkTimeline) -> String? {
    guard let start = timeline.start else {
      return timeline.marks.isEmpty && timeline.rests.isEmpty ? nil : "something before START"
    }
    let limit = timeline.end?.at ?? start + machine.definition.cap
    if limit > start + machine.definition.cap { return "END after the cap" }
    if limit < start { return "END before START" }
    if machine.phase == .closed && timeline.end?.reason == nil { return "closed without reason" }
    let isEnded = timeline.end != nil
    if isEnded != [.ended, .closed, .interrupted].contains(machine.phase) { return "END is amiss" }
    let standing = timeline.marks.filter { $0.undone == nil }
    if Set(standing.map(\.mark)).count != standing.count { return "a mark stands twice" }
    if standing.contains(where: { $0.at < start || $0.at > limit }) { return "a mark outside" }
    if let first = timeline.standing(.firstSymptoms),
      let severe = timeline.standing(.severeSymptoms),
      first.at > severe.at
    {
      return "first symptoms after severe ones"
    }
    return brokenRests(timeline, start, limit, isEnded)
  }

  private static func brokenRests(
    _ timeline: WalkTimeline, _ start: MonotonicInstant, _ limit: MonotonicInstant, _ ended: Bool
  ) -> String? {
    var free = start
    for rest in timeline.rests {
      if ended && rest.end == nil { return "a rest outlives END" }
      if rest.begin < free || rest.end ?? rest.begin < rest.begin { return "rests overlap" }
      free = rest.end ?? rest.begin
    }
    return free > limit ? "a rest outside" : nil
  }
}

/// Breadth-first search over everything a machine can hear, states met before left out.
struct MachineExploration {
  struct Node: Hashable {
    var state: WalkState
    var contacts: ButtonContacts
    var now: Int64
  }

  var states = 0
  var steps = 0
  var phases: Set<WalkPhase> = []
  var violation: String?

  /// A walk of 3 s with holds of 2 s: small enough that few steps reach everything.
  static func definition(_ buttons: ButtonBinding, severeEnds: Bool) -> ProtocolDefinition {
    var definition = ProtocolDefinition.deen(
      buttons: buttons, severeEnds: severeEnds, rests: .allowed, cap: .seconds(3),
      prompts: [Prompt(at: .seconds(1), text: "a"), Prompt(at: .seconds(3), text: "b")],
      endReasons: [.severeSymptoms, .fatigue])
    definition.questionsAfter.removeLast()
    definition.channels = [ChannelRequirement(channel: .speed, isRequired: true, calibration: nil)]
    definition.trials = TrialRule(count: 1, restBetween: .zero)
    return definition
  }

  /// Every event with instants now, a moment ago and, for time itself, 40 ms and 1 s ahead.
  static func alphabet(_ now: Int64) -> [(WalkEvent, Int64)] {
    let late: [WalkEvent] = [
      .edge(.press(1)), .edge(.press(2)), .mark(.firstSymptoms), .mark(.severeSymptoms),
      .end(.fatigue), .emergencyStop, .restBegin, .restEnd,
      .undoMark(.firstSymptoms, reason: .wrongSymptom),
    ]
    let prompt: [WalkEvent] = [
      .prepare(trial: 1, previousEnd: nil), .prepare(trial: 2, previousEnd: nil),
      .answer(question: "handrail", .yesNo(true)), .answer(question: "nature", .choice("leg-pain")),
      .answer(question: "nature", .integer(1)), .gate(.clock, .passed), .gate(.clock, .failed("x")),
      .gate(.channel(.speed), .failed("x")), .waive(.button, reason: "x"),
      .waive(.clock, reason: "x"), .waive(.channel(.speed), reason: "x"), .arm,
      .edge(.release(1)), .edge(.release(2)), .start,
      .undoMark(.severeSymptoms, reason: .wrongSymptom),
      .undoMark(.severeSymptoms, reason: .becameHold), .stage(1), .stage(9),
      .deviceLost(.speed), .deviceBack(.speed, continuous: true),
      .deviceBack(.speed, continuous: false), .end(.severeSymptoms), .end(.capReached),
      .giveEndReason(.severeSymptoms), .giveEndReason(.fatigue), .recovered, .close,
      .abandon(reason: "x"), .interrupt,
    ]
    return prompt.map { ($0, now) } + late.flatMap { [($0, now), ($0, now - 700)] }
      + [(.tick, now), (.tick, now + 40), (.tick, now + 1_000)]
  }

  /// Explores `depth` events deep from a machine that stands `now` ms after START.
  mutating func run(from seed: WalkMachine, now: Int64, depth: Int) {
    var seen: Set<Node> = [Node(state: seed.state, contacts: seed.contacts, now: now)]
    var frontier = [(seed, now)]
    phases.insert(seed.phase)
    for _ in 0..<depth {
      var next: [(WalkMachine, Int64)] = []
      for (machine, now) in frontier {
        for (event, at) in Self.alphabet(now) {
          var after = machine
          let actions = after.apply(event, at: since(at))
          steps += 1
          if let law = WalkLaws.broken(machine, event, actions, after) {
            violation = "\(law): \(event) at \(at) in \(machine.state)"
            return
          }
          if at <= now && machine.state == after.state && machine.contacts == after.contacts {
            continue
          }
          let node = Node(state: after.state, contacts: after.contacts, now: max(now, at))
          guard seen.insert(node).inserted else { continue }
          after.rejectedCount = 0
          phases.insert(after.phase)
          next.append((after, max(now, at)))
        }
      }
      frontier = next
    }
    states += seen.count
  }
}
