import Readings
import Testing

@testable import SessionCapture

/// What arrives crossed comes out by stamp, however much waits.
@Suite struct StampOrderTests {
  @Test("2 000 values in a shuffled order, come out by stamp and equal stamps as they came")
  func shuffled_byStamp() throws {
    var order = StampOrder<Int>()
    var expected: [(stamp: Int64, value: Int)] = []
    for value in 0..<2_000 {
      // Steps of 7 through 500 places visit each of them four times, far from sorted.
      let stamp = Int64(value * 7 % 500)
      order.add(value, at: MonotonicInstant(microseconds: stamp))
      expected.append((stamp, value))
    }
    expected.sort { ($0.stamp, $0.value) < ($1.stamp, $1.value) }
    #expect(order.oldest == MonotonicInstant(microseconds: 0))
    var out: [Int] = []
    while let next = order.next(upTo: MonotonicInstant(microseconds: 500)) {
      out.append(next.value)
    }
    #expect(out == expected.map(\.value))
    #expect(order.isEmpty && order.oldest == nil)
  }

  @Test("values added while others were taken out, are not put before what is gone")
  func addedLate_inOrder() throws {
    var order = StampOrder<Int64>()
    func instant(_ stamp: Int64) -> MonotonicInstant { MonotonicInstant(microseconds: stamp) }
    for stamp in 0..<600 { order.add(Int64(stamp), at: instant(Int64(stamp))) }
    for stamp in 0..<100 { #expect(order.next(upTo: instant(99))?.value == Int64(stamp)) }
    #expect(order.next(upTo: instant(99)) == nil)
    order.add(-1, at: instant(50))
    #expect(order.next(upTo: instant(99))?.value == -1)
    #expect(order.next(upTo: instant(1_000))?.value == 100)
  }
}
