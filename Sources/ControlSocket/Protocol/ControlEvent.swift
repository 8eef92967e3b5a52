public import Readings
public import SessionCapture
import StrictJSON

/// What the daemon tells those who subscribed.
public enum ControlEvent: Hashable, Sendable {
  /// The walk stands elsewhere than before.
  case state(WalkStatus)
  /// Something entered the journal.
  case action(SessionEvent)
  /// What the channels show.
  case values(LiveValues)
  /// A device stands elsewhere than before.
  case device(DeviceLine)
  /// Words are due: `due` after START.
  case prompt(text: String, due: Microseconds)

  /// An event's name on the wire.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case state, action, values, device, prompt
  }

  /// Which event it is.
  public var kind: Kind {
    switch self {
    case .state: .state
    case .action: .action
    case .values: .values
    case .device: .device
    case .prompt: .prompt
    }
  }

  var members: [(String, JSONValue?)] {
    switch self {
    case .state(let status): [("status", status.json)]
    case .action(let event): [("action", event.json)]
    case .values(let values): values.members
    case .device(let line): line.members
    case .prompt(let text, let due): [("text", .string(text)), ("due_us", .integer(due.count))]
    }
  }

  init(_ kind: Kind, reading reader: inout ObjectReader) throws(JSONFault) {
    switch kind {
    case .state:
      var nested = try reader.nested("status")
      self = .state(try WalkStatus(reading: &nested))
    case .action:
      self = .action(
        try SessionEvent(control: try reader.required("action"), at: reader.place(of: "action")))
    case .values: self = .values(try LiveValues(reading: &reader))
    case .device: self = .device(try DeviceLine(reading: &reader))
    case .prompt:
      self = .prompt(
        text: try reader.string("text"), due: Microseconds(try reader.integer("due_us")))
    }
  }
}
