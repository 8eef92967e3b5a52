import StrictJSON
import WalkProtocol

extension WalkStatus {
  var json: JSONValue {
    .members([
      ("phase", .string(phase.rawValue)), ("now_us", .instant(now)), ("walk", walk?.json),
      ("missing", .array(missing.map { .string($0.rawValue) })),
      ("waived", .array(waived.map { .string($0.rawValue) })),
      ("questions", .array(questions.map(\.controlJSON))),
      ("start_us", start.map(JSONValue.instant)), ("end_us", end.map(JSONValue.instant)),
      ("end_reason", endReason.map { .string($0.rawValue) }),
      ("marks", .array(marks.map(\.controlJSON))), ("resting", .bool(isResting)),
    ])
  }

  init(reading reader: inout ObjectReader) throws(JSONFault) {
    self.init(phase: try reader.choice("phase"), now: try reader.instant("now_us"))
    if reader.optional("walk") != nil {
      var nested = try reader.nested("walk")
      walk = OpenWalk(
        session: try nested.string("session"), try WalkChoice(reading: &nested))
      try nested.finish()
    }
    missing = try reader.choices("missing")
    waived = try reader.choices("waived")
    questions = try reader.list("questions", Question.init(reading:))
    start = try reader.optionalInstant("start_us")
    end = try reader.optionalInstant("end_us")
    endReason = try reader.optionalChoice("end_reason")
    marks = try reader.list("marks", MarkEntry.init(reading:))
    isResting = try reader.bool("resting")
    try reader.finish()
  }
}

extension OpenWalk {
  fileprivate var json: JSONValue { .members([("session", .string(session))] + choice.members) }
}

extension MarkEntry {
  fileprivate var controlJSON: JSONValue {
    .members([
      ("mark", .string(mark.rawValue)), ("at_us", .instant(at)),
      ("undone", undone.map { .string($0.rawValue) }),
    ])
  }

  fileprivate init(reading reader: inout ObjectReader) throws(JSONFault) {
    self.init(
      mark: try reader.choice("mark"), at: try reader.instant("at_us"),
      undone: try reader.optionalChoice("undone"))
  }
}

extension Question {
  fileprivate var controlJSON: JSONValue {
    let kind: [(String, JSONValue?)] =
      switch answer {
      case .yesNo: [("answer", "yes-no")]
      case .integer(let range, let unit):
        [
          ("answer", "integer"), ("least", .integer(range.lowerBound)),
          ("most", .integer(range.upperBound)), ("unit", .string(unit)),
        ]
      case .choice(let codes):
        [("answer", "choice"), ("codes", .array(codes.map(JSONValue.string)))]
      }
    let head: [(String, JSONValue?)] = [
      ("id", .string(id)), ("text", .string(text)), ("required", .bool(isRequired)),
    ]
    return .members(head + kind)
  }

  fileprivate init(reading reader: inout ObjectReader) throws(JSONFault) {
    self.init(
      id: try reader.string("id"), text: try reader.string("text"),
      answer: try AnswerKind(reading: &reader), isRequired: try reader.bool("required"))
  }
}

extension AnswerKind {
  private enum Name: String, CaseIterable {
    case yesNo = "yes-no"
    case integer, choice
  }

  fileprivate init(reading reader: inout ObjectReader) throws(JSONFault) {
    switch try reader.choice("answer", as: Name.self) {
    case .yesNo: self = .yesNo
    case .integer:
      let least = try reader.integer("least")
      let most = try reader.integer("most", in: least...JSONValue.largestInteger)
      self = .integer(least...most, unit: try reader.string("unit"))
    case .choice:
      var codes: [String] = []
      for value in try reader.array("codes") {
        guard let code = value.string else {
          throw JSONFault(.wrongKind, at: reader.place(of: "codes"), "has \(value.kindName)")
        }
        codes.append(code)
      }
      self = .choice(codes)
    }
  }
}
