import StrictJSON

/// Judges that every opened session ends, in the record, before another is opened, so that a bad
/// walk cannot be dropped or repeated unseen.
enum SessionOrder {
  /// The advice for an opening that is the newest record of its device.
  static let inProgress = "walk in progress or interrupted: recover"

  /// Checks `records`, which are those of one device in the order of its chain.
  static func checks(_ records: [SealedRecord]) -> [Check] {
    var checks: [Check] = []
    var opened: SessionRecord?
    for record in records.map(\.record) {
      switch record.kind {
      case .correction: continue
      case .open:
        if let opened { checks.append(unended(opened)) }
        opened = record
      case .close, .abort, .interrupted:
        checks += end(record, of: opened)
        if let other = opened, other.session != record.session { checks.append(unended(other)) }
        opened = nil
      }
    }
    if let opened { checks.append(Check(.session, opened.session, .notice(inProgress))) }
    return checks
  }

  private static func unended(_ record: SessionRecord) -> Check {
    refusal(.openWithoutClose, record, "was opened and never ended")
  }

  private static func end(_ record: SessionRecord, of opened: SessionRecord?) -> [Check] {
    guard let opened, opened.session == record.session else {
      return [refusal(.closeWithoutOpen, record, "ends and was not open")]
    }
    let same =
      record.subject == opened.subject && record.visit == opened.visit
      && record.trial == opened.trial && record.mode == opened.mode
      && record.walkProtocol == opened.walkProtocol
      && record.clock.openedAt == opened.clock.openedAt
      && record.clock.openedMonotonic == opened.clock.openedMonotonic
    guard same else {
      return [
        refusal(
          .closeDiffersFromOpen, record,
          "has another subject, visit, trial, mode, protocol or opening time than when opened")
      ]
    }
    return [Check(.session, record.session, .passed)]
  }

  private static func refusal(
    _ code: VerdictCode, _ record: SessionRecord, _ detail: String
  ) -> Check {
    Check(
      .session, record.session, .refused(RecordFault(code, at: record.directoryName, detail)))
  }
}
