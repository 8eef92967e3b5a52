import SessionRecord
import SessionStore
import Testing
import WalktestTesting

@Suite("Outbox states")
struct OutboxStateTests {
  static let problem = DeliveryProblem(code: "WT006", reason: "not enrolled")
  static let receipt = Acknowledgement(
    status: "stored", logIndex: 3, receivedAt: WallTime(milliseconds: 5), problem: nil)
  static let conflict = Acknowledgement(
    status: "quarantined", logIndex: 4, receivedAt: WallTime(milliseconds: 6),
    problem: DeliveryProblem(code: "WT003", reason: "other bytes"))
  static let later = WallTime(milliseconds: 9_000)

  static let states: [OutboxState] = [
    .local, .queued(attempts: 2, last: problem, notBefore: later), .sent(attempt: 3),
    .acknowledged(receipt), .rejected(problem), .conflict(conflict),
  ]
  static let events: [OutboxEvent] = [
    .queue, .send, .acknowledge(receipt), .reject(problem), .conflict(conflict),
    .fail(problem, notBefore: later), .lose,
  ]

  /// The whole table; pairs that are left out must be refused.
  static let allowed: [String: OutboxState] = [
    "local queue": .queued(attempts: 0, last: nil, notBefore: nil),
    "queued send": .sent(attempt: 3),
    "sent acknowledge": .acknowledged(receipt),
    "sent reject": .rejected(problem),
    "sent conflict": .conflict(conflict),
    "sent fail": .queued(attempts: 3, last: problem, notBefore: later),
    "sent lose": .queued(
      attempts: 3,
      last: DeliveryProblem(
        code: "outcome-unknown",
        reason: "walktest ended before the answer came; it is sent again."), notBefore: nil),
    "rejected queue": .queued(attempts: 0, last: problem, notBefore: nil),
  ]

  @Test("every state with every event, goes where the table says or is refused")
  func everyPair() {
    #expect(Set(Self.states.map(\.name)) == Set(OutboxState.Name.allCases))
    var taken: Set<String> = []
    for state in Self.states {
      for event in Self.events {
        let pair = "\(state.name.rawValue) \(event.name)"
        if let expected = Self.allowed[pair] {
          #expect((try? state.after(event)) == expected, "\(pair)")
          taken.insert(pair)
        } else {
          let fault = #expect(throws: StoreFault.self, "\(pair)") { try state.after(event) }
          #expect(fault?.code == .outboxStepNotAllowed, "\(pair)")
        }
      }
    }
    #expect(taken == Set(Self.allowed.keys))
  }

  @Test("as many attempts as a number holds, does not trap")
  func attemptsOverflow() throws {
    let state = OutboxState.queued(attempts: .max, last: nil, notBefore: nil)
    #expect(try state.after(.send).name == .sent)
  }
}

@Suite("Delivery backoff")
struct DeliveryBackoffTests {
  @Test(
    "any attempt, waits between 1 s and 1 h", arguments: [-1, 0, 1, 2, 11, 12, 13, 1_000, .max])
  func bounds(attempt: Int64) {
    for seed in 0..<UInt64(200) {
      var generator = SplitMix(state: seed)
      let wait = DeliveryBackoff.wait(afterAttempt: attempt, using: &generator)
      #expect((1_000...3_600_000).contains(wait))
      #expect(DeliveryBackoff.span(afterAttempt: attempt).contains(wait))
    }
  }

  @Test("attempts one after the other, the wait doubles up to 1 h")
  func doubling() {
    let spans = (1...13).map { DeliveryBackoff.span(afterAttempt: $0) }
    #expect(spans.first == 1_000...2_000)
    #expect(spans[1] == 2_000...4_000)
    #expect(spans[10] == 1_024_000...2_048_000)
    #expect(spans[11] == 1_800_000...3_600_000)
    #expect(spans[12] == 1_800_000...3_600_000)
  }

  @Test("many sites that fail together, come back at different times")
  func jitter() {
    let waits = (0..<UInt64(50)).map { seed in
      var generator = SplitMix(state: seed)
      return DeliveryBackoff.wait(afterAttempt: 5, using: &generator)
    }
    #expect(Set(waits).count > 45)
  }
}
