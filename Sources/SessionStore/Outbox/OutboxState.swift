public import SessionRecord

/// Why a delivery failed or was refused, as staff see it.
public struct DeliveryProblem: Hashable, Sendable {
  /// A stable code such as `WT004` or `transport`.
  public var code: String
  /// One sentence.
  public var reason: String

  /// A problem.
  public init(code: String, reason: String) {
    self.code = code
    self.reason = reason
  }
}

/// What a verified receipt says.
public struct Acknowledgement: Hashable, Sendable {
  /// `stored` or `quarantined`, as the trial database wrote it.
  public var status: String
  /// The entry's place in the trial database's log, from 1.
  public var logIndex: Int64
  /// When the trial database received the record, by its own clock.
  public var receivedAt: WallTime
  /// Why it is held apart; nil when it is stored.
  public var problem: DeliveryProblem?

  /// What a receipt says.
  public init(status: String, logIndex: Int64, receivedAt: WallTime, problem: DeliveryProblem?) {
    self.status = status
    self.logIndex = logIndex
    self.receivedAt = receivedAt
    self.problem = problem
  }
}

/// How far one record has come on its way to the trial database. Each state carries exactly what
/// is legal there.
///
/// | state | queue | send | acknowledge | reject | conflict | fail | lose |
/// |---|---|---|---|---|---|---|---|
/// | local | queued | - | - | - | - | - | - |
/// | queued | - | sent | - | - | - | - | - |
/// | sent | - | - | acknowledged | rejected | conflict | queued | queued |
/// | acknowledged | - | - | - | - | - | - | - |
/// | rejected | queued | - | - | - | - | - | - |
/// | conflict | - | - | - | - | - | - | - |
public enum OutboxState: Hashable, Sendable {
  /// On this disk only; nobody has asked to send it.
  case local
  /// Waits to be sent: tries made, what the last one met, and the earliest time of the next one.
  case queued(attempts: Int64, last: DeliveryProblem?, notBefore: WallTime?)
  /// Handed over, no answer yet; `attempt` counts from 1.
  case sent(attempt: Int64)
  /// The trial database has it, and a verified receipt lies in the package.
  case acknowledged(Acknowledgement)
  /// The trial database refused it, and its signed refusal is kept.
  case rejected(DeliveryProblem)
  /// The trial database holds other bytes at the same place of the chain; ours are kept there in
  /// quarantine, and the receipt that says so lies in the package.
  case conflict(Acknowledgement)

  /// The state's name without its data.
  public enum Name: String, Sendable, CaseIterable {
    case local
    case queued
    case sent
    case acknowledged
    case rejected
    case conflict
  }

  /// The state's name.
  public var name: Name {
    switch self {
    case .local: .local
    case .queued: .queued
    case .sent: .sent
    case .acknowledged: .acknowledged
    case .rejected: .rejected
    case .conflict: .conflict
    }
  }
}

/// What can happen to a record in the outbox.
public enum OutboxEvent: Hashable, Sendable {
  /// It shall be sent; also sends a refused one again after its cause was removed.
  case queue
  /// It is being handed over.
  case send
  /// A verified receipt was stored in the package.
  case acknowledge(Acknowledgement)
  /// A verified refusal was stored.
  case reject(DeliveryProblem)
  /// A verified receipt of a conflict was stored in the package.
  case conflict(Acknowledgement)
  /// The delivery failed or its outcome is unknown; try again at `notBefore`.
  case fail(DeliveryProblem, notBefore: WallTime)
  /// The process ended between handing over and the answer; delivery is idempotent, so again.
  case lose
}

extension OutboxState {
  /// The state after `event`.
  ///
  /// - Throws: `StoreFault` with `outbox-step-not-allowed` for every pair that the table leaves out.
  public func after(_ event: OutboxEvent) throws(StoreFault) -> OutboxState {
    switch (self, event) {
    case (.local, .queue): return .queued(attempts: 0, last: nil, notBefore: nil)
    case (.rejected(let problem), .queue):
      return .queued(attempts: 0, last: problem, notBefore: nil)
    case (.queued(let attempts, _, _), .send): return .sent(attempt: attempts &+ 1)
    case (.sent, .acknowledge(let acknowledgement)): return .acknowledged(acknowledgement)
    case (.sent, .reject(let problem)): return .rejected(problem)
    case (.sent, .conflict(let acknowledgement)): return .conflict(acknowledgement)
    case (.sent(let attempt), .fail(let problem, let notBefore)):
      return .queued(attempts: attempt, last: problem, notBefore: notBefore)
    case (.sent(let attempt), .lose):
      let problem = DeliveryProblem(
        code: "outcome-unknown", reason: "walktest ended before the answer came; it is sent again.")
      return .queued(attempts: attempt, last: problem, notBefore: nil)
    case (.local, _), (.queued, _), (.sent, _), (.acknowledged, _), (.rejected, _), (.conflict, _):
      throw StoreFault(.outboxStepNotAllowed, at: name.rawValue, "\(event.name) is not allowed")
    }
  }
}

extension OutboxEvent {
  /// The event's name without its data.
  public var name: String {
    switch self {
    case .queue: "queue"
    case .send: "send"
    case .acknowledge: "acknowledge"
    case .reject: "reject"
    case .conflict: "conflict"
    case .fail: "fail"
    case .lose: "lose"
    }
  }
}
