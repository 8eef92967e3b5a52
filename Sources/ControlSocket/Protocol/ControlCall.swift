import StrictJSON

/// One line from a client: a request with its number and who acts.
public struct ControlCall: Hashable, Sendable {
  /// The client's own number, 0 to 2^53 − 1; the reply bears it.
  public var id: Int64
  /// The code of the person who acts; nil for the session's operator.
  public var person: String?
  /// What is asked.
  public var request: ControlRequest

  /// A call.
  public init(id: Int64, person: String? = nil, _ request: ControlRequest) {
    self.id = id
    self.person = person
    self.request = request
  }

  /// The line with its newline.
  public var line: [UInt8] {
    let head: [(String, JSONValue?)] = [
      ("id", .integer(id)), ("request", .string(request.kind.rawValue)),
      ("by", person.map(JSONValue.string)),
    ]
    return JSONValue.members(head + request.members).compactBytes + [0x0A]
  }
}

/// Why a line is no call, and the number that its refusal can bear.
public struct CallRefusal: Error, Hashable, Sendable {
  /// The call's number; nil when the line has none, so that nothing after it can be trusted.
  public var id: Int64?
  /// What is wrong.
  public var fault: ControlFault
}

extension ControlCall {
  /// Reads a line, its newline left out.
  ///
  /// - Throws: `CallRefusal`, without an id when the line is no JSON object with one.
  public init(parsing line: [UInt8]) throws(CallRefusal) {
    guard line.count <= ControlProtocol.longestLine else {
      throw CallRefusal(id: nil, fault: .lineTooLong)
    }
    let value: JSONValue
    do throws(JSONFault) { value = try StrictJSON.parse(line) } catch {
      throw CallRefusal(id: nil, fault: ControlFault(malformed: error))
    }
    do throws(JSONFault) {
      var reader = try ObjectReader(value)
      id = try reader.integer("id", in: 0...JSONValue.largestInteger)
    } catch {
      throw CallRefusal(id: nil, fault: ControlFault(malformed: error))
    }
    guard value.longestText <= ControlProtocol.longestText else {
      throw CallRefusal(id: id, fault: .textTooLong)
    }
    do throws(JSONFault) {
      var reader = try ObjectReader(value)
      _ = try reader.integer("id")
      let kind = try reader.choice("request", as: ControlRequest.Kind.self)
      person = try reader.optionalString("by")
      request = try ControlRequest(kind, reading: &reader)
      try reader.finish()
    } catch {
      throw CallRefusal(id: id, fault: ControlFault(badRequest: error))
    }
  }
}

extension ControlFault {
  /// A line that nobody can read.
  init(malformed fault: JSONFault) {
    self.init(
      .malformedLine,
      "This is no line of \(ControlProtocol.version) (\(fault)); use the walktest program.",
      reason: fault.code.rawValue)
  }

  init(badRequest fault: JSONFault) {
    self.init(
      .badRequest, "The request cannot be understood: \(fault).", reason: fault.code.rawValue)
  }

  static var lineTooLong: ControlFault {
    ControlFault(
      .lineTooLong,
      "A line is longer than \(ControlProtocol.longestLine) bytes; use the walktest program.")
  }

  static var textTooLong: ControlFault {
    ControlFault(
      .textTooLong,
      "A text is longer than \(ControlProtocol.longestText) bytes; shorten it to a code.")
  }
}
