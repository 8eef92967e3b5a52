public import SessionRecord
public import StrictJSON
import WalkProtocol

/// Derives a sealed record's walk again from its raw material, as `PackageVerifier` asks for.
public enum SessionRederivation {
  /// The `walk` block that frames, events and samples yield.
  ///
  /// - Throws: `ReplayFault` or `PackageTextFault` when the material contradicts itself, and
  ///   `RederivationFault` when the record names another subject, visit or protocol than its
  ///   session.
  public static func walk(of contents: PackageContents) throws -> JSONValue? {
    let replay = try replay(of: contents)
    try check(contents.record.record, against: replay.engine)
    return replay.engine.walk
  }

  /// The replay of a package's material.
  public static func replay(of contents: PackageContents) throws -> SessionReplay {
    let material = PackageMaterial(
      protocolFile: contents.files["protocol.json"] ?? [],
      samples: contents.files[PackageText.File.samples.rawValue] ?? [],
      events: contents.files[PackageText.File.events.rawValue] ?? [],
      frames: contents.files[PackageText.File.frames.rawValue] ?? [])
    return try SessionReplay(of: try material.entries(), end: .whole)
  }

  private static func check(_ record: SessionRecord, against engine: SessionEngine) throws {
    let opening = engine.opening
    let definition = engine.machine.definition
    let pairs: [(name: String, record: String, session: String?)] = [
      ("session", record.session, opening?.session), ("study", record.study, opening?.study),
      ("site", record.site, opening?.site), ("device", record.device, opening?.device),
      ("subject", record.subject, opening?.subject), ("visit", record.visit, opening?.visit),
      ("trial", String(record.trial), opening.map { String($0.trial) }),
      ("operator", record.operatorCode, opening?.operatorCode),
      ("mode", record.mode, definition.mode.rawValue),
      ("protocol.id", record.walkProtocol.id, definition.id),
      ("protocol.version", String(record.walkProtocol.version), String(definition.version)),
      ("kind", record.kind.rawValue, engine.recordKind.rawValue),
    ]
    for pair in pairs where pair.record != pair.session {
      throw RederivationFault(
        member: pair.name, recorded: pair.record, derived: pair.session ?? "nothing")
    }
  }
}

/// A record says something else of its session than the session's own events.
public struct RederivationFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// The record's member.
  public var member: String
  /// What the record says.
  public var recorded: String
  /// What the events say.
  public var derived: String

  /// `member: the record says …, its session says …`.
  public var description: String {
    "\(member): the record says \(recorded), its session says \(derived)"
  }
}
