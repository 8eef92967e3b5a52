import DeviceProtocols
import Readings
import Testing
import WalktestTesting

/// Events of the kernel's input layer, written out.
@Suite struct EvdevButtonDriverTests {
  typealias Bench = ButtonBench<EvdevButtonDriver>

  static func record(_ at: Int64, _ type: UInt16, _ code: UInt16, _ value: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    EvdevRecord(
      at: MonotonicInstant(microseconds: at), type: type, code: code, value: value
    ).append(to: &bytes)
    return bytes
  }

  static func key(_ at: Int64, _ code: UInt16, _ value: Int32) -> [UInt8] {
    record(at, 4, 4, 0x90001) + record(at, 1, code, value) + record(at, 0, 0, 0)
  }

  static func dropped(_ at: Int64) -> [UInt8] { record(at, 0, 3, 0) }
  static func end(_ at: Int64) -> [UInt8] { record(at, 0, 0, 0) }

  static func pressed(_ at: Int64, _ codes: UInt16...) -> [UInt8] {
    codes.flatMap { record(at, 0x0FFF, $0, 1) } + record(at, 0x0FFF, 0, 0)
  }

  @Test("press and release, told with the kernel's stamps and not those of the read")
  func pressRelease_kernelStamps() {
    var bench = Bench(EvdevButtonDriver(keyCodes: [256, 257, 258]))
    bench.receive(Self.key(1_000_008, 257, 1), at: 1_900_000)
    bench.receive(Self.key(1_104_016, 257, 0) + Self.key(1_200_000, 258, 1), at: 1_900_001)
    #expect(spelled(bench.edges) == ["+1@1000008", "-1@1104016", "+2@1200000"])
    #expect(bench.driver.counts.packets == 3)
    #expect(bench.driver.counts.messages == 9)
  }

  @Test("bounce of a contact, every raw edge told")
  func bounce_rawEdges() {
    var bench = Bench(EvdevButtonDriver(keyCodes: [30]))
    for (index, at) in [0, 3, 5, 9, 12].enumerated() {
      bench.receive(Self.key(Int64(at) * 1_000, 30, index.isMultiple(of: 2) ? 1 : 0), at: 20_000)
    }
    #expect(spelled(bench.edges) == ["+0@0", "-0@3000", "+0@5000", "-0@9000", "+0@12000"])
  }

  @Test("key that is held and repeats, one press and the repeats counted")
  func repeats_ignored() {
    var bench = Bench(EvdevButtonDriver(keyCodes: [30]))
    bench.receive(Self.key(0, 30, 1), at: 0)
    for number in 0..<10 { bench.receive(Self.key(250_000 + Int64(number) * 33_000, 30, 2), at: 0) }
    bench.receive(Self.key(600_000, 30, 0), at: 0)
    #expect(spelled(bench.edges) == ["+0@0", "-0@600000"])
    #expect(bench.driver.counts.repeats == 10)
  }

  @Test("keys that are no contacts, left out and counted")
  func otherKeys_leftOut() {
    var bench = Bench(EvdevButtonDriver(keyCodes: [30]))
    bench.receive(Self.key(0, 31, 1) + Self.key(5, 30, 1), at: 9)
    #expect(spelled(bench.edges) == ["+0@5"])
    #expect(bench.driver.counts.foreignPackets == 1)
    var open = Bench(EvdevButtonDriver())
    open.receive(Self.key(0, 31, 1), at: 9)
    #expect(spelled(open.edges) == ["+31@0"])
  }

  @Test("lost events, nothing told until the group ends, and the loss reported")
  func dropped_silentUntilGroupEnd() {
    var bench = Bench(EvdevButtonDriver(keyCodes: [30]))
    bench.receive(
      Self.dropped(100) + Self.record(100, 1, 30, 1) + Self.end(100) + Self.key(200, 30, 0), at: 300
    )
    #expect(bench.reports == [.edgesLost])
    #expect(spelled(bench.edges) == ["-0@200"])
    #expect(bench.driver.counts.receiveFailures == 1)
  }

