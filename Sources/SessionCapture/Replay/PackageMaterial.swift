import Readings

/// The raw material of a sealed record, from which every outcome can be derived again.
public struct PackageMaterial: Hashable, Sendable {
  /// The bytes of `protocol.json`.
  public var protocolFile: [UInt8]
  /// The bytes of `samples.csv`.
  public var samples: [UInt8]
  /// The bytes of `events.jsonl`.
  public var events: [UInt8]
  /// The bytes of `frames.log`.
  public var frames: [UInt8]

  /// The material of a package.
  public init(protocolFile: [UInt8], samples: [UInt8], events: [UInt8], frames: [UInt8]) {
    self.protocolFile = protocolFile
    self.samples = samples
    self.events = events
    self.frames = frames
  }

  /// The material that a session's entries make: each entry becomes a line of its file.
  public init(of entries: some Sequence<JournalEntry>) {
    self.init(
      protocolFile: [], samples: Array(PackageText.samplesHeader.utf8), events: [], frames: [])
    for entry in entries {
      switch PackageText.line(of: entry) {
      case nil: protocolFile = entry.payload
      case (.samples, let line)?: samples += line
      case (.events, let line)?: events += line
      case (.frames, let line)?: frames += line
      }
    }
  }

  /// The entries in their one order again.
  ///
  /// - Throws: `PackageTextFault` naming file and line.
  public func entries() throws(PackageTextFault) -> [JournalEntry] {
    var entries = try PackageText.entries(of: .samples, in: samples)
    entries += try PackageText.entries(of: .events, in: events)
    entries += try PackageText.entries(of: .frames, in: frames)
    entries.sort { $0.sequence < $1.sequence }
    let first = JournalEntry(
      kind: .protocolFile, sequence: 0, instant: MonotonicInstant(microseconds: 0),
      payload: protocolFile)
    return [first] + entries
  }
}
