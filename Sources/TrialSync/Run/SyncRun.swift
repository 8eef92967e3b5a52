public import SessionRecord
public import SessionStore

/// Hands the records of an archive to the trial database, chain by chain in order, and believes
/// nothing of the answers but what a trial-database key signed for exactly that record. Nothing is
/// deleted here, ever. Two runs at once are kept apart by a lock.
public struct SyncRun: Sendable {
  /// The code of a problem on the way, whose outcome is unknown.
  public static let transportProblem = "transport"
  /// The code of an answer that could not be verified.
  public static let forgedProblem = "answer-not-verified"

  private let index: ArchiveIndex
  private let database: any TrialDatabase
  private let trust: TrustKeys
  private var archive: Archive { index.archive }
  private var outbox: Outbox { Outbox(index) }

  /// What follows for the chain after one of its records.
  private enum Next {
    /// The next one may be sent.
    case goOn
    /// The rest of this chain waits.
    case holdChain
    /// The rest of everything waits: the way or the other side is not to be trusted now.
    case stop
  }

  /// A run from the archive of `index` to `database`.
  public init(index: ArchiveIndex, database: any TrialDatabase, trust: TrustKeys) {
    self.index = index
    self.database = database
    self.trust = trust
  }

  /// Runs once over everything that waits.
  ///
  /// - Parameters:
  ///   - clock: Reads the wall clock.
  ///   - generator: Where the jitter of waiting times comes from.
  ///   - ignoringWaits: Whether records are tried that are not due yet, as when staff ask for it.
  ///   - report: Is told what happens.
  /// - Throws: `StoreFault`: `sync-already-running`, or that index or disk failed.
  public func run(
    clock: () -> WallTime, using generator: inout some RandomNumberGenerator,
    ignoringWaits: Bool = false, report: (SyncEvent) -> Void = { _ in }
  ) async throws -> SyncSummary {
    let lock = try ArchiveLock(syncing: archive)
    defer { withExtendedLifetime(lock) {} }
    var summary = SyncSummary()
    for unreadable in try index.addMissing().unreadable {
      summary.unreadable += 1
      report(.unreadable(unreadable.package, unreadable.fault))
    }
    report(.queued(try outbox.queueAll()))
    let pending = try index.records(RecordFilter(states: [.queued, .rejected]))
    let chains = Dictionary(grouping: pending, by: \.chain).sorted { $0.key < $1.key }
    chains: for (_, records) in chains {
      for (place, record) in records.enumerated() {
        let next = try await deliver(
          record, clock: clock, using: &generator, ignoringWaits, &summary, report)
        if next == .goOn { continue }
        let behind = records.count - place - 1
        if behind > 0 { report(.held(behind, behind: record.package)) }
        if next == .stop { break chains }
        break
      }
    }
    summary.waiting = try index.counts()[.queued] ?? 0
    return summary
  }

  private func deliver(
    _ record: IndexedRecord, clock: () -> WallTime,
    using generator: inout some RandomNumberGenerator, _ ignoringWaits: Bool,
    _ summary: inout SyncSummary, _ report: (SyncEvent) -> Void
  ) async throws -> Next {
    guard case .queued(_, _, let notBefore) = record.state else { return .holdChain }
    if let notBefore, clock() < notBefore, !ignoringWaits {
      report(.waiting(record.package, until: notBefore))
      return .holdChain
    }
    let package: ArchivedPackage
    let upload: PackageUpload
    do throws(StoreFault) {
      package = try archive.package(record.package)
      upload = try PackageUpload(of: package, expecting: record.hash)
    } catch {
      summary.unreadable += 1
      report(.unreadable(record.package, error))
      return .holdChain
    }
    guard case .sent(let attempt) = try outbox.apply(.send, to: record.hash) else { return .stop }
    report(.sending(record.package, attempt: attempt))
    var outcome = await answer(to: upload, of: package, now: clock())
    if case .verified(.refusal(let refusal, _)) = outcome, refusal.code == .gap,
      await sendAgain(before: record, clock: clock, report)
    {
      outcome = await answer(to: upload, of: package, now: clock())
    }
    return try settle(
      outcome, of: package, attempt: attempt, clock: clock, using: &generator, &summary, report)
  }