  @Test("lost release, told when the port found the key up")
  func lostRelease_toldFromKeyState() {
    var bench = Bench(EvdevButtonDriver(keyCodes: [30, 31]))
    bench.receive(Self.key(100, 30, 1) + Self.key(150, 31, 1), at: 200)
    _ = bench.take()
    bench.receive(Self.dropped(300) + Self.end(300) + Self.pressed(400, 31), at: 400)
    #expect(
      bench.take() == [
        .report(.edgesLost),
        .edge(
          ContactEdge(at: ButtonBench<EvdevButtonDriver>.instant(400), contact: 0, isPress: false)),
      ])
    bench.receive(Self.key(500, 31, 0), at: 500)
    #expect(spelled(bench.edges) == ["-1@500"])
  }

  @Test("lost press, never made up: only its release is told")
  func lostPress_notInvented() {
    var bench = Bench(EvdevButtonDriver(keyCodes: [30]))
    bench.receive(Self.dropped(300) + Self.end(300) + Self.pressed(400, 30, 99), at: 400)
    #expect(bench.edges == [])
    bench.receive(Self.key(500, 30, 0), at: 500)
    #expect(spelled(bench.edges) == ["-0@500"])
  }

  @Test("key state before the group of lost events ends, the next press is told")
  func keyStateInsideLoss_nextPressTold() {
    // Asking for the state takes the end of the group out of the kernel's queue.
    var bench = Bench(EvdevButtonDriver(keyCodes: [30]))
    bench.receive(Self.dropped(300) + Self.pressed(400), at: 400)
    bench.receive(Self.key(500, 30, 1), at: 500)
    #expect(spelled(bench.edges) == ["+0@500"])
  }

  @Test("key held for ten seconds, reported once as stuck; again after the next press")
  func heldTooLong_reportedOnce() {
    var bench = Bench(EvdevButtonDriver(keyCodes: [30, 31]))
    #expect(bench.driver.deadline == nil)
    bench.receive(Self.key(1_000_000, 31, 1), at: 1_000_000)
    #expect(bench.driver.deadline?.microseconds == 11_000_000)
    bench.tick(at: 10_999_999)
    #expect(bench.reports == [])
    bench.tick(at: 11_000_000)
    bench.tick(at: 20_000_000)
    #expect(bench.reports == [.contactStuck(1)])
    #expect(bench.driver.deadline == nil)
    bench.receive(Self.key(21_000_000, 31, 0) + Self.key(22_000_000, 31, 1), at: 22_000_000)
    bench.tick(at: 32_000_000)
    #expect(bench.reports == [.contactStuck(1), .contactStuck(1)])
  }

  @Test("released in time or unknown after lost events, not stuck")
  func releasedOrUnknown_notStuck() {
    var bench = Bench(EvdevButtonDriver(keyCodes: [30]))
    bench.receive(Self.key(0, 30, 1) + Self.key(9_000_000, 30, 0), at: 9_000_000)
    bench.tick(at: 60_000_000)
    bench.receive(Self.key(61_000_000, 30, 1) + Self.dropped(61_000_001), at: 61_000_002)
    #expect(bench.driver.deadline == nil)
    bench.tick(at: 99_000_000)
    #expect(bench.reports == [.edgesLost])
  }

  @Test("unplugged while held, the loss is told and the next plugging-in starts anew")
  func unpluggedWhileHeld_loss() {
    var bench = Bench(EvdevButtonDriver(keyCodes: [30]))
    bench.receive(Self.key(0, 30, 1) + [1, 2, 3], at: 5)
    bench.lose(at: 100)
    #expect(bench.reports == [.edgesLost])
    #expect(bench.driver.counts.droppedBytes == 3)
    bench.begin(at: 200)
    bench.tick(at: 60_000_000)
    bench.lose(at: 60_000_001)
    #expect(bench.reports == [.edgesLost])
  }

  @Test("events in any cuts, the same edges")
  func anyCuts_sameEdges() {
    let stream =
      Self.key(1, 30, 1) + Self.key(2, 30, 0) + Self.dropped(3) + Self.key(3, 30, 1)
      + Self.pressed(4, 30) + Self.key(5, 30, 0) + Self.key(6, 31, 1) + Self.key(7, 31, 2)
    let verifier = ChunkSplitting<DriverAction>(stream, garbage: []) {
      var bench = Bench(EvdevButtonDriver(keyCodes: [30, 31]))
      _ = bench.take()
      return { chunk in
        bench.receive(chunk, at: 100)
        return bench.take()
      }
    }
    #expect(verifier.whole.count == 5)
    #expect(verifier.disagreements() == [])
  }

  @Test("random bytes, never a trap and a bounded number of edges")
  func random_neverTraps() {
    var random = SplitMix(state: 31)
    var bench = Bench(EvdevButtonDriver())
    for _ in 0..<2_000 {
      let chunk = (0..<Int.random(in: 0...60, using: &random)).map { _ in
        Bool.random(using: &random) ? 0 : UInt8.random(in: 0...255, using: &random)
      }
      bench.receive(chunk, at: .random(in: .min ... .max, using: &random))
      bench.tick(at: .random(in: .min ... .max, using: &random))
    }
    #expect(bench.edges.count <= bench.driver.counts.messages)
  }
}
