import Readings
import Testing

@testable import SampleLoop

@Suite("Histogram of wake-ups")
struct WakeUpHistogramTests {
  private func histogram(of microseconds: [Int64]) -> WakeUpHistogram {
    let counter = WakeUpCounter()
    for late in microseconds { counter.add(nanoseconds: late * 1_000 + 999) }
    return counter.histogram
  }

  @Test("any lateness, exactly one bucket holds it, and the buckets follow one another")
  func buckets() {
    #expect(WakeUpBuckets.lowest(of: 0) == 0)
    for index in 0..<WakeUpBuckets.count {
      let lowest = WakeUpBuckets.lowest(of: index)
      #expect(WakeUpBuckets.index(of: lowest) == index)
      #expect(WakeUpBuckets.index(of: WakeUpBuckets.highest(of: index)) == index)
      if index > 0 { #expect(WakeUpBuckets.highest(of: index - 1) == lowest - 1) }
      if index >= 64, index + 1 < WakeUpBuckets.count {
        let width = WakeUpBuckets.highest(of: index) - lowest + 1
        #expect(width * 32 <= lowest)
      }
    }
    #expect(WakeUpBuckets.index(of: -5) == 0)
    #expect(WakeUpBuckets.lowest(of: 64) == 64)
    #expect(WakeUpBuckets.lowest(of: 64 + 32) == 128)
    #expect(WakeUpBuckets.index(of: 1 << 30) == WakeUpBuckets.count - 1)
  }

  @Test("known wake-ups, they stand in their buckets with their counts")
  func exactBuckets() {
    let found = histogram(of: [0, 3, 3, 63, 64, 65, 66, 1_000]).buckets
    #expect(
      found.map { [$0.lowest.count, $0.highest.count, Int64($0.count)] } == [
        [0, 0, 1], [3, 3, 2], [63, 63, 1], [64, 65, 2], [66, 67, 1], [992, 1_007, 1],
      ])
  }

  @Test("no wake-ups, there are no percentiles")
  func empty() {
    let none = histogram(of: [])
    #expect(none.count == 0)
    #expect(none.p50 == nil && none.p99 == nil && none.p999 == nil)
    #expect(none.buckets.isEmpty)
  }

  @Test("wake-ups beyond the last bucket, they are counted and the latest is exact")
  func beyond() {
    let found = histogram(of: [1 << 31, 1 << 32])
    #expect(found.count == 2)
    #expect(found.max == Microseconds(1 << 32))
    #expect(found.p50 == Microseconds(1 << 32))
  }

  @Test(
    "random wake-ups, each percentile is in the bucket of its rank in a sorted list, not below it",
    arguments: [1, 2, 999, 1_000, 1_001, 20_000])
  func percentiles(count: Int) {
    var state = UInt64(count)
    let late = (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int64(state >> 33) >> Int64(state >> 59)
    }
    let sorted = late.sorted()
    let found = histogram(of: late)
    #expect(found.count == UInt64(count))
    #expect(found.max == Microseconds(sorted[count - 1]))
    for perMille in [1, 500, 900, 990, 999, 1_000] {
      let exact = sorted[(count * perMille + 999) / 1_000 - 1]
      let told = found.lateness(perMille: perMille)?.count ?? -1
      #expect(WakeUpBuckets.index(of: told) == WakeUpBuckets.index(of: exact))
      #expect(told >= exact)
    }
  }
}
