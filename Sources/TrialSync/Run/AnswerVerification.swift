import SessionRecord
import SessionStore

/// Why an answer does not count.
struct ForgedAnswer: Error {
  var detail: String
}

/// An answer whose signature and subject were verified.
enum VerifiedAnswer {
  case receipt(Receipt, SignedAnswer)
  case refusal(Refusal, SignedAnswer)

  /// Verifies `answer` to the upload of `sealed`. What the database calls its answer does not
  /// matter, only what it signed.
  init(_ answer: TrialAnswer, for sealed: SealedRecord, trust: TrustKeys) throws(ForgedAnswer) {
    do throws(RecordFault) {
      switch answer {
      case .stored(let signed), .duplicate(let signed), .quarantined(let signed):
        let receipt = try Receipt.verified(
          signed.bytes, signature: signed.signature, for: sealed, trust: trust)
        self = .receipt(receipt, signed)
      case .refused(let signed):
        self = .refusal(try Self.refusal(signed, for: sealed, trust: trust), signed)
      }
    } catch {
      throw ForgedAnswer(detail: "\(error.code.rawValue): \(error.detail)")
    }
  }

  private static func refusal(
    _ signed: SignedAnswer, for sealed: SealedRecord, trust: TrustKeys
  ) throws(RecordFault) -> Refusal {
    let jws = try DetachedJWS(parsing: signed.signature, as: .receipt, file: "refusal.jws")
    let enrolled = try trust.key(jws.keyID)
    try jws.verify(signed.bytes, with: enrolled.key, file: "refusal.jws")
    guard let refusal = try? Refusal(parsing: signed.bytes), refusal.recordHash == sealed.hash
    else {
      throw RecordFault(.receiptWrong, at: "refusal.json", "is about something else")
    }
    let isValid =
      enrolled.role == .trialDatabase && enrolled.revocation == nil
      && (enrolled.notBefore...enrolled.notAfter).contains(refusal.at)
    guard isValid else {
      throw RecordFault(.receiptWrong, at: enrolled.keyID, "may not sign refusals then")
    }
    return refusal
  }
}
