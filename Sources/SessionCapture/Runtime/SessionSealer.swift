import Readings
public import SessionRecord
import StrictJSON
import WalkProtocol

/// Turns sessions into signed packages: an `open` record before the first step, and `close`,
/// `abort` or `interrupted` after it, each the next link of the device's chain.
public struct SessionSealer: Sendable {
  /// The archive's directory of packages.
  public let archive: String
  private let key: SigningKey
  private let software: SoftwareIdentity

  /// A sealer for the device whose key this is.
  ///
  /// - Parameters:
  ///   - archive: the directory of packages; it must exist.
  ///   - key: the device's key.
  ///   - software: what the records name as their maker.
  public init(archive: String, key: SigningKey, software: SoftwareIdentity) {
    self.archive = archive
    self.key = key
    self.software = software
  }

  /// Seals the `open` record of a session that is about to start.
  ///
  /// - Parameters:
  ///   - session: armed, not yet started.
  ///   - position: the next place of the device's chain.
  ///   - boot: the kernel's boot id, 16 bytes.
  /// - Throws: `RecordFault` when the record cannot be written or the chain is damaged; the walk
  ///   must then not start.
  public func sealOpening(
    of session: CaptureSession, at position: ChainPosition, boot: [UInt8]
  ) throws(RecordFault) -> SealedPackage {
    let story = try SessionStory(session.entries)
    let draft = draft(.open, story, session.engine, at: position, boot: boot)
    return try write(draft, [Self.protocolFile(session.protocolBytes)])
  }

  /// Seals a session that has come to its end.
  ///
  /// - Parameters:
  ///   - engine: closed, abandoned or interrupted.
  ///   - entries: all that the session journaled.
  ///   - position: the next place of the device's chain.
  ///   - boot: the kernel's boot id, 16 bytes.
  /// - Throws: `RecordFault`; the journal is untouched and sealing can be tried again.
  public func seal(
    _ engine: SessionEngine, entries: JournalEntries, at position: ChainPosition, boot: [UInt8]
  ) throws(RecordFault) -> SealedPackage {
    let story = try SessionStory(entries)
    let draft = draft(engine.recordKind, story, engine, at: position, boot: boot)
    let material = PackageMaterial(of: entries)
    return try write(
      draft,
      [
        Self.protocolFile(material.protocolFile),
        PackageFile(
          name: PackageText.File.samples.rawValue,
          mediaType: "text/csv; header=present; charset=UTF-8", bytes: material.samples),
        PackageFile(
          name: PackageText.File.events.rawValue, mediaType: "application/jsonl",
          bytes: material.events),
        PackageFile(
          name: PackageText.File.frames.rawValue, mediaType: "text/plain; charset=US-ASCII",
          bytes: material.frames),
      ])
  }

  private func write(
    _ draft: SessionRecord, _ files: [PackageFile]
  ) throws(RecordFault) -> SealedPackage {
    try PackageWriter(archive: archive).seal(draft, contents: files, key: key)
  }

  private static func protocolFile(_ bytes: [UInt8]) -> PackageFile {
    PackageFile(name: "protocol.json", mediaType: "application/json", bytes: bytes)
  }

  private func draft(
    _ kind: RecordKind, _ story: SessionStory, _ engine: SessionEngine,
    at position: ChainPosition, boot: [UInt8]
  ) -> SessionRecord {
    let opening = story.opening
    let definition = engine.machine.definition
    let isOpen = kind == .open
    let clock = RecordClock(
      openedAt: WallTime(milliseconds: story.firstClock.realtimeMilliseconds),
      closedAt: isOpen ? nil : WallTime(milliseconds: story.lastClock.realtimeMilliseconds),
      openedMonotonic: story.openedAt.microseconds,
      closedMonotonic: isOpen ? nil : story.lastInstant.microseconds, boot: Self.uuidText(boot),
      synchronised: .init(rawValue: story.lastClock.discipline.rawValue) ?? .unknown)
    return SessionRecord(
      kind: kind, study: opening.study, site: opening.site, device: opening.device,
      position: position,
      session: opening.session, subject: opening.subject, visit: opening.visit,
      trial: Int64(opening.trial), operatorCode: opening.operatorCode,
      mode: definition.mode.rawValue,
      walkProtocol: ProtocolReference(
        id: definition.id, version: Int64(definition.version),
        sha256: ContentHash(of: story.protocolBytes)),
      clock: clock, walk: isOpen ? nil : engine.walk, software: software)
  }

  private static func uuidText(_ bytes: [UInt8]) -> String {
    let digits = bytes.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    return [digits[..<4], digits[4..<6], digits[6..<8], digits[8..<10], digits[10...]]
      .map { $0.joined() }.joined(separator: "-")
  }
}

extension SessionEngine {
  /// What kind of record the session ends with.
  var recordKind: RecordKind {
    switch machine.phase {
    case .closed: .close
    case .abandoned, .idle: .abort
    default: .interrupted
    }
  }
}
