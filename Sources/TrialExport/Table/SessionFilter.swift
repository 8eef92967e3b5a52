/// Which rows an export holds. An empty set lets everything through; the conditions are joined by
/// "and". They look at the values of each version, so a session corrected from one subject to
/// another appears under both, the older row marked as superseded.
public struct SessionFilter: Hashable, Sendable {
  /// A protocol, with any or one version.
  public struct ProtocolChoice: Hashable, Sendable {
    /// The id.
    public var id: String
    /// The version; nil for any.
    public var version: Int64?

    /// Reads `id` or `id@version`.
    ///
    /// - Throws: `ExportFault.Code.filterNotUnderstood`.
    public init(_ text: String) throws(ExportFault) {
      let parts = text.split(separator: "@", omittingEmptySubsequences: false)
      guard let id = parts.first, !id.isEmpty, parts.count <= 2 else { throw Self.fault(text) }
      self.id = String(id)
      version = nil
      if parts.count == 2 {
        guard let version = Int64(parts[1]), version > 0 else { throw Self.fault(text) }
        self.version = version
      }
    }

    private static func fault(_ text: String) -> ExportFault {
      ExportFault(
        .filterNotUnderstood, "protocol \(text)",
        "Write a protocol as its id or as id@version, such as deen-1.2mph-15min@1.")
    }
  }

  /// A date of the calendar in UTC.
  public struct Day: Hashable, Sendable, Comparable {
    let text: String

    /// Reads `2026-11-22`.
    ///
    /// - Throws: `ExportFault.Code.filterNotUnderstood`, also for a day that does not exist.
    public init(_ text: String) throws(ExportFault) {
      guard text.utf8.count == 10, UTCStamp(text + "T00:00:00.000Z") != nil else {
        throw ExportFault(
          .filterNotUnderstood, "date \(text)",
          "Write a date as year, month and day, such as 2026-11-22; it is taken in UTC.")
      }
      self.text = text
    }

    init(of stamp: String) { text = String(stamp.prefix(10)) }

    /// The earlier day first.
    public static func < (left: Day, right: Day) -> Bool { left.text < right.text }
  }

  /// Studies.
  public var studies: Set<String> = []
  /// Sites.
  public var sites: Set<String> = []
  /// Subjects.
  public var subjects: Set<String> = []
  /// Visits.
  public var visits: Set<String> = []
  /// Modes.
  public var modes: Set<String> = []
  /// Protocols.
  public var protocols: Set<ProtocolChoice> = []
  /// The first day, by the opening of the session in UTC; nil for no bound.
  public var from: Day?
  /// The last day, included; nil for no bound.
  public var through: Day?
  /// False leaves out versions that a correction replaced.
  public var includesSuperseded = true

  /// A filter that lets everything through.
  public init() {}

  /// Whether the row of `version` is exported.
  public func admits(_ version: SessionVersion) -> Bool {
    let record = version.record
    let day = Day(of: record.clock.openedAt)
    return admits(record.identity.study, in: studies) && admits(record.identity.site, in: sites)
      && admits(record.identity.subject, in: subjects) && admits(record.identity.visit, in: visits)
      && admits(record.mode, in: modes)
      && (protocols.isEmpty || protocols.contains { $0.matches(record.walkProtocol) })
      && (from.map { $0 <= day } ?? true) && (through.map { day <= $0 } ?? true)
      && (includesSuperseded || !version.isSuperseded)
  }

  private func admits(_ value: String, in allowed: Set<String>) -> Bool {
    allowed.isEmpty || allowed.contains(value)
  }
}

extension SessionFilter.ProtocolChoice {
  fileprivate func matches(_ used: ExportedRecord.ProtocolUsed) -> Bool {
    used.id == id && (version == nil || version == used.version)
  }
}
