public import Readings
import StrictJSON
import WalkProtocol

/// Feeds recorded entries to a fresh engine and holds what it says against what was recorded: the
/// one path of replay, recovery and verification.
public struct SessionReplay: Sendable {
  /// The engine after the last entry.
  public private(set) var engine: SessionEngine
  /// The protocol file's bytes.
  public private(set) var protocolBytes: [UInt8]
  /// Every entry: those recorded, and at a torn end those that the engine still had to say.
  public private(set) var entries: JournalEntries
  /// How many of `entries` were not recorded.
  public private(set) var completed = 0
  /// The instant of the last recorded entry: how far time is proven.
  public private(set) var lastInstant: MonotonicInstant?

  /// Replays a session.
  ///
  /// - Parameters:
  ///   - entries: the protocol file's entry first, then all others in their one order.
  ///   - end: `.whole` refuses a record that ends before the engine has said all; `.torn` lets
  ///     the last outputs be missing, as a crash leaves them.
  /// - Throws: `ReplayFault` when the entries are out of order, cannot be read, or differ from
  ///   what the engine says.
  public init(
    of entries: some RandomAccessCollection<JournalEntry>, end: End
  ) throws(ReplayFault) {
    guard let first = entries.first, first.kind == .protocolFile, first.sequence == 0 else {
      throw ReplayFault(.noProtocol, at: 0, "the first entry is not a protocol file")
    }
    let definition = try Self.definition(first.payload)
    engine = SessionEngine(definition: definition)
    protocolBytes = first.payload
    self.entries = JournalEntries([first])
    try run(entries.dropFirst(), end: end)
  }

  /// Whether the recorded entries must be all that the engine says.
  public enum End: Sendable {
    /// A sealed record: nothing may be missing.
    case whole
    /// An unfinished journal: the outputs of the last input may be missing.
    case torn
  }

  /// Feeds one more input after the recorded ones, as recovery does.
  public mutating func take(_ input: SessionInput, at instant: MonotonicInstant) {
    let step = engine.take(input, at: instant)
    entries += step.entries
    completed += step.entries.count
  }

  private static func definition(_ bytes: [UInt8]) throws(ReplayFault) -> ProtocolDefinition {
    do {
      return try ProtocolFile.parse(bytes, named: "protocol.json")
    } catch {
      throw ReplayFault(.noProtocol, at: 0, "\(error)")
    }
  }

  private mutating func run(
    _ recorded: some RandomAccessCollection<JournalEntry>, end: End
  ) throws(ReplayFault) {
    var index = recorded.startIndex
    while index < recorded.endIndex {
      let entry = recorded[index]
      guard Int(entry.sequence) == entries.count else {
        throw ReplayFault(.sequenceBroken, at: entry.sequence, "entries are missing before it")
      }
      let said = engine.take(try Self.input(entry), at: entry.instant).entries
      for expected in said {
        guard index < recorded.endIndex else {
          guard end == .torn else {
            throw ReplayFault(.incomplete, at: expected.sequence, "the record ends before it")
          }
          entries.append(expected)
          completed += 1
          continue
        }
        let found = recorded[index]
        guard found == expected else {
          throw ReplayFault(.differs, at: found.sequence, Self.difference(expected))
        }
        entries.append(expected)
        lastInstant = found.instant
        recorded.formIndex(after: &index)
      }
    }
  }

  private static func input(_ entry: JournalEntry) throws(ReplayFault) -> SessionInput {
    switch entry.kind {
    case .sample: return .sample
    case .frame:
      guard let frame = DeviceFrame(payload: entry.payload) else {
        throw ReplayFault(.unreadable, at: entry.sequence, "the frame cannot be read")
      }
      return .frame(frame)
    case .event:
      guard let event = SessionEvent(parsing: entry.payload), event.sequence == entry.sequence,
        event.instant == entry.instant
      else { throw ReplayFault(.unreadable, at: entry.sequence, "the event cannot be read") }
      do {
        return try SessionInput(heard: event)
      } catch {
        throw ReplayFault(.unreadable, at: entry.sequence, "\(error)")
      }
    case .protocolFile:
      throw ReplayFault(.unreadable, at: entry.sequence, "a second protocol file")
    }
  }

  private static func difference(_ expected: JournalEntry) -> String {
    switch expected.kind {
    case .event: "the engine says \(String(decoding: expected.payload, as: UTF8.self))"
    case .sample: "the frames give another sample row"
    default: "the engine says something else here"
    }
  }
}

/// Why recorded entries cannot be replayed.
public struct ReplayFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// The closed list of reasons; raw values are stable.
  public enum Code: String, Sendable, CaseIterable {
    /// There is no readable protocol file at the start.
    case noProtocol = "replay-no-protocol"
    /// Entries are missing or out of order.
    case sequenceBroken = "replay-sequence-broken"
    /// An entry is not one that the engine can hear.
    case unreadable = "replay-unreadable"
    /// The engine says something else than was recorded.
    case differs = "replay-differs"
    /// The record ends before the engine has said all.
    case incomplete = "replay-incomplete"
  }

  /// What is wrong.
  public var code: Code
  /// The sequence number of the entry.
  public var sequence: UInt32
  /// What was found, in a few words.
  public var detail: String

  /// A fault.
  public init(_ code: Code, at sequence: UInt32, _ detail: String) {
    self.code = code
    self.sequence = sequence
    self.detail = detail
  }

  /// `entry N: detail (code)`.
  public var description: String { "entry \(sequence): \(detail) (\(code.rawValue))" }
}
