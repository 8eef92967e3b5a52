public import Readings
public import StrictJSON

/// One line of `events.jsonl`: a compact JSON object that begins with `seq`, `t_us` and `type`.
public struct SessionEvent: Hashable, Sendable {
  /// What events there are. Those heard from outside are fed to the engine again on replay; those
  /// the engine says must come out again, byte for byte.
  public enum Kind: String, Sendable, CaseIterable {
    // Heard.
    case session, clock, device, edge, trouble, command, torn, resumed
    case ticksMissing = "ticks-missing"
    case sampleLoop = "sample-loop"
    // Said.
    case phase, gate, waiver, answer, mark, undo, rest, stage, prompt, gap, end, revision
    case endReason = "end-reason"
    case recovery, rejection, identity, battery, pod, treadmill, limit
    case clockChange = "clock-change"

    /// True for what the engine hears, false for what it says.
    public var isHeard: Bool {
      switch self {
      case .session, .clock, .device, .edge, .trouble, .command, .torn, .resumed: true
      case .ticksMissing, .sampleLoop: true
      default: false
      }
    }
  }

  /// The place in the one order.
  public var sequence: UInt32
  /// When it happened.
  public var instant: MonotonicInstant
  /// What it is.
  public var kind: Kind
  /// The members after `type`, in written order.
  public var members: JSONObject

  /// An event with the members given.
  public init(
    sequence: UInt32, instant: MonotonicInstant, kind: Kind, members: [(String, JSONValue)]
  ) {
    self.sequence = sequence
    self.instant = instant
    self.kind = kind
    self.members = JSONObject()
    for (key, value) in members { self.members[key] = value }
  }

  /// The journal's entry of the event.
  public var entry: JournalEntry {
    JournalEntry(kind: .event, sequence: sequence, instant: instant, payload: json.compactBytes)
  }

  /// The whole line as a JSON object.
  public var json: JSONValue {
    var object = JSONObject()
    object["seq"] = .integer(Int64(sequence))
    object["t_us"] = .integer(instant.microseconds)
    object["type"] = .string(kind.rawValue)
    for member in members.members { object[member.key] = member.value }
    return .object(object)
  }

  /// The event that a line tells; nil when the line is not exactly what `json` would write.
  public init?(parsing line: some Collection<UInt8>) {
    guard let value = try? StrictJSON.parse(line), value.compactBytes.elementsEqual(line),
      let members = value.object?.members, members.count >= 3,
      members[0].key == "seq", members[1].key == "t_us", members[2].key == "type",
      let sequence = members[0].value.integer.flatMap({ UInt32(exactly: $0) }),
      let microseconds = members[1].value.integer,
      let kind = members[2].value.string.flatMap({ Kind(rawValue: $0) })
    else { return nil }
    self.init(
      sequence: sequence, instant: MonotonicInstant(microseconds: microseconds), kind: kind,
      members: members[3...].map { ($0.key, $0.value) })
  }

  /// A strict reader over the members.
  func reader() throws(JSONFault) -> ObjectReader {
    try ObjectReader(.object(members), at: "event \(sequence)")
  }
}
