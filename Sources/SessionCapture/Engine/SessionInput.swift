public import Readings
import StrictJSON
public import WalkProtocol

/// Something that the engine hears. Everything an outcome depends on enters here, and only here.
public enum SessionInput: Hashable, Sendable {
  /// Who walks; the first input of every session.
  case session(SessionOpening)
  /// The machine's clocks, read at start, end and every minute.
  case clock(ClockReading)
  /// A device's connection changed.
  case device(DeviceChange)
  /// Bytes from or to a device.
  case frame(DeviceFrame)
  /// A button's contact closed or opened, as the kernel stamped it.
  case edge(source: DeviceSource, ButtonEdge)
  /// A button cannot be trusted as before.
  case trouble(DeviceSource, ButtonTrouble)
  /// Staff or the host's own checks say something; `by` is a person's code or `host`.
  case command(WalkEvent, by: String)
  /// The journal was found torn: so many bytes after its last whole entry were dropped.
  case torn(droppedBytes: Int)
  /// The process that captured died and another one goes on, in the same boot. `last` is the latest
  /// instant that the journal proves; so many torn bytes after its last whole entry were dropped.
  case resumed(last: MonotonicInstant, droppedBytes: Int)
  /// Ticks of the sample loop that have no row.
  case ticksMissing(MissingTicks)
  /// The sample loop's own account, each minute and at its end.
  case sampleLoop(LoopEvidence)
  /// The sample loop's tick: a row of what every channel shows.
  case sample
}

extension SessionInput {
  /// The event line of an input; nil for frames and samples, which are no events.
  func event(sequence: UInt32, at instant: MonotonicInstant) -> SessionEvent? {
    let kind: SessionEvent.Kind
    let members: [(String, JSONValue)]
    switch self {
    case .frame, .sample: return nil
    case .session(let opening): (kind, members) = (.session, opening.members)
    case .clock(let reading): (kind, members) = (.clock, reading.members)
    case .device(let change): (kind, members) = (.device, change.members)
    case .edge(let source, let edge):
      kind = .edge
      members = [
        ("source", .integer(Int64(source.number))), ("button", .integer(Int64(edge.button))),
        ("press", .bool(edge.isPress)),
      ]
    case .trouble(let source, let trouble):
      kind = .trouble
      members = [("source", .integer(Int64(source.number)))] + trouble.members
    case .torn(let bytes): (kind, members) = (.torn, [("dropped_bytes", .integer(Int64(bytes)))])
    case .resumed(let last, let bytes):
      kind = .resumed
      members = [
        ("last_us", .integer(last.microseconds)), ("dropped_bytes", .integer(Int64(bytes))),
      ]
    case .ticksMissing(let ticks): (kind, members) = (.ticksMissing, ticks.members)
    case .sampleLoop(let evidence): (kind, members) = (.sampleLoop, evidence.members)
    case .command(let event, let person):
      (kind, members) = (.command, event.members + [("by", .string(person))])
    }
    return SessionEvent(sequence: sequence, instant: instant, kind: kind, members: members)
  }

  /// The input that a heard event tells.
  ///
  /// - Throws: `JSONFault` naming the member that is missing or not allowed.
  init(heard event: SessionEvent) throws(JSONFault) {
    var reader = try event.reader()
    switch event.kind {
    case .session: self = .session(try SessionOpening(reading: &reader))
    case .clock: self = .clock(try ClockReading(reading: &reader))
    case .device: self = .device(try DeviceChange(reading: &reader))
    case .edge:
      let source = DeviceSource(UInt8(try reader.integer("source", in: 0...255)))
      let button = Int(try reader.integer("button"))
      self = .edge(
        source: source, ButtonEdge(button: button, isPress: try reader.bool("press")))
    case .trouble:
      let source = DeviceSource(UInt8(try reader.integer("source", in: 0...255)))
      self = .trouble(source, try ButtonTrouble(reading: &reader))
    case .command:
      let walkEvent = try WalkEvent(reading: &reader)
      self = .command(walkEvent, by: try reader.string("by"))
    case .torn:
      self = .torn(droppedBytes: Int(try reader.integer("dropped_bytes", in: 0...1 << 52)))
    case .resumed:
      let last = MonotonicInstant(microseconds: try reader.integer("last_us"))
      self = .resumed(
        last: last, droppedBytes: Int(try reader.integer("dropped_bytes", in: 0...1 << 52)))
    case .ticksMissing: self = .ticksMissing(try MissingTicks(reading: &reader))
    case .sampleLoop: self = .sampleLoop(try LoopEvidence(reading: &reader))
    default:
      throw JSONFault(
        .notAllowed, at: "event \(event.sequence)", "\(event.kind.rawValue) is not heard but said")
    }
    try reader.finish()
  }
}