  /// Sends again what the trial database had acknowledged and lost, as after a restored backup.
  /// The receipts of the first time stay as they are; the states do not change.
  ///
  /// - Returns: Whether it now has all records before `record` of which this archive has receipts.
  private func sendAgain(
    before record: IndexedRecord, clock: () -> WallTime, _ report: (SyncEvent) -> Void
  ) async -> Bool {
    do {
      let newest = try await database.head(of: record.chain)?.seq ?? 0
      let lost = try index.records(
        RecordFilter(
          site: record.chain.site, device: record.chain.device, states: [.acknowledged])
      ).filter {
        $0.chain == record.chain && $0.position.seq > newest
          && $0.position.seq < record.position.seq
      }
      for earlier in lost {
        let package = try archive.package(earlier.package)
        let upload = try PackageUpload(of: package, expecting: earlier.hash)
        report(.sentAgain(earlier.package))
        guard case .verified(.receipt) = await answer(to: upload, of: package, now: clock()) else {
          return false
        }
      }
      return !lost.isEmpty
    } catch {
      return false
    }
  }

  /// What came back for one upload.
  private enum Outcome {
    case verified(VerifiedAnswer)
    case problem(DeliveryProblem)
  }

  private func answer(
    to upload: PackageUpload, of package: ArchivedPackage, now: WallTime
  ) async -> Outcome {
    do {
      let answer = try await database.submit(upload, now: now)
      return .verified(try VerifiedAnswer(answer, for: package.sealed, trust: trust))
    } catch let forged as ForgedAnswer {
      return .problem(
        DeliveryProblem(
          code: Self.forgedProblem,
          reason: "The answer is not signed by the trial database (\(forged.detail)); the record "
            + "is kept and sent again."))
    } catch {
      return .problem(
        DeliveryProblem(
          code: Self.transportProblem,
          reason: "The trial database could not be reached (\(error)); it is tried again."))
    }
  }

  private func settle(
    _ outcome: Outcome, of package: ArchivedPackage, attempt: Int64, clock: () -> WallTime,
    using generator: inout some RandomNumberGenerator, _ summary: inout SyncSummary,
    _ report: (SyncEvent) -> Void
  ) throws -> Next {
    let hash = package.sealed.hash
    func fail(_ problem: DeliveryProblem) throws {
      let wait = DeliveryBackoff.wait(afterAttempt: attempt, using: &generator)
      let notBefore = WallTime(milliseconds: clock().milliseconds + wait)
      try outbox.apply(.fail(problem, notBefore: notBefore), to: hash)
      summary.failed += 1
      report(.failed(package.name, problem, notBefore: notBefore))
    }
    switch outcome {
    case .problem(let problem):
      try fail(problem)
      return .stop
    case .verified(.refusal(let refusal, let signed)):
      if refusal.code.isTemporary {
        try fail(DeliveryProblem(code: refusal.code.rawValue, reason: refusal.reason))
        return .holdChain
      }
      try archive.keep(refusal: signed, of: package.name)
      let problem = DeliveryProblem(code: refusal.code.rawValue, reason: refusal.reason)
      summary.rejected += 1
      report(.answered(package.name, try outbox.apply(.reject(problem), to: hash)))
      return .holdChain
    case .verified(.receipt(let receipt, let signed)):
      let kept = try keep(receipt, signed, of: package)
      let state = try outbox.apply(OutboxEvent(kept), to: hash)
      if state.name == .conflict { summary.conflicts += 1 } else { summary.acknowledged += 1 }
      report(.answered(package.name, state))
      return .goOn
    }
  }

  /// Keeps a verified receipt. An earlier one that verifies too stays and counts: the trial
  /// database was then restored from a backup and took the record a second time.
  private func keep(
    _ receipt: Receipt, _ signed: SignedAnswer, of package: ArchivedPackage
  ) throws -> Receipt {
    do throws(StoreFault) {
      try archive.keep(receipt: signed, in: package.name)
      return receipt
    } catch {
      guard error.code == .alreadyThere, let earlier = try archive.receipt(in: package.name) else {
        throw error
      }
      return try Receipt.verified(
        earlier.bytes, signature: earlier.signature, for: package.sealed, trust: trust)
    }
  }
}
