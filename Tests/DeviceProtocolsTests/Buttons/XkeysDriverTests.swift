import DeviceProtocols
import Readings
import Testing
import WalktestTesting

/// X-keys reports, written out.
@Suite struct XkeysDriverTests {
  typealias Bench = ButtonBench<XkeysDriver>

  static func pedal(_ column: UInt8, flags: UInt8 = 0, ms: UInt32 = 0, unit: UInt8 = 0) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 32)
    (bytes[0], bytes[1], bytes[2]) = (unit, flags, column)
    for index in 0..<4 {
      bytes[18 + index] = UInt8(truncatingIfNeeded: ms >> UInt32(24 - 8 * index))
    }
    return bytes
  }

  @Test("opened, asked for its state, and the answer is no edge")
  func opened_answerIsNoEdge() {
    var bench = Bench(XkeysDriver(model: .pedal))
    guard case .send(let message) = bench.actions.last else {
      Issue.record("\(bench.actions)")
      return
    }
    #expect(message.bytes.count == 35)
    #expect(message.bytes.first == 177)
    bench.receive(Self.pedal(0x02, flags: 2), at: 5_000)
    #expect(bench.edges == [])
    bench.receive(Self.pedal(0x00, ms: 77), at: 6_000)
    #expect(bench.edges.map(\.isPress) == [false])
    #expect(bench.edges.first?.deviceMilliseconds == 77)
  }

  @Test("answer that differs from what was known, edges were lost and none is made up")
  func answerDiffers_lost() {
    var bench = Bench(XkeysDriver(model: .pedal))
    bench.receive(Self.pedal(0, flags: 2), at: 0)
    bench.receive(Self.pedal(0x08, flags: 2), at: 1)
    #expect(bench.reports.last == .edgesLost)
    #expect(bench.edges == [])
  }

  @Test("device clock rolls over, its stamp stays as told")
  func clockRolls_asTold() {
    var bench = Bench(XkeysDriver(model: .pedal))
    bench.receive(Self.pedal(0, flags: 2), at: 0)
    bench.receive(Self.pedal(0x04, ms: .max), at: 1)
    bench.receive(Self.pedal(0x00, ms: 3), at: 2)
    #expect(bench.edges.map(\.deviceMilliseconds) == [.max, 3])
    #expect(bench.edges.map(\.contact) == [1, 1])
  }

  @Test("reports of another kind or cut short, nothing read out of them")
  func otherReports_skipped() {
    var bench = Bench(XkeysDriver(model: .pedal))
    bench.receive(Self.pedal(0, flags: 2), at: 0)
    bench.receive(Self.pedal(0x0E, flags: 214), at: 1)
    bench.receive(Array(Self.pedal(0x0E).prefix(21)), at: 2)
    bench.receive([], at: 3)
    #expect(bench.edges == [])
    #expect(bench.driver.counts.foreignPackets == 1)
    #expect(bench.driver.counts.droppedBytes == 21)
  }

  @Test("plug pulled while its switch is closed, searching and the loss told; back, no edge")
  func plugPulled_searching() {
    func report(_ column: UInt8, _ flags: UInt8 = 0) -> [UInt8] {
      [15, flags, column] + [UInt8](repeating: 0, count: 33)
    }
    var bench = Bench(XkeysDriver(model: .switchInterface))
    bench.receive(report(0x0C, 2), at: 0)
    bench.receive(report(0x0E), at: 1)
    #expect(spelled(bench.edges) == ["+0@1"])
    _ = bench.take()
    bench.receive(report(0x00), at: 2)
    #expect(bench.take() == [.link(.searching), .report(.edgesLost)])
    bench.receive(report(0x03), at: 3)
    #expect(bench.take() == [])
    bench.receive(report(0x0D), at: 4)
    #expect(bench.take() == [.link(.streaming)])
    bench.receive(report(0x0C), at: 5)
    #expect(spelled(bench.edges) == ["-1@5"])
  }

  @Test("no answer, stalled after one second, opened anew twice, then staff is told")
  func noAnswer_reopensThenFails() {
    var bench = Bench(XkeysDriver(model: .pedal))
    var now: Int64 = 0
    var faults: [String] = []
    for _ in 0..<3 {
      _ = bench.take()
      bench.tick(at: now + 999_999)
      #expect(bench.take() == [])
      bench.tick(at: now + 1_000_000)
      #expect(bench.take() == [.link(.stalled(since: Bench.instant(now)))])
      #expect(bench.driver.deadline == Bench.instant(now + 3_000_000))
      bench.tick(at: now + 3_000_000)
      switch bench.actions.last {
      case .reopen: faults.append("reopen")
      case .failed: faults.append("failed")
      default: Issue.record("\(bench.actions)")
      }
      now += 3_000_000
      bench.begin(at: now)
    }
    #expect(faults == ["reopen", "reopen", "failed"])
  }

  @Test("random reports, never a trap and every press followed by its release")
  func random_alternate() {
    var random = SplitMix(state: 41)
    for model in XkeysModel.allCases {
      var bench = Bench(XkeysDriver(model: model))
      for number in 0..<3_000 {
        let count = Int.random(in: 0...40, using: &random)
        var report = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        if report.count > 1 { report[1] &= 0x05 }
        bench.receive(report, at: Int64(number))
      }
      #expect(bench.edges.allSatisfy { 0..<4 ~= $0.contact })
    }
  }
}
