public import SessionRecord
import StrictJSON

extension OutboxState {
  /// The state of a record for which the trial database gave `receipt`: `conflict` when it is
  /// quarantined because another record holds its place, else `acknowledged`.
  public init(_ receipt: Receipt) {
    let acknowledgement = Acknowledgement(
      status: receipt.status.rawValue, logIndex: receipt.logIndex, receivedAt: receipt.receivedAt,
      problem: receipt.code.map { code in
        DeliveryProblem(code: code, reason: TrialCode(rawValue: code)?.meaning ?? "")
      })
    self =
      receipt.code == TrialCode.conflict.rawValue
      ? .conflict(acknowledgement) : .acknowledged(acknowledgement)
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
