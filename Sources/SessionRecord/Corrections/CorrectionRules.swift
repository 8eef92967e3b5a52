import StrictJSON

/// Judges whether a correction is exactly its original with the changes it lists.
enum CorrectionRules {
  /// The members that a correction repeats unchanged unless a change names them.
  private static let repeated = [
    "study", "site", "session", "subject", "visit", "trial", "mode", "protocol", "walk",
  ]

  static func check(_ sealed: SealedRecord, among siblings: [SealedRecord]) -> Check {
    let place = "record.json: corrects"
    guard let link = sealed.record.corrects else {
      return Check(.correction, place, .notChecked("the record corrects nothing"))
    }
    do throws(RecordFault) {
      guard let original = siblings.first(where: { $0.hash == link.recordHash }) else {
        throw RecordFault(
          .correctionOriginalMissing, at: place, "\(link.recordHash) is not among the records")
      }
      try checkNewest(sealed, link, siblings)
      let expected = try CorrectionDraft.applying(link.changes, to: original.record)
      let written = sealed.record.json
      for member in repeated
      where expected[member]?.compactBytes != written[member]?.compactBytes {
        throw RecordFault(.correctionDiffers, at: member, "is neither the original's nor listed")
      }
      return Check(.correction, place, .passed)
    } catch {
      return Check(.correction, place, .refused(error))
    }
  }

  /// Of two corrections of one record the later one should have corrected the earlier.
  private static func checkNewest(
    _ sealed: SealedRecord, _ link: CorrectionLink, _ siblings: [SealedRecord]
  ) throws(RecordFault) {
    let earlier = siblings.first { other in
      other.hash != sealed.hash && other.record.corrects?.recordHash == link.recordHash
        && ChainOrder.precedes(other.record, sealed.record)
    }
    if let earlier {
      throw RecordFault(
        .correctionForked, at: "record.json: corrects",
        "was corrected before by \(earlier.record.directoryName)")
    }
  }
}
