import Readings
import StrictJSON
import WalkProtocol

extension WalkAction {
  /// The action as an event that the engine says: its kind and members. `at_us` is the effective
  /// instant, which can lie before the event that brought it about.
  var said: (kind: SessionEvent.Kind, members: [(String, JSONValue)]) {
    switch self {
    case .entered(let phase, let at):
      (.phase, [("phase", .string(phase.rawValue)), at.member])
    case .gateChecked(let gate, let result, let at):
      (.gate, [("gate", .string(gate.rawValue)), ("result", result.json), at.member])
    case .waived(let gate, let reason, let at):
      (.waiver, [("gate", .string(gate.rawValue)), ("reason", .string(reason)), at.member])
    case .answered(let question, let answer, let at):
      (.answer, [("question", .string(question)), ("value", answer.json), at.member])
    case .marked(let mark, let at):
      (.mark, [("mark", .string(mark.rawValue)), at.member])
    case .markUndone(let mark, let reason, let markedAt, let at):
      (
        .undo,
        [
          ("mark", .string(mark.rawValue)), ("reason", .string(reason.rawValue)),
          ("marked_at_us", .integer(markedAt.microseconds)), at.member,
        ]
      )
    case .restBegan(let at): (.rest, [("rest", "begin"), at.member])
    case .restEnded(let at): (.rest, [("rest", "end"), at.member])
    case .stage(let number, let at):
      (.stage, [("stage", .integer(Int64(number))), at.member])
    case .prompt(let prompt, let at):
      (
        .prompt,
        [("due_us", .integer(prompt.at.count)), ("text", .string(prompt.text)), at.member]
      )
    case .gapBegan(let channel, let at):
      (.gap, [("channel", .string(channel.rawValue)), ("gap", "begin"), at.member])
    case .gapEnded(let channel, let continuous, let at):
      (
        .gap,
        [
          ("channel", .string(channel.rawValue)), ("gap", "end"),
          ("continuous", .bool(continuous)), at.member,
        ]
      )
    case .ended(let reason, let cause, let at):
      (.end, WalkEnd(at: at, reason: reason, by: cause).members)
    case .endRevised(let from, let to, _):
      (.revision, [("from", from.json), ("to", to.json)])
    case .endReasonGiven(let reason, let at):
      (.endReason, [("reason", .string(reason.rawValue)), at.member])
    case .recovered(let at): (.recovery, [at.member])
    case .rejected(let rejection, let at): (.rejection, rejection.members + [at.member])
    }
  }
}

extension MonotonicInstant {
  fileprivate var member: (String, JSONValue) { ("at_us", .integer(microseconds)) }
}

extension GateResult {
  fileprivate var json: JSONValue {
    switch self {
    case .passed: "passed"
    case .failed(let reason): .string("failed: " + reason)
    }
  }
}

extension WalkEnd {
  fileprivate var members: [(String, JSONValue)] {
    [
      ("reason", reason.map { .string($0.rawValue) } ?? .null), ("by", .string(by.rawValue)),
      at.member,
    ]
  }

  fileprivate var json: JSONValue {
    var object = JSONObject()
    for (key, value) in members { object[key] = value }
    return .object(object)
  }
}

extension Rejection {
  fileprivate var members: [(String, JSONValue)] {
    [
      ("event", .string(event.rawValue)), ("phase", .string(phase.rawValue)),
      ("code", .string(code.rawValue)), ("missing", .array(missing.map { .string($0) })),
      ("remaining_us", remaining.map { .integer($0.count) } ?? .null),
    ]
  }
}
