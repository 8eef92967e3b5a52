import DeviceSimulator
import Readings
import Testing

/// The chunks in which bytes reach the host.
struct UsbDeliveryTests {
  private static func chunks(
    _ faults: SimulatedFaults, seed: UInt64 = 1, step: Microseconds = .seconds(60)
  ) -> [(bytes: [UInt8], at: MonotonicInstant)] {
    var probe = StickProbe(seed: seed, faults: faults)
    probe.openChannel(answersMayBeLate: true)
    let end = probe.now + .seconds(60)
    var now = probe.now
    var chunks: [(bytes: [UInt8], at: MonotonicInstant)] = []
    while now < end {
      now = min(end, now + step)
      chunks += probe.stick.advance(to: now)
    }
    #expect(chunks.count > 100)
    return chunks
  }

  private static var everything: SimulatedFaults {
    var faults = SimulatedFaults()
    faults.lossPerMille = 200
    faults.duplicatesPerMille = 100
    faults.joinsPerMille = 300
    faults.splitsChunks = true
    faults.deliveryJitter = .milliseconds(12)
    return faults
  }

  @Test("any faults, chunks hold 1 to 64 bytes and come in order")
  func chunksAreSmallAndOrdered() {
    var faults = Self.everything
    faults.garbagePerMille = 200
    let chunks = Self.chunks(faults)
    #expect(chunks.allSatisfy { (1...64).contains($0.bytes.count) })
    for (chunk, next) in zip(chunks, chunks.dropFirst()) { #expect(chunk.at <= next.at) }
  }

  @Test("no faults, each chunk is one frame 1 ms after it was heard")
  func plainChunks() {
    for chunk in Self.chunks(SimulatedFaults()) {
      #expect(chunk.bytes.first == 0xA4)
      #expect(chunk.bytes.count == Int(chunk.bytes[1]) + 4)
      #expect(chunk.bytes.reduce(0, ^) == 0)
    }
  }

  @Test("joined frames, come several in a chunk")
  func joinedFrames() {
    var faults = SimulatedFaults()
    faults.joinsPerMille = 1_000
    #expect(Self.chunks(faults).contains { $0.bytes.count == 48 })
  }

  @Test("split chunks, cut frames")
  func splitFrames() {
    var faults = SimulatedFaults()
    faults.splitsChunks = true
    #expect(Self.chunks(faults).contains { $0.bytes.first != 0xA4 })
  }

  @Test("jitter, delays at most as said")
  func jitter() {
    var faults = SimulatedFaults()
    faults.deliveryJitter = .milliseconds(20)
    let delays = Self.chunks(faults).map { chunk -> Int64 in
      let slot = (chunk.at.microseconds - 10_051_000) * 32_768 % (8_134 * 1_000_000)
      return slot / 32_768
    }
    #expect(delays.allSatisfy { $0 <= 20_000 || $0 >= 248_229 })
    #expect(delays.contains { $0 > 15_000 && $0 <= 20_000 })
  }

  @Test("the same seed and calls, give the same bytes at the same instants; another seed does not")
  func determinism() {
    let once = Self.chunks(Self.everything)
    let again = Self.chunks(Self.everything)
    let other = Self.chunks(Self.everything, seed: 2)
    #expect(once.map(\.bytes) == again.map(\.bytes))
    #expect(once.map(\.at) == again.map(\.at))
    #expect(once.map(\.bytes) != other.map(\.bytes))
  }

  @Test("small steps of time, give the same bytes at the same instants as one large step")
  func stepsDoNotMatter() {
    var faults = Self.everything
    faults.garbagePerMille = 200
    let large = Self.chunks(faults)
    let small = Self.chunks(faults, step: Microseconds(7_919))
    #expect(large.map(\.bytes) == small.map(\.bytes))
    #expect(large.map(\.at) == small.map(\.at))
  }
}
