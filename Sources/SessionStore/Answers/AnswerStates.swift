public import SessionRecord
import StrictJSON

extension Acknowledgement {
  /// What a verified `receipt` says.
  public init(_ receipt: Receipt) {
    self.init(
      status: receipt.status.rawValue, logIndex: receipt.logIndex, receivedAt: receipt.receivedAt,
      problem: receipt.code.map { code in
        DeliveryProblem(code: code, reason: TrialCode(rawValue: code)?.meaning ?? "")
      })
  }

  /// Whether the record is in quarantine because the trial database has another history.
  var isConflict: Bool {
    let code = problem.flatMap { TrialCode(rawValue: $0.code) }
    return code == .conflict || code == .fork
  }
}

extension OutboxEvent {
  /// What the arrival of a verified `receipt` is to the outbox.
  public init(_ receipt: Receipt) {
    let acknowledgement = Acknowledgement(receipt)
    self = acknowledgement.isConflict ? .conflict(acknowledgement) : .acknowledge(acknowledgement)
  }
}

extension OutboxState {
  /// The state of a record for which the trial database gave `receipt`: `conflict` when it is
  /// quarantined because the trial database has another history, else `acknowledged`.
  public init(_ receipt: Receipt) {
    let acknowledgement = Acknowledgement(receipt)
    self = acknowledgement.isConflict ? .conflict(acknowledgement) : .acknowledged(acknowledgement)
  }

  /// The state of a record for which the trial database gave `refusal`.
  public init(_ refusal: Refusal) {
    self = .rejected(DeliveryProblem(code: refusal.code.rawValue, reason: refusal.reason))
  }

  /// The state that the kept bytes of a receipt prove.
  ///
  /// - Throws: `StoreFault` `store-package-damaged` when they cannot be read or are about another
  ///   record.
  init(receipt bytes: [UInt8], of package: ArchivedPackage) throws(StoreFault) {
    let receipt: Receipt
    do throws(RecordFault) {
      receipt = try Receipt(parsing: bytes)
    } catch {
      throw Self.fault(package, "receipt.json: \(error.detail)")
    }
    guard receipt.recordHash == package.sealed.hash else {
      throw Self.fault(package, "receipt.json is about another record")
    }
    self.init(receipt)
  }

  /// The state that the kept bytes of a refusal prove.
  ///
  /// - Throws: as `init(receipt:of:)`.
  init(refusal bytes: [UInt8], of package: ArchivedPackage) throws(StoreFault) {
    let refusal: Refusal
    do throws(JSONFault) {
      refusal = try Refusal(parsing: bytes)
    } catch {
      throw Self.fault(package, "refusal: \(error)")
    }
    guard refusal.recordHash == package.sealed.hash else {
      throw Self.fault(package, "a refusal is about another record")
    }
    self.init(refusal)
  }

  private static func fault(_ package: ArchivedPackage, _ detail: String) -> StoreFault {
    StoreFault(.packageDamaged, at: package.name.description, detail)
  }
}
