import Synchronization
import Testing

@testable import SampleLoop

@Suite("Ring of samples")
struct SampleRingTests {
  /// The ring where two tasks can reach it.
  private final class Shared: Sendable {
    // The ring is made for one thread that fills and one that empties it; each task is one of them.
    nonisolated(unsafe) let ring: UnsafeMutablePointer<SampleRing>

    init(capacity: Int) {
      ring = .allocate(capacity: 1)
      ring.initialize(to: SampleRing(capacity: capacity))
    }

    deinit {
      ring.deinitialize(count: 1)
      ring.deallocate()
    }
  }

  /// A sample all of whose words follow from its number, so that a torn one shows.
  private static func sample(_ number: Int64) -> TickSample {
    let value = LatestValue(value: number &* 3, stamp: number &* 5, tag: 1)
    return TickSample(
      tick: number, due: number &* 7, woke: number &* 11, missedBefore: 0, lostBefore: 0, stale: 0,
      channels: InlineArray(repeating: value))
  }

  private static func isWhole(_ sample: TickSample, _ number: Int64) -> Bool {
    sample.tick == number && sample.due == number &* 7 && sample.woke == number &* 11
      && (0..<3).allSatisfy {
        sample.channels[$0] == LatestValue(value: number &* 3, stamp: number &* 5, tag: 1)
      }
  }

  @Test("a capacity between powers of two, the next one is taken; none and too many are bounded")
  func capacity() {
    func capacity(_ asked: Int) -> Int {
      let ring = SampleRing(capacity: asked)
      return ring.capacity
    }
    #expect(capacity(5) == 8)
    #expect(capacity(8) == 8)
    #expect(capacity(-3) == 1)
    #expect(capacity(.max) == 1 << 20)
  }

  @Test("a full ring, the new sample is refused and those in it stay; one taken out makes room")
  func overflow() {
    let ring = SampleRing(capacity: 4)
    var accepted = (0..<Int64(5)).map { ring.push(Self.sample($0)) }
    #expect(accepted == [true, true, true, true, false])
    let first = ring.pop()
    #expect(first?.tick == 0)
    accepted = [5, 6].map { ring.push(Self.sample($0)) }
    #expect(accepted == [true, false])
    var left: [Int64] = []
    while let sample = ring.pop() { left.append(sample.tick) }
    #expect(left == [1, 2, 3, 5])
  }

  @Test("missed ticks and lost samples, they are carried to the next sample that goes in, and once")
  func carries() throws {
    let rate = try #require(SampleRate(hertz: 100))
    let slots = UnsafeMutablePointer<LatestSlot>.allocate(capacity: 0)
    let state = UnsafeMutablePointer<LoopState>.allocate(capacity: 1)
    let grid = TickGrid(origin: 0, rate: rate)
    state.initialize(to: LoopState(grid: grid, slots: slots, capacity: 1))
    defer {
      state.deinitialize(count: 1)
      state.deallocate()
      slots.deallocate()
    }
    var gap = CarriedGap()
    gap.missed = 2
    handOver(Self.sample(2), &gap, state)
    #expect(gap.missed == 0 && gap.lost == 0)
    gap.missed = 3
    handOver(Self.sample(6), &gap, state)
    handOver(Self.sample(7), &gap, state)
    #expect(gap.missed == 3 && gap.lost == 2)
    #expect(state.pointee.lost.load(ordering: .relaxed) == 2)
    let first = state.pointee.ring.pop()
    #expect(first?.tick == 2)
    handOver(Self.sample(8), &gap, state)
    #expect(gap.missed == 0 && gap.lost == 0)
  }

  @Test("many times round, each sample comes out whole and in order")
  func wraps() {
    let ring = SampleRing(capacity: 4)
    for number in 0..<Int64(1_000) {
      let accepted = ring.push(Self.sample(number))
      let isWhole = ring.pop().map { Self.isWhole($0, number) }
      #expect(accepted)
      #expect(isWhole == true)
    }
  }

  @Test("one task fills while another empties, nothing is lost, torn or out of order")
  func concurrent() async {
    let shared = Shared(capacity: 16)
    let total: Int64 = 100_000
    let filler = Task.detached {
      for number in 0..<total {
        while !shared.ring.pointee.push(Self.sample(number)) {
          if Task.isCancelled { return }
          await Task.yield()
        }
      }
    }
    let emptier = Task.detached {
      var next: Int64 = 0
      while next < total {
        guard let sample = shared.ring.pointee.pop() else {
          await Task.yield()
          continue
        }
        guard Self.isWhole(sample, next) else { return next }
        next += 1
      }
      return next
    }
    let reached = await emptier.value
    #expect(reached == total)
    // After a failure the filler would wait for room for ever.
    if reached != total { filler.cancel() }
    await filler.value
    guard reached == total else { return }
    let isEmpty = shared.ring.pointee.pop() == nil
    #expect(isEmpty)
  }
}
