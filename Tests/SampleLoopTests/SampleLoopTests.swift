import CRealTime
import Foundation
import Readings
import Testing

@testable import SampleLoop

/// Loops that run. One at a time: they share two cores with everything else.
@Suite("Sample loop", .serialized)
struct SampleLoopTests {
  /// Looks every 5 ms, 2 000 times at most, whether `state` has come.
  private func wait(for state: () -> Bool) -> Bool {
    var at = realtime_now_ns()
    for _ in 0..<2_000 {
      if state() { return true }
      at += 5_000_000
      _ = realtime_sleep_until_ns(at)
    }
    return false
  }

  private func rate(_ hertz: Int) throws -> SampleRate { try #require(SampleRate(hertz: hertz)) }

  @Test("100 Hz for 40 ticks, every tick of the grid is a sample or told as missed")
  func runs() throws {
    let table = LatestTable()
    let reading = Reading(
      instant: MonotonicInstant(microseconds: realtime_now_ns() / 1_000), source: DeviceSource(3),
      value: .speed(MillimetresPerSecond(536)), resolution: 1, raw: RawBytes())
    table.write(reading)
    let loop = try SampleLoop(rate: rate(100), latest: table)
    var samples: [TickSample] = []
    var next: Int64 = 0
    func take(_ entry: LoopEntry) {
      switch entry {
      case .gap(let gap):
        #expect(gap.first == next)
        next += gap.missed + gap.lost
      case .sample(let sample):
        #expect(sample.tick == next)
        next += 1
        samples.append(sample)
      }
    }
    let came = wait {
      loop.drain(take)
      return samples.count >= 40
    }
    #expect(came)
    #expect(loop.stop())
    #expect(loop.stop())
    loop.drain(take)
    for sample in samples {
      #expect(sample.instant == loop.origin + Microseconds.milliseconds(10 * sample.tick))
      #expect(sample.taken >= sample.instant)
      #expect(sample[.speed] == LatestValue(reading))
      #expect(!sample[.distance].isPresent)
    }
    let report = loop.report
    #expect(report.ticks == Int64(samples.count))
    #expect(report.ticks + report.missed == next)
    #expect(report.lost == 0)
    #expect(report.sleepError == 0)
    #expect(report.wakeUps.count == UInt64(report.ticks))
    #expect(report.wakeUps.p50.map { $0 <= report.wakeUps.max } == true)
  }

  @Test("ticks due before the loop started, they are missed, told first and not made up")
  func missed() throws {
    let origin = MonotonicInstant(microseconds: realtime_now_ns() / 1_000 - 1_000_000)
    let loop = try SampleLoop(rate: rate(100), origin: origin, latest: LatestTable())
    var entries: [LoopEntry] = []
    let came = wait {
      loop.drain { entries.append($0) }
      return entries.count >= 5
    }
    #expect(came)
    #expect(loop.stop())
    loop.drain { entries.append($0) }
    let told = entries.reduce(Int64(0)) { sum, entry in
      if case .gap(let gap) = entry { sum + gap.missed } else { sum }
    }
    #expect(told == loop.report.missed)
    guard case .gap(let gap) = entries.first, case .sample(let sample) = entries.dropFirst().first
    else {
      Issue.record("a gap and a sample were expected, not \(entries.prefix(2))")
      return
    }
    #expect(gap.first == 0)
    #expect(gap.missed >= 100)
    #expect(gap.lost == 0)
    #expect(sample.tick == gap.missed)
    #expect(sample.missedBefore == gap.missed)
  }

  @Test(
    "a ring nobody empties, the oldest samples stay, the others are counted and told at the end")
  func overflow() throws {
    let loop = try SampleLoop(rate: rate(1_000), latest: LatestTable(), capacity: 4)
    #expect(wait { loop.report.lost >= 10 })
    #expect(loop.stop())
    let report = loop.report
    #expect(report.ticks == 4 + report.lost)
    let (samples, missed, lost, next) = account(of: loop)
    #expect(samples == 4)
    #expect(lost == report.lost)
    #expect(missed == report.missed)
    #expect(next == report.ticks + report.missed)
    // Told once.
    #expect(account(of: loop) == (0, 0, 0, 0))
  }

  @Test("a ring emptied after it overflowed, the loss is told before the sample that follows it")
  func overflowInBetween() throws {
    let loop = try SampleLoop(rate: rate(1_000), latest: LatestTable(), capacity: 4)
    #expect(wait { loop.report.lost >= 5 })
    var lostBefore: [Int64] = []
    let came = wait {
      loop.drain { entry in
        if case .gap(let gap) = entry, gap.lost > 0 { lostBefore.append(gap.lost) }
      }
      return !lostBefore.isEmpty
    }
    #expect(came)
    #expect((lostBefore.first ?? 0) >= 5)
    #expect(loop.stop())
    let rest = account(of: loop)
    #expect(lostBefore.reduce(0, +) + rest.lost == loop.report.lost)
  }

  /// What a drain tells: samples, missed and lost ticks, and the tick after them all when it starts
  /// at 0.
  private func account(
    of loop: SampleLoop
  ) -> (samples: Int64, missed: Int64, lost: Int64, next: Int64) {
    var found: (samples: Int64, missed: Int64, lost: Int64, next: Int64) = (0, 0, 0, 0)
    loop.drain { entry in
      switch entry {
      case .sample: found.samples += 1
      case .gap(let gap):
        found.missed += gap.missed
        found.lost += gap.lost
      }
    }
    found.next = found.samples + found.missed + found.lost
    return found
  }

  @Test("a running loop, its privileges are those that the kernel shows for its thread")
  func privileges() throws {
    let loop = try SampleLoop(rate: rate(100), latest: LatestTable())
    #expect(wait { loop.report.ticks > 0 })
    var policies: [(policy: Int32, priority: Int32)] = []
    for thread in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task") {
      let stat = try? String(contentsOfFile: "/proc/self/task/\(thread)/stat", encoding: .utf8)
      guard let stat, stat.contains("(sample-loop)") else { continue }
      // proc(5): rt_priority is field 40, policy field 41; after the name the third one follows.
      let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
      guard fields.count > 38 else { continue }
      policies.append((Int32(fields[38]) ?? -1, Int32(fields[37]) ?? -1))
    }
    #expect(loop.stop())
    let seen = try #require(policies.first)
    #expect(policies.count == 1)
    #expect((loop.privileges.scheduling == .granted) == (seen.policy == 1))
    #expect(loop.privileges.priority == seen.priority)
    if loop.privileges.scheduling == .granted {
      #expect(loop.privileges.priority == SampleLoop.priority)
    }
  }
}
