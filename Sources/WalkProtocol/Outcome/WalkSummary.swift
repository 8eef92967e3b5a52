public import Readings
public import StrictJSON

/// The walk as the record tells it: member `walk` of record.json, all but its `quality`.
public struct WalkSummary: Sendable, Hashable {
  /// START; nil when the walk was given up before it.
  public var start: MonotonicInstant?
  /// END; nil while the walk runs.
  public var end: WalkEnd?
  /// The outcomes; nil without START and END.
  public var outcome: WalkOutcome?
  /// Every setting of a mark, those taken back included.
  public var marks: [MarkEntry]
  /// Rests.
  public var rests: [RestEntry]
  /// Silences of channels.
  public var gaps: [GapEntry]
  /// Answers.
  public var answers: [AnswerEntry]
  /// Gates waived at START.
  public var waivers: [Waiver]
  /// How many events were rejected.
  public var rejected: Int

  /// The summary of a timeline with its outcomes derived.
  public init(
    timeline: WalkTimeline, definition: ProtocolDefinition, travel: TravelTrace,
    stridesOriginator: String?
  ) {
    start = timeline.start
    end = timeline.end
    outcome = WalkOutcome.derive(
      timeline: timeline, definition: definition, travel: travel,
      stridesOriginator: stridesOriginator)
    marks = timeline.marks
    rests = timeline.rests
    gaps = timeline.gaps
    answers = timeline.answers
    waivers = timeline.waivers
    rejected = timeline.rejected
  }

  static let members = [
    "start_us", "end", "outcome", "marks", "rests", "gaps", "answers", "waivers", "rejected",
    "quality",
  ]

  /// The summary as the record writes it, with the engine's integers of quality.
  public func json(quality: JSONObject) -> JSONValue {
    [
      "start_us": .instant(start),
      "end": end?.json ?? .null,
      "outcome": outcome?.json ?? .null,
      "marks": .array(marks.map { $0.json(start: start) }),
      "rests": .array(rests.map(\.json)),
      "gaps": .array(gaps.map(\.json)),
      "answers": .array(answers.map(\.json)),
      "waivers": .array(waivers.map(\.json)),
      "rejected": .integer(Int64(rejected)),
      "quality": .object(quality),
    ]
  }

  /// Reads a summary as the record writes it; `quality` must be an object and is left to its owner.
  ///
  /// - Throws: `JSONFault` naming the member that is missing, unknown, out of order, of another
  ///   kind or not allowed.
  public init(parsing value: JSONValue) throws(JSONFault) {
    var reader = try ObjectReader(value, at: "walk")
    try value.requireMembers(Self.members, at: "walk")
    let start = try reader.optionalInteger("start_us").map { MonotonicInstant(microseconds: $0) }
    self.start = start
    end = nil
    if let json = reader.optional("end") { end = try WalkEnd(parsing: json, at: "walk.end") }
    outcome = nil
    if let json = reader.optional("outcome") {
      outcome = try WalkOutcome(parsing: json, at: "walk.outcome")
    }
    marks = try reader.entries("marks") { json, path throws(JSONFault) in
      try MarkEntry(parsing: json, at: path, start: start)
    }
    rests = try reader.entries("rests", RestEntry.init(parsing:at:))
    gaps = try reader.entries("gaps", GapEntry.init(parsing:at:))
    answers = try reader.entries("answers", AnswerEntry.init(parsing:at:))
    waivers = try reader.entries("waivers", Waiver.init(parsing:at:))
    rejected = Int(try reader.integer("rejected", in: 0...Int64(Int32.max)))
    _ = try reader.nested("quality")
    try reader.finish()
  }
}

extension ObjectReader {
  /// The array member `key` read entry by entry.
  fileprivate mutating func entries<Entry>(
    _ key: String, _ read: (JSONValue, String) throws(JSONFault) -> Entry
  ) throws(JSONFault) -> [Entry] {
    var entries: [Entry] = []
    for (index, value) in try array(key).enumerated() {
      entries.append(try read(value, "\(place(of: key))[\(index)]"))
    }
    return entries
  }
}
