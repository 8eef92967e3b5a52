import SessionRecord
import SessionStore

/// The decisions about one upload that need neither tables nor a transaction.
struct Reception {
  /// How far ahead of the database's clock a record's wall clock may be, ms: a time zone set wrong
  /// is forgiven, another year is not.
  static let mostAhead: Int64 = 86_400_000
  /// 2020-01-01T00:00:00.000Z: no walktest is older, so an earlier clock had lost its battery.
  static let earliest = WallTime(milliseconds: 1_577_836_800_000)

  /// Why an upload is not taken.
  struct Refused: Error {
    var code: TrialCode
    var detail: String
  }

  let sealed: SealedRecord
  /// What is suspicious about the record, though it is authentic; it is kept apart.
  let suspicion: TrialCode?

  /// Judges record, signature, key and clock.
  init(_ upload: PackageUpload, trust: TrustKeys, now: WallTime) throws(Refused) {
    do throws(RecordFault) {
      sealed = try SealedRecord(parsing: upload.record)
    } catch {
      throw Refused(code: .malformed, detail: "\(error.code.rawValue) at \(error.place)")
    }
    let enrolled = try Self.signer(of: upload, trust: trust, now: now)
    let claimed = sealed.record.claimedTime
    guard enrolled.owner == sealed.record.keyOwner else {
      throw Refused(code: .stranger, detail: "the key belongs to \(enrolled.owner)")
    }
    let latest = WallTime(milliseconds: now.milliseconds + Self.mostAhead)
    if claimed < Self.earliest || claimed > latest {
      suspicion = .clock
    } else if claimed < enrolled.notBefore || claimed > enrolled.notAfter {
      suspicion = .keyTime
    } else {
      suspicion = nil
    }
  }

  private static func signer(
    of upload: PackageUpload, trust: TrustKeys, now: WallTime
  ) throws(Refused) -> EnrolledKey {
    let enrolled: EnrolledKey
    do throws(RecordFault) {
      let jws = try DetachedJWS(parsing: upload.signature, as: .record, file: "record.jws")
      enrolled = try trust.key(jws.keyID)
      try jws.verify(upload.record, with: enrolled.key, file: "record.jws")
    } catch {
      throw Refused(code: .signature, detail: error.code.rawValue)
    }
    guard enrolled.role == .device else {
      throw Refused(code: .signature, detail: "the key may sign as \(enrolled.role.rawValue) only")
    }
    // The record's own time proves nothing: whoever has the key can write any time.
    if let revocation = enrolled.revocation, now >= revocation.at {
      throw Refused(code: .signature, detail: "the key was withdrawn \(revocation.at)")
    }
    return enrolled
  }
}
