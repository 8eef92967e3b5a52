/// The trial database's codes; the same for every kind of database.
public enum TrialCode: String, Sendable, CaseIterable {
  /// The signature is wrong, or the key is unknown, revoked or not this device's.
  case signature = "WT002"
  /// Another record holds this place in the chain; kept in quarantine.
  case conflict = "WT003"
  /// A record before this one is missing.
  case gap = "WT004"
  /// The record does not follow the newest one of its chain; kept in quarantine.
  case fork = "WT005"
  /// The study, site or device is not one this database takes records from.
  case stranger = "WT006"
  /// A file that the record lists is missing or is another one.
  case file = "WT007"
  /// The wall clock of the record is impossible; kept in quarantine.
  case clock = "WT008"
  /// The bytes are not a record.
  case malformed = "WT009"
  /// The key was not valid at the time the record claims; kept in quarantine.
  case keyTime = "WT010"

  /// Whether the same bytes may be taken later, so that the upload tries again.
  public var isTemporary: Bool {
    switch self {
    case .gap, .file: true
    case .signature, .conflict, .fork, .stranger, .clock, .malformed, .keyTime: false
    }
  }
  /// What it means, one sentence for staff that says what to do.
  public var meaning: String {
    switch self {
    case .signature: "The signature or key is not accepted: ask the monitor to check the key list."
    case .conflict:
      "The trial database holds another record at this place: keep both and call the monitor."
    case .gap: "A record before this one is missing there: it is sent first, then this one again."
    case .fork:
      "The record continues another history than the trial database has: call the monitor."
    case .stranger: "This study, site or device is not enrolled there: call the monitor."
    case .file: "A file of the record did not arrive whole: it is sent again."
    case .clock: "The record's wall clock is impossible: check the clock; the record is kept apart."
    case .keyTime: "The key was not valid then: ask the monitor to check clock and key list."
    case .malformed: "The bytes are no record: keep them and report it."
    }
  }
}
