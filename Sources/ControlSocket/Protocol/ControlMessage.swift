import StrictJSON

/// One line from the daemon.
public enum ControlMessage: Hashable, Sendable {
  /// The reply to the call with this number.
  case reply(id: Int64, ControlResult)
  /// The call with this number is refused. Without a number the whole connection is: the daemon
  /// closes it after this line.
  case refusal(id: Int64?, ControlFault)
  /// Something happened.
  case event(ControlEvent)

  /// The line with its newline; nil when it would be longer than a line may be.
  public var line: [UInt8]? {
    let line = json.compactBytes
    return line.count <= ControlProtocol.longestLine ? line + [0x0A] : nil
  }

  private var json: JSONValue {
    switch self {
    case .reply(let id, let result):
      .members(
        [("reply", .integer(id)), ("result", .string(result.kind.rawValue))] + result.members)
    case .refusal(let id, let fault):
      .members([
        ("refused", id.map(JSONValue.integer) ?? .null), ("code", .string(fault.code.rawValue)),
        ("reason", fault.reason.isEmpty ? nil : .string(fault.reason)),
        ("sentence", .string(fault.description)),
      ])
    case .event(let event):
      .members([("event", .string(event.kind.rawValue))] + event.members)
    }
  }

  /// Reads a line, its newline left out.
  ///
  /// - Throws: `ControlFault` of code `malformedLine`; its reason is the code of the JSON fault.
  public init(parsing line: [UInt8]) throws(ControlFault) {
    do throws(JSONFault) {
      var reader = try ObjectReader(try StrictJSON.parse(line))
      self = try Self.read(&reader)
      try reader.finish()
    } catch {
      throw ControlFault(malformed: error)
    }
  }

  private static func read(_ reader: inout ObjectReader) throws(JSONFault) -> ControlMessage {
    if reader.optional("event") != nil {
      let kind = try reader.choice("event", as: ControlEvent.Kind.self)
      return .event(try ControlEvent(kind, reading: &reader))
    }
    if let id = try reader.optionalInteger("reply", in: 0...JSONValue.largestInteger) {
      let kind = try reader.choice("result", as: ControlResult.Kind.self)
      return .reply(id: id, try ControlResult(kind, reading: &reader))
    }
    let id = try reader.optionalInteger("refused", in: 0...JSONValue.largestInteger)
    let code = try reader.choice("code", as: ControlFault.Code.self)
    let reason = try reader.optionalString("reason") ?? ""
    return .refusal(id: id, ControlFault(code, try reader.string("sentence"), reason: reason))
  }
}
