public import Readings
public import WalkProtocol

/// A walk under way: the engine with its journal. What is heard is journaled first, together with
/// what follows from it, and only then acted on.
///
/// The caller owns time and order: instants come from the one monotonic clock, inputs in the order
/// of their stamps.
public struct CaptureSession {
  /// The engine.
  public private(set) var engine: SessionEngine
  /// The journal.
  public let journal: JournalWriter
  /// The protocol file's bytes.
  public let protocolBytes: [UInt8]
  /// Every entry so far, as sealing needs them.
  public private(set) var entries: JournalEntries
  /// Why the journal cannot be written any more; nil while it can.
  public private(set) var journalFault: JournalFault?

  /// A session whose engine has said `entries`, which `journal` holds or has still to be given.
  init(
    engine: SessionEngine, journal: JournalWriter, protocolBytes: [UInt8], entries: JournalEntries
  ) {
    self.engine = engine
    self.journal = journal
    self.protocolBytes = protocolBytes
    self.entries = entries
  }

  /// Opens a session: creates its journal and writes the protocol file and the opening into it.
  ///
  /// - Parameters:
  ///   - path: where the journal is created; the file must not exist.
  ///   - definition: the protocol, parsed from `protocolBytes`.
  ///   - protocolBytes: the protocol file, whose hash the record will carry.
  ///   - opening: who walks.
  ///   - boot: the kernel's boot id, 16 bytes.
  ///   - clock: the clocks at this moment.
  ///   - instant: this moment.
  /// - Throws: `JournalFault` when the journal cannot be created or room cannot be reserved.
  public init(
    journalAt path: String, definition: ProtocolDefinition, protocolBytes: [UInt8],
    opening: SessionOpening, boot: [UInt8], clock: ClockReading, at instant: MonotonicInstant
  ) throws(JournalFault) {
    let uuid = [UInt8](lowerHex: opening.session.utf8.filter { $0 != UInt8(ascii: "-") }[...])
    journal = try JournalWriter(
      creating: path,
      header: JournalHeader(session: uuid ?? [], boot: boot, opened: instant),
      preallocate: Self.reserve(for: definition))
    engine = SessionEngine(definition: definition)
    self.protocolBytes = protocolBytes
    entries = JournalEntries()
    let file = JournalEntry(
      kind: .protocolFile, sequence: 0, instant: instant, payload: protocolBytes)
    entries.append(file)
    try journal.append([file])
    try hear(.session(opening), at: instant)
    try hear(.clock(clock), at: instant)
  }

  /// Hears one input. Once the journal cannot be written any more, `journalFault` tells so; the walk
  /// goes on in memory, so that it can be ended and shown.
  ///
  /// - Returns: what the walk machine did.
  public mutating func take(
    _ input: SessionInput, at instant: MonotonicInstant
  ) -> [WalkAction] {
    let step = engine.take(input, at: instant)
    entries += step.entries
    do throws(JournalFault) { try journal.append(step.entries) } catch {
      journalFault = journalFault ?? error
    }
    return step.actions
  }

  /// Hears one input.
  ///
  /// - Returns: what the walk machine did.
  /// - Throws: `JournalFault` once the journal cannot be written any more; the engine has heard
  ///   the input all the same.
  @discardableResult
  public mutating func hear(_ input: SessionInput, at instant: MonotonicInstant)
    throws(JournalFault) -> [WalkAction]
  {
    let actions = take(input, at: instant)
    if let journalFault { throw journalFault }
    return actions
  }

  /// Room for the walk to its cap and half an hour around it, so that a disk that fills up in
  /// mid-walk cannot lose it: one full sample entry a tick and 64 bytes of frames 16 times a second.
  public static func reserve(for definition: ProtocolDefinition) -> Int {
    let seconds = Int(definition.cap.count / 1_000_000) + 1_800
    let sample = JournalEntry.overhead + 1 + 12 * Channel.allCases.count
    return seconds * (definition.sampleRate * sample + 16 * (JournalEntry.overhead + 64))
  }
}
