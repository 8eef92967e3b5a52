import StrictJSON

extension Receipt {
  /// Signs the receipt with the trial database's key.
  ///
  /// - Returns: The bytes of `receipt.json` and of `receipt.jws`.
  /// - Throws: `RecordFault` `signing-failed`.
  public func signed(
    by database: SigningKey
  ) throws(RecordFault) -> (bytes: [UInt8], signature: [UInt8]) {
    let bytes = json.compactBytes
    return (bytes, try DetachedJWS.sign(bytes, as: .receipt, with: database))
  }

  /// Reads a receipt and verifies that a trial-database key signed it for exactly `record`.
  ///
  /// - Throws: `RecordFault` `receipt-wrong`; the detail begins with the precise code.
  public static func verified(
    _ bytes: [UInt8], signature: [UInt8], for record: SealedRecord, trust: TrustKeys
  ) throws(RecordFault) -> Receipt {
    do throws(RecordFault) {
      let receipt = try Receipt(parsing: bytes)
      let jws = try DetachedJWS(parsing: signature, as: .receipt, file: "receipt.jws")
      let enrolled = try trust.key(jws.keyID)
      try jws.verify(bytes, with: enrolled.key, file: "receipt.jws")
      try enrolled.checkUse(as: .trialDatabase, at: receipt.receivedAt)
      try enrolled.checkNotWithdrawn(at: receipt.receivedAt)
      try receipt.checkSubject(record)
      return receipt
    } catch {
      let detail = error.code == .receiptWrong ? "" : "\(error.code.rawValue): "
      throw RecordFault(.receiptWrong, at: error.place, detail + error.detail)
    }
  }

  private func checkSubject(_ sealed: SealedRecord) throws(RecordFault) {
    let expected = Receipt(
      for: sealed, status: status, code: code, receivedAt: receivedAt, logIndex: logIndex)
    guard expected == self else {
      throw RecordFault(.receiptWrong, at: "receipt.json", "is for another record")
    }
  }

  /// Whether the receipt shows that the record existed before its key was withdrawn.
  func covers(_ revocation: Revocation) -> Bool {
    status != .quarantined && receivedAt < revocation.at
  }
}
