import Readings
import StrictJSON
import WalkProtocol

extension WalkEvent {
  /// The members of a `command` event, `command` first.
  var members: [(String, JSONValue)] {
    [("command", .string(kind.rawValue))] + details
  }

  private var details: [(String, JSONValue)] {
    switch self {
    case .prepare(let trial, let previousEnd):
      [
        ("trial", .integer(Int64(trial))),
        ("previous_end_us", previousEnd.map { .integer($0.microseconds) } ?? .null),
      ]
    case .answer(let question, let answer):
      [("question", .string(question)), ("value", answer.json)]
    case .gate(let gate, .passed):
      [("gate", .string(gate.rawValue)), ("passed", true), ("reason", .null)]
    case .gate(let gate, .failed(let reason)):
      [("gate", .string(gate.rawValue)), ("passed", false), ("reason", .string(reason))]
    case .waive(let gate, let reason):
      [("gate", .string(gate.rawValue)), ("reason", .string(reason))]
    case .edge(let edge):
      [("button", .integer(Int64(edge.button))), ("press", .bool(edge.isPress))]
    case .mark(let mark): [("mark", .string(mark.rawValue))]
    case .undoMark(let mark, let reason):
      [("mark", .string(mark.rawValue)), ("reason", .string(reason.rawValue))]
    case .stage(let number): [("stage", .integer(Int64(number)))]
    case .deviceLost(let channel): [("channel", .string(channel.rawValue))]
    case .deviceBack(let channel, let continuous):
      [("channel", .string(channel.rawValue)), ("continuous", .bool(continuous))]
    case .end(let reason), .giveEndReason(let reason): [("reason", .string(reason.rawValue))]
    case .abandon(let reason): [("reason", .string(reason))]
    case .arm, .start, .restBegin, .restEnd, .tick, .emergencyStop, .recovered, .close, .interrupt:
      []
    }
  }

  /// The event that the members of a `command` event tell. Edges, ticks and device changes are no
  /// commands: they come from devices and the sample loop. Numbers are read in whatever range they
  /// were journaled; the machine rejects those that mean nothing, and a rejected command must not
  /// make its journal unreadable.
  ///
  /// - Throws: `JSONFault` naming the member that is missing or not allowed.
  init(reading reader: inout ObjectReader) throws(JSONFault) {
    let kind = try reader.choice("command", as: EventKind.self)
    switch kind {
    case .prepare:
      self = .prepare(
        trial: Int(try reader.integer("trial")),
        previousEnd: try reader.optionalInteger("previous_end_us").map(
          MonotonicInstant.init(microseconds:)))
    case .answer:
      let question = try reader.string("question")
      let value = try reader.required("value")
      guard let answer = Answer(json: value) else {
        throw JSONFault(.wrongKind, at: reader.place(of: "value"), "is \(value.kindName)")
      }
      self = .answer(question: question, answer)
    case .gate:
      let gate = try reader.choice("gate", as: Gate.self)
      let passed = try reader.bool("passed")
      let reason = try reader.optionalString("reason")
      self = .gate(gate, passed ? .passed : .failed(reason ?? ""))
    case .waive:
      self = .waive(
        try reader.choice("gate", as: Gate.self), reason: try reader.string("reason"))
    case .mark: self = .mark(try reader.choice("mark"))
    case .undoMark:
      self = .undoMark(try reader.choice("mark"), reason: try reader.choice("reason"))
    case .stage: self = .stage(Int(try reader.integer("stage")))
    case .end: self = .end(try reader.choice("reason"))
    case .giveEndReason: self = .giveEndReason(try reader.choice("reason"))
    case .abandon: self = .abandon(reason: try reader.string("reason"))
    case .arm: self = .arm
    case .start: self = .start
    case .restBegin: self = .restBegin
    case .restEnd: self = .restEnd
    case .emergencyStop: self = .emergencyStop
    case .recovered: self = .recovered
    case .close: self = .close
    case .interrupt: self = .interrupt
    case .edge, .tick, .deviceLost, .deviceBack:
      throw JSONFault(
        .notAllowed, at: reader.place(of: "command"), "\(kind.rawValue) is not a command")
    }
  }
}

extension Answer {
  /// The answer as the record carries it.
  var json: JSONValue {
    switch self {
    case .yesNo(let value): .bool(value)
    case .integer(let value): .integer(value)
    case .choice(let code): .string(code)
    }
  }

  /// The answer that a value tells; nil for kinds no question has.
  init?(json: JSONValue) {
    switch json {
    case .bool(let value): self = .yesNo(value)
    case .integer(let value): self = .integer(value)
    case .string(let code): self = .choice(code)
    default: return nil
    }
  }
}
