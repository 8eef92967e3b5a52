import Readings
import StrictJSON
import Testing

@testable import SessionCapture

/// What the sample loop tells of itself is read back as it was written.
struct LoopEvidenceTests {
  @Test(
    "evidence, granted, refused or from before it was asked for, is read back equal",
    arguments: [.granted, .refused(13), nil] as [LoopAccount.Grant?])
  func evidence_roundTrips(wakefulness: LoopAccount.Grant?) throws {
    let evidence = LoopEvidence(
      state: .running, rateHertz: 100,
      account: LoopAccount(
        scheduling: .granted, priority: 80, memory: .refused(1), wakefulness: wakefulness,
        ticks: 6_000, missed: 2, lost: 0, contended: 0, lateWakeUps: 1, lateValues: nil, p50: 30,
        p99: 80, p999: nil, latest: 2_048, buckets: [.init(lowest: 28, count: 5_997)]))
    let written = try #require(
      SessionInput.sampleLoop(evidence).event(
        sequence: 7, at: MonotonicInstant(microseconds: 1)))
    #expect((written.members["wakefulness"] == nil) == (wakefulness == nil))
    guard case .sampleLoop(let read) = try SessionInput(heard: written) else {
      Issue.record("read back as something else")
      return
    }
    #expect(read == evidence)
  }
}
