public import SessionCapture
import StrictJSON

/// What the daemon replies to a request that it granted.
public enum ControlResult: Hashable, Sendable {
  /// To `hello`: the daemon's version and the roles of the account.
  case welcome(daemon: String, roles: [ControlRole])
  /// It is done, and durable when it belongs to the record.
  case done
  /// A session was opened; its UUID.
  case opened(session: String)
  /// Where the walk stands.
  case status(WalkStatus)
  /// How the devices stand, in the order of roles.
  case devices([DeviceLine])
  /// Events of the journal in order, as many as fit; ask again after the last.
  case journal([SessionEvent])

  /// A result's name on the wire.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case welcome, done, opened, status, devices, journal
  }

  /// Which result it is.
  public var kind: Kind {
    switch self {
    case .welcome: .welcome
    case .done: .done
    case .opened: .opened
    case .status: .status
    case .devices: .devices
    case .journal: .journal
    }
  }

  /// The first of `events` that fit into a line together.
  public static func journal(fitting events: some Sequence<SessionEvent>) -> ControlResult {
    var room = ControlProtocol.longestLine - 1_024
    var page: [SessionEvent] = []
    for event in events {
      room -= event.json.compactBytes.count + 1
      guard room >= 0 else { break }
      page.append(event)
    }
    return .journal(page)
  }

  var members: [(String, JSONValue?)] {
    switch self {
    case .welcome(let daemon, let roles):
      [
        ("version", .string(ControlProtocol.version)), ("daemon", .string(daemon)),
        ("roles", .array(roles.map { .string($0.rawValue) })),
      ]
    case .done: []
    case .opened(let session): [("session", .string(session))]
    case .status(let status): [("status", status.json)]
    case .devices(let lines): [("devices", .array(lines.map { .members($0.members) }))]
    case .journal(let events): [("events", .array(events.map(\.json)))]
    }
  }

  init(_ kind: Kind, reading reader: inout ObjectReader) throws(JSONFault) {
    switch kind {
    case .welcome:
      _ = try reader.string("version")
      self = .welcome(daemon: try reader.string("daemon"), roles: try reader.choices("roles"))
    case .done: self = .done
    case .opened: self = .opened(session: try reader.string("session"))
    case .status:
      var nested = try reader.nested("status")
      self = .status(try WalkStatus(reading: &nested))
    case .devices: self = .devices(try reader.list("devices", DeviceLine.init(reading:)))
    case .journal:
      var events: [SessionEvent] = []
      for (index, value) in try reader.array("events").enumerated() {
        events.append(
          try SessionEvent(control: value, at: "\(reader.place(of: "events"))[\(index)]"))
      }
      self = .journal(events)
    }
  }
}

extension SessionEvent {
  /// The event that a value tells.
  init(control value: JSONValue, at place: String) throws(JSONFault) {
    guard let event = SessionEvent(parsing: value.compactBytes) else {
      throw JSONFault(.notAllowed, at: place, "is no event of a session")
    }
    self = event
  }
}
