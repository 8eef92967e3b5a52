import StrictJSON
import WalkProtocol

extension ControlRequest {
  /// The members after `request`, in written order.
  var members: [(String, JSONValue?)] {
    switch self {
    case .hello(let version, let program):
      [("version", .string(version)), ("program", .string(program))]
    case .prepare(let choice): choice.members
    case .answer(let question, let answer):
      [("question", .string(question)), ("value", answer.controlJSON)]
    case .waive(let gate, let reason):
      [("gate", .string(gate.rawValue)), ("reason", .string(reason))]
    case .mark(let mark): [("mark", .string(mark.rawValue))]
    case .undoMark(let mark, let reason):
      [("mark", .string(mark.rawValue)), ("reason", .string(reason.rawValue))]
    case .stage(let number): [("stage", .integer(Int64(number)))]
    case .end(let reason), .giveEndReason(let reason): [("reason", .string(reason.rawValue))]
    case .abandon(let reason): [("reason", .string(reason))]
    case .journal(let after, let count):
      [("after", after.map { .integer(Int64($0)) }), ("count", .integer(Int64(count)))]
    case .status, .arm, .start, .restBegin, .restEnd, .emergencyStop, .recovered, .close, .devices,
      .subscribe, .unsubscribe:
      []
    }
  }

  /// Reads the request that `kind` names.
  init(_ kind: Kind, reading reader: inout ObjectReader) throws(JSONFault) {
    switch kind {
    case .hello:
      self = .hello(version: try reader.string("version"), program: try reader.string("program"))
    case .status: self = .status
    case .prepare: self = .prepare(try WalkChoice(reading: &reader))
    case .answer:
      self = .answer(question: try reader.string("question"), try reader.answer("value"))
    case .waive: self = .waive(try reader.choice("gate"), reason: try reader.string("reason"))
    case .arm: self = .arm
    case .start: self = .start
    case .mark: self = .mark(try reader.choice("mark"))
    case .undoMark:
      self = .undoMark(try reader.choice("mark"), reason: try reader.choice("reason"))
    case .restBegin: self = .restBegin
    case .restEnd: self = .restEnd
    case .stage: self = .stage(Int(try reader.integer("stage", in: 1...1_000)))
    case .emergencyStop: self = .emergencyStop
    case .end: self = .end(try reader.choice("reason"))
    case .giveEndReason: self = .giveEndReason(try reader.choice("reason"))
    case .recovered: self = .recovered
    case .close: self = .close
    case .abandon: self = .abandon(reason: try reader.string("reason"))
    case .devices: self = .devices
    case .subscribe: self = .subscribe
    case .unsubscribe: self = .unsubscribe
    case .journal:
      let after = try reader.optionalInteger("after", in: 0...Int64(UInt32.max))
      self = .journal(
        after: after.map { UInt32(truncatingIfNeeded: $0) },
        count: Int(try reader.integer("count", in: 1...200)))
    }
  }
}

extension WalkChoice {
  var members: [(String, JSONValue?)] {
    [
      ("protocol", .string(protocolID)), ("subject", .string(subject)),
      ("visit", .string(visit)), ("trial", .integer(Int64(trial))),
      ("operator", .string(operatorCode)),
    ]
  }

  init(reading reader: inout ObjectReader) throws(JSONFault) {
    self.init(
      protocolID: try reader.string("protocol"), subject: try reader.string("subject"),
      visit: try reader.string("visit"), trial: Int(try reader.integer("trial", in: 1...1_000)),
      operatorCode: try reader.string("operator"))
  }
}

extension Answer {
  /// The answer as a value.
  var controlJSON: JSONValue {
    switch self {
    case .yesNo(let value): .bool(value)
    case .integer(let value): .integer(value)
    case .choice(let code): .string(code)
    }
  }
}

extension ObjectReader {
  /// The answer in member `key`.
  mutating func answer(_ key: String) throws(JSONFault) -> Answer {
    switch try required(key) {
    case .bool(let value): return .yesNo(value)
    case .integer(let value): return .integer(value)
    case .string(let code): return .choice(code)
    case let other:
      throw JSONFault(
        .wrongKind, at: place(of: key),
        "is \(other.kindName), true or false, an integer or a string is needed")
    }
  }
}
