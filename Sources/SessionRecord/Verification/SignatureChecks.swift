/// Judges `record.jws`, the key behind it and the receipt of one package.
struct SignatureChecks {
  private(set) var checks: [Check] = []
  let trust: TrustKeys
  let directory: String

  init(trust: TrustKeys, directory: String) {
    self.trust = trust
    self.directory = directory
  }

  /// Verifies the signature over `bytes`, whether or not they can be read as a record.
  ///
  /// - Returns: The key that signed, nil when the signature is refused.
  mutating func signature(of bytes: [UInt8], siblings: [SealedRecord]) -> EnrolledKey? {
    do throws(RecordFault) {
      let jws = try DetachedJWS(
        parsing: try read("record.jws", else: .signatureMissing), as: .record, file: "record.jws")
      let enrolled = try trust.key(jws.keyID)
      try verify(jws, over: bytes, enrolled.key, siblings)
      checks.append(Check(.signature, "record.jws", .passed))
      return enrolled
    } catch {
      checks.append(Check(.signature, "record.jws", .refused(error)))
      return nil
    }
  }

  /// Judges the receipt when there is one.
  mutating func receipt(for record: SealedRecord, present names: [String]) -> Receipt? {
    let present = ["receipt.json", "receipt.jws"].filter(names.contains)
    guard !present.isEmpty else {
      checks.append(Check(.receipt, "receipt.json", .notChecked("there is no receipt yet")))
      return nil
    }
    do throws(RecordFault) {
      let receipt = try Receipt.verified(
        try read("receipt.json", else: .receiptWrong),
        signature: try read("receipt.jws", else: .receiptWrong), for: record, trust: trust)
      checks.append(Check(.receipt, "receipt.json", .passed))
      return receipt
    } catch {
      checks.append(Check(.receipt, "receipt.json", .refused(error)))
      return nil
    }
  }

  /// Judges whether `enrolled` might sign `record` at the time it claims.
  mutating func key(_ enrolled: EnrolledKey, of record: SessionRecord, receipt: Receipt?) {
    do throws(RecordFault) {
      try enrolled.checkUse(as: .device, at: record.claimedTime)
      guard enrolled.owner == record.keyOwner else {
        throw RecordFault(
          .keyOwnerDiffers, at: enrolled.keyID,
          "belongs to \(enrolled.owner), the record is by \(record.keyOwner)")
      }
      // The record's own time proves nothing here: whoever has the key can write any time.
      if let revocation = enrolled.revocation, !(receipt?.covers(revocation) ?? false) {
        throw RecordFault(
          .keyRevoked, at: enrolled.keyID,
          "was withdrawn \(revocation.at) as \(revocation.reason.rawValue)")
      }
      checks.append(Check(.key, enrolled.keyID, .passed))
    } catch {
      checks.append(Check(.key, enrolled.keyID, .refused(error)))
    }
  }

  private func verify(
    _ jws: DetachedJWS, over bytes: [UInt8], _ key: PublicKey, _ siblings: [SealedRecord]
  ) throws(RecordFault) {
    do throws(RecordFault) {
      try jws.verify(bytes, with: key, file: "record.jws")
    } catch {
      if error.code == .signatureWrong,
        let other = siblings.first(where: { jws.isSignature(of: $0.bytes, by: key) }),
        // The signature's own record, before it was altered, may be among the siblings.
        other.record.directoryName != PackagePath.lastComponent(directory)
      {
        throw RecordFault(
          .signatureOfAnotherRecord, at: "record.jws",
          "is the signature of \(other.record.directoryName)")
      }
      throw error
    }
  }

  private func read(_ name: String, else missing: VerdictCode) throws(RecordFault) -> [UInt8] {
    do throws(RecordFault) {
      return try DurableFile.read("\(directory)/\(name)", limit: DetachedJWS.largestSize)
    } catch {
      guard error.code == .pathMissing else { throw error }
      throw RecordFault(missing, at: name, "is absent")
    }
  }
}
