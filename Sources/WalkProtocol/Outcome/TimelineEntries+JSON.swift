import Readings
import StrictJSON

extension ObjectReader {
  fileprivate mutating func instant(_ key: String) throws(JSONFault) -> MonotonicInstant {
    MonotonicInstant(microseconds: try integer(key))
  }

  fileprivate mutating func optionalInstant(
    _ key: String
  ) throws(JSONFault) -> MonotonicInstant? {
    try optionalInteger(key).map { MonotonicInstant(microseconds: $0) }
  }

  /// A reader over an object with exactly these members in this order.
  fileprivate init(
    exactly names: [String], _ value: JSONValue, at path: String
  ) throws(JSONFault) {
    try self.init(value, at: path)
    try value.requireMembers(names, at: path)
  }
}

extension WalkEnd {
  var json: JSONValue {
    [
      "at_us": .instant(at), "reason": .text(reason?.rawValue), "by": .string(by.rawValue),
    ]
  }

  init(parsing value: JSONValue, at path: String) throws(JSONFault) {
    var reader = try ObjectReader(exactly: ["at_us", "reason", "by"], value, at: path)
    at = try reader.instant("at_us")
    reason = try reader.optionalChoice("reason")
    by = try reader.choice("by")
    try reader.finish()
  }
}

extension MarkEntry {
  func json(start: MonotonicInstant?) -> JSONValue {
    [
      "mark": .string(mark.rawValue), "at_us": .instant(at),
      "since_start_us": .span(start.map { at - $0 }), "undone": .bool(undone != nil),
      "undo_reason": .text(undone?.rawValue),
    ]
  }

  init(
    parsing value: JSONValue, at path: String, start: MonotonicInstant?
  ) throws(JSONFault) {
    var reader = try ObjectReader(
      exactly: ["mark", "at_us", "since_start_us", "undone", "undo_reason"], value, at: path)
    mark = try reader.choice("mark")
    at = try reader.instant("at_us")
    let since = try reader.optionalInteger("since_start_us")
    let isUndone = try reader.bool("undone")
    undone = try reader.optionalChoice("undo_reason")
    try reader.finish()
    guard since == start.map({ (at - $0).count }) else {
      throw JSONFault(
        .notAllowed, at: reader.place(of: "since_start_us"), "is not at_us minus start_us")
    }
    guard isUndone == (undone != nil) else {
      throw JSONFault(.notAllowed, at: reader.place(of: "undone"), "contradicts undo_reason")
    }
  }
}

extension RestEntry {
  var json: JSONValue { ["begin_us": .instant(begin), "end_us": .instant(end)] }

  init(parsing value: JSONValue, at path: String) throws(JSONFault) {
    var reader = try ObjectReader(exactly: ["begin_us", "end_us"], value, at: path)
    begin = try reader.instant("begin_us")
    end = try reader.optionalInstant("end_us")
    try reader.finish()
  }
}

extension GapEntry {
  var json: JSONValue {
    [
      "channel": .string(channel.rawValue), "begin_us": .instant(begin), "end_us": .instant(end),
      "resumed": .string(resumed.rawValue),
    ]
  }

  init(parsing value: JSONValue, at path: String) throws(JSONFault) {
    var reader = try ObjectReader(
      exactly: ["channel", "begin_us", "end_us", "resumed"], value, at: path)
    channel = try reader.choice("channel")
    begin = try reader.instant("begin_us")
    end = try reader.optionalInstant("end_us")
    resumed = try reader.choice("resumed")
    try reader.finish()
    guard (end == nil) == (resumed == .never) else {
      throw JSONFault(.notAllowed, at: reader.place(of: "resumed"), "contradicts end_us")
    }
  }
}

extension AnswerEntry {
  var json: JSONValue {
    let value: JSONValue =
      switch answer {
      case .yesNo(let isYes): .bool(isYes)
      case .integer(let number): .integer(number)
      case .choice(let code): .string(code)
      }
    return ["question": .string(question), "value": value]
  }

  init(parsing value: JSONValue, at path: String) throws(JSONFault) {
    var reader = try ObjectReader(exactly: ["question", "value"], value, at: path)
    question = try reader.string("question")
    let json = try reader.required("value")
    switch json {
    case .bool(let isYes): answer = .yesNo(isYes)
    case .integer(let number): answer = .integer(number)
    case .string(let code): answer = .choice(code)
    case .null, .array, .object:
      throw JSONFault(
        .wrongKind, at: reader.place(of: "value"),
        "is \(json.kindName), a Boolean, an integer or a string is needed")
    }
    try reader.finish()
  }
}

extension Waiver {
  var json: JSONValue { ["gate": .string(gate.rawValue), "reason": .string(reason)] }

  init(parsing value: JSONValue, at path: String) throws(JSONFault) {
    var reader = try ObjectReader(exactly: ["gate", "reason"], value, at: path)
    gate = try reader.choice("gate")
    reason = try reader.string("reason")
    try reader.finish()
  }
}
