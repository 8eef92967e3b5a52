import FuzzHarness
import Readings
import WalkProtocol

/// The rules that an accepted definition obeys, said again here without the parser's own code.
func checkRules(of definition: ProtocolDefinition) {
  let day = Microseconds.seconds(86_400)
  invariant(definition.cap > .zero && definition.cap <= day, "cap \(definition.cap.count) µs")
  invariant(definition.version >= 1, "version \(definition.version)")
  invariant(10...1_000 ~= definition.sampleRate, "\(definition.sampleRate) samples a second")
  invariant((1...64).contains(definition.id.utf8.count), "id \(definition.id)")
  checkStages(of: definition)
  checkPrompts(of: definition)
  checkEnd(of: definition)
  invariant(1...20 ~= definition.trials.count, "\(definition.trials.count) trials")
  invariant(definition.trials.restBetween >= .zero, "a rest below zero")
  let questions = definition.questionsBefore + definition.questionsAfter
  invariant(isUnique(questions.map(\.id)), "a question is asked twice")
  invariant(isUnique(definition.channels.map(\.channel)), "a channel stands twice")
  switch definition.buttons {
  case .oneButton(let hold):
    invariant(hold >= .milliseconds(500) && hold <= .seconds(10), "held \(hold.count) µs")
  case .twoSwitches(let startStop, let mark):
    invariant(startStop != mark, "both switches are \(mark)")
    invariant(1...255 ~= startStop && 1...255 ~= mark, "switches \(startStop) and \(mark)")
  }
}

/// Stages fill the walk in order: only the last is open, each begins before the cap, and each says
/// what its mode leaves to the protocol and no more.
private func checkStages(of definition: ProtocolDefinition) {
  invariant(!definition.stages.isEmpty, "no stage")
  var begin = Microseconds.zero
  for (index, stage) in definition.stages.enumerated() {
    let isLast = index == definition.stages.count - 1
    invariant((stage.duration == nil) == isLast, "stage \(index) ends wrongly")
    invariant(begin < definition.cap, "stage \(index) begins after the cap")
    invariant(stage.duration.map { $0 > .zero } ?? true, "stage \(index) is empty")
    begin = begin + (stage.duration ?? .zero)
    let onBelt = definition.mode != .overgroundSelfPaced
    invariant((stage.grade != nil) == onBelt, "stage \(index) has a grade for another mode")
    invariant(
      (stage.speed != nil) == (definition.mode == .treadmillFixed),
      "stage \(index) has a speed for another mode")
    invariant(stage.speed.map { 1...10_000 ~= $0.count } ?? true, "stage \(index): no such speed")
    let slope = stage.grade.map { $0.asMilliPercent } ?? 0
    invariant(slope.map { -100_000...100_000 ~= $0 } ?? false, "stage \(index): no such grade")
  }
}

private func checkPrompts(of definition: ProtocolDefinition) {
  var last = Microseconds.zero
  for prompt in definition.prompts {
    invariant(prompt.at > last, "prompts do not increase at \(prompt.at.count) µs")
    invariant(prompt.at <= definition.cap, "a prompt after the cap")
    invariant(!prompt.text.isEmpty, "an empty prompt")
    last = prompt.at
  }
}

private func checkEnd(of definition: ProtocolDefinition) {
  invariant(!definition.endReasons.isEmpty, "no reason to end")
  invariant(isUnique(definition.endReasons), "a reason stands twice")
  invariant(!definition.endReasons.contains { $0.isMachineOnly }, "a reason nobody may choose")
  invariant(isUnique(definition.marks), "a mark stands twice")
  invariant(definition.marks != [.severeSymptoms, .firstSymptoms], "marks out of order")
  if definition.severeSymptomsEndWalk {
    invariant(definition.marks.contains(.severeSymptoms), "no mark ends the walk")
    invariant(definition.endReasons.contains(.severeSymptoms), "no reason for the mark")
  }
}

private func isUnique(_ items: [some Hashable]) -> Bool { Set(items).count == items.count }
