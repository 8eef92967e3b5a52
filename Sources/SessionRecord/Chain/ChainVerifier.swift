/// Verifies that records of one device form one unbroken chain, each in its place.
public struct ChainVerifier: Sendable {
  private let records: [SealedRecord]

  /// A verifier of `records`, all of one device, in the order in which they were presented (for
  /// an archive, that of the directory names).
  public init(records: [SealedRecord]) {
    self.records = records
  }

  /// All checks: order, gaps, forks and links, then sessions, then the head.
  ///
  /// - Parameter head: The device's verified chain head, or why there is none.
  public func checks(head: Result<ChainHead, RecordFault>) -> [Check] {
    linkChecks() + SessionOrder.checks(sorted) + [headCheck(head)]
  }

  private var sorted: [SealedRecord] {
    records.sorted { ChainOrder.precedes($0.record, $1.record) }
  }

  private func linkChecks() -> [Check] {
    var faults: [RecordFault] = []
    for (before, after) in zip(records, records.dropFirst())
    where ChainOrder.precedes(after.record, before.record) {
      faults.append(
        RecordFault(
          .chainReordered, at: Self.place(after.record),
          "is presented after \(Self.place(before.record))"))
    }
    let hashes = Set(records.map(\.hash))
    var previous: SealedRecord?
    for sealed in sorted {
      if let fault = Self.fault(of: sealed, after: previous, hashes) { faults.append(fault) }
      // Of two records that claim one place, the first stays the one to follow.
      if previous?.record.position.seq != sealed.record.position.seq
        || previous?.record.position.epoch != sealed.record.position.epoch
      {
        previous = sealed
      }
    }
    let place = records.first?.record.keyOwner ?? "empty"
    guard !faults.isEmpty else { return [Check(.chain, place, .passed)] }
    return faults.map { Check(.chain, $0.place, .refused($0)) }
  }

  private static func fault(
    of sealed: SealedRecord, after previous: SealedRecord?, _ hashes: Set<ContentHash>
  ) -> RecordFault? {
    let position = sealed.record.position
    let place = place(sealed.record)
    let before = previous?.record.position
    if let before, before.epoch == position.epoch, before.seq == position.seq {
      return RecordFault(.chainForked, at: place, "claims the place of another record")
    }
    let startsEpoch = before?.epoch != position.epoch
    if startsEpoch, position.epoch != (before?.epoch ?? 0) + 1 {
      return RecordFault(.chainGap, at: place, "epoch \(position.epoch - 1) is missing")
    }
    let expected = startsEpoch ? 1 : (before?.seq ?? 0) + 1
    if position.seq != expected {
      return RecordFault(
        .chainGap, at: place, "records \(expected) to \(position.seq - 1) are missing")
    }
    if !startsEpoch, let previous, position.prev != previous.hash {
      return hashes.contains(position.prev)
        ? RecordFault(.chainReordered, at: place, "was signed after another record than this")
        : RecordFault(.chainBroken, at: place, "was signed after a record that is not here")
    }
    return nil
  }

  private func headCheck(_ head: Result<ChainHead, RecordFault>) -> Check {
    switch head {
    case .failure(let fault): return Check(.head, fault.place, .refused(fault))
    case .success(let head):
      let place = "\(head.keyOwner) \(head.epoch)-\(head.seq)"
      let named = records.contains { $0.hash == head.recordHash }
      guard !named else { return Check(.head, place, .passed) }
      // A head may be one record behind after a power cut, but the record it names must be here.
      let newest = sorted.last?.record.position
      let isBeyond = (newest?.epoch ?? 0, newest?.seq ?? 0) < (head.epoch, head.seq)
      return Check(
        .head, place,
        .refused(
          isBeyond
            ? RecordFault(.chainNewestMissing, at: place, "is the newest record and not here")
            : RecordFault(.chainHeadWrong, at: place, "names a record that is not here")))
    }
  }

  private static func place(_ record: SessionRecord) -> String {
    "\(record.keyOwner) \(record.position.epoch)-\(record.position.seq)"
  }
}
