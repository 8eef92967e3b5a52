import DeviceSimulator
import Readings
import Testing

struct SimulatedStickRadioTests {
  private static func pages(_ received: [[UInt8]]) -> [[UInt8]] {
    received.filter { $0[0] == 0x4E }
  }
  private static func events(_ received: [[UInt8]], _ code: UInt8) -> Int {
    received.count { $0 == [0x40, 0, 0x01, code] }
  }

  @Test("a found pod, comes as 4E with channel, page, flags E0, id, signal of 4 bytes and stamp")
  func extendedData() throws {
    var probe = StickProbe()
    probe.openChannel()
    let first = try #require(Self.pages(probe.wait(.seconds(1))).first)
    #expect(first.count == 21)
    #expect(first[1] == 0)
    #expect(first[10] == 0xE0)
    #expect(Array(first[11...14]) == [0x67, 0x12, 0x7C, 0x01])
    #expect(first[15] == 0x10)
  }

  @Test("receive stamps, step by exactly one period of 8134 ticks, give or take the rounding")
  func receiveStamps() {
    var probe = StickProbe()
    probe.openChannel()
    let stamps = Self.pages(probe.wait(.seconds(60))).map { Int($0[19]) | Int($0[20]) << 8 }
    #expect(stamps.count > 230)
    for (stamp, next) in zip(stamps, stamps.dropFirst()) {
      #expect((8_133...8_135).contains((next - stamp + 65_536) % 65_536))
    }
  }

  @Test("a stick's clock 100 millionths fast, adds 0.8 ticks to each period")
  func stickClockSkew() throws {
    var faults = SimulatedFaults()
    faults.clockSkew = 100
    var probe = StickProbe(faults: faults)
    probe.openChannel()
    let stamps = Self.pages(probe.wait(.seconds(100))).map { Int($0[19]) | Int($0[20]) << 8 }
    let total = zip(stamps, stamps.dropFirst()).reduce(0) { sum, pair in
      sum + (pair.1 - pair.0 + 65_536) % 65_536
    }
    #expect(abs(total - (stamps.count - 1) * 8_134 - (stamps.count - 1) * 8_134 / 10_000) <= 1)
  }

  @Test("with 66 only the id follows the page; with neither nothing does")
  func otherExtendedData() {
    for (command, length) in [([0, 1], 15), ([0, 0], 10)] as [([UInt8], Int)] {
      var probe = StickProbe()
      probe.openChannel()
      #expect(probe.send(0x66, command).contains([0x40, 0, 0x66, 0]))
      let pages = Self.pages(probe.wait(.seconds(2)))
      #expect(pages.count == 8)
      #expect(pages.allSatisfy { $0.count == length })
    }
  }

  @Test("a pod of another number or on another frequency, is not found")
  func otherPods() {
    var wrongNumber = StickProbe()
    wrongNumber.openChannel(number: 4_712)
    #expect(wrongNumber.wait(.seconds(30)) == [])
    var wrongFrequency = StickProbe()
    wrongFrequency.openChannel(frequency: 66)
    #expect(wrongFrequency.wait(.seconds(30)) == [])
  }

  @Test("two pods, a channel follows only the one it found and tells its id")
  func followsOnePod() {
    var probe = StickProbe(pods: [StickProbe.pod(number: 1), StickProbe.pod(number: 2)])
    probe.openChannel(number: 2)
    let pages = Self.pages(probe.wait(.seconds(20)))
    #expect(pages.count == 80 || pages.count == 81)
    #expect(pages.allSatisfy { $0[11] == 2 })
    #expect(probe.send(0x4D, [0, 0x51]).contains([0x51, 0, 2, 0, 0x7C, 1]))
    #expect(probe.send(0x4D, [0, 0x52]).contains([0x52, 0, 3]))
  }

  @Test("continuous scan, hears both pods and has no events of missed packets")
  func scan() {
    var faults = SimulatedFaults()
    faults.lossPerMille = 300
    var probe = StickProbe(
      pods: [StickProbe.pod(number: 1), StickProbe.pod(number: 2)], faults: faults)
    _ = probe.send(0x42, [0, 0, 0])
    _ = probe.send(0x51, [0, 0, 0, 0, 0])
    _ = probe.send(0x45, [0, 57])
    _ = probe.send(0x6E, [0, 0xE0])
    #expect(probe.send(0x5B, [0, 1]) == [[0x40, 0, 0x5B, 0]])
    let received = probe.wait(.seconds(60))
    #expect(Set(received.map { $0[11] }) == [1, 2])
    #expect(received.allSatisfy { $0[0] == 0x4E })
    #expect(
      probe.send(0x4F, [0] + Array(repeating: 0, count: 8)).contains([0x40, 0, 0x4F, 0x31]))
    #expect(probe.send(0x5B, [0]).contains([0x40, 0, 0x5B, 0x19]))
  }

  @Test("a search with an end of 5 s and no pod, tells time-out and closing")
  func searchTimeout() {
    var probe = StickProbe(pods: [])
    probe.openChannel(searchTimeout: 2)
    #expect(probe.wait(.milliseconds(4_900)) == [])
    #expect(probe.wait(.milliseconds(200)) == [[0x40, 0, 1, 1], [0x40, 0, 1, 7]])
    #expect(probe.send(0x4D, [0, 0x52]) == [[0x52, 0, 1]])
  }

  @Test("a third of packets lost, every slot gives either a page or a missed-packet event")
  func loss() {
    var faults = SimulatedFaults()
    faults.lossPerMille = 350
    var probe = StickProbe(faults: faults)
    probe.openChannel()
    let received = probe.wait(.seconds(600))
    let missed = Self.events(received, 0x02)
    let share = missed * 1_000 / (missed + Self.pages(received).count)
    #expect((310...390).contains(share))
    #expect(received.allSatisfy { $0[0] == 0x4E || $0[3] == 0x02 || $0[3] == 0x08 })
    #expect((2_400...2_420).contains(missed + Self.pages(received).count))
  }

  @Test("a pod silent for 10 s, gives 8 missed packets, one return to search, and is found again")
  func silence() throws {
    let begin = MonotonicInstant(microseconds: 20_000_000)
    let silent = FootPodConditions(silences: [begin..<(begin + .seconds(10))])
    var probe = StickProbe(pods: [StickProbe.pod(conditions: silent)])
    probe.openChannel()
    let received = probe.wait(.seconds(30))
    let first = try #require(received.firstIndex { $0[0] == 0x40 })
    let run = Array(received[first..<(first + 9)])
    #expect(Array(run.prefix(8)) == Array(repeating: [0x40, 0, 1, 2], count: 8))
    #expect(run[8] == [0x40, 0, 1, 8])
    #expect(Self.events(received, 0x02) == 8)
    #expect(received.last?[0] == 0x4E)
    #expect((76...82).contains(Self.pages(received).count))
  }

  @Test("a wrong period, shows as regular missed packets")
  func wrongPeriod() {
    var probe = StickProbe()
    probe.openChannel(period: 8_182)
    let received = probe.wait(.seconds(60))
    #expect(Self.events(received, 0x02) > 100)
    #expect(Self.pages(received).count > 5)
  }

  @Test("an acknowledged page request, is confirmed with the next packet and answered by the pod")
  func pageRequest() throws {
    var probe = StickProbe()
    probe.openChannel()
    _ = probe.wait(.seconds(2))
    let request: [UInt8] = [0, 0x46, 0xFF, 0xFF, 0xFF, 0xFF, 3, 0x10, 0x01]
    #expect(probe.send(0x4F, request).allSatisfy { $0[0] == 0x4E || $0[3] == 5 })
    let received = probe.wait(.seconds(2))
    #expect(Self.events(received, 0x05) == 1)
    #expect(Self.pages(received).count { $0[2] == 0x10 } == 3)
  }

  @Test("a second request before the first is sent, is refused; one to a silent pod fails")
  func requestsThatFail() {
    let begin = MonotonicInstant(microseconds: 12_000_000)
    let silent = FootPodConditions(silences: [begin..<(begin + .seconds(100))])
    var probe = StickProbe(pods: [StickProbe.pod(conditions: silent)])
    probe.openChannel()
    _ = probe.wait(begin - probe.now + .milliseconds(5))
    let request: [UInt8] = [0, 0x46, 0xFF, 0xFF, 0xFF, 0xFF, 3, 0x10, 0x01]
    probe.write(0x4F, request)
    #expect(probe.send(0x4F, request).contains([0x40, 0, 0x4F, 0x1F]))
    #expect(Self.events(probe.wait(.seconds(1)), 0x06) == 1)
  }

  @Test("an unplugged stick, says nothing, forgets its channel and starts up when back")
  func unplug() {
    let begin = MonotonicInstant(microseconds: 15_000_000)
    var faults = SimulatedFaults()
    faults.unplugged = [begin..<(begin + .seconds(5))]
    var probe = StickProbe(faults: faults)
    probe.openChannel()
    #expect(!Self.pages(probe.wait(begin - probe.now)).isEmpty)
    #expect(!probe.stick.isAttached)
    #expect(probe.send(0x4A, [0]) + probe.wait(.seconds(4)) == [])
    #expect(probe.wait(.seconds(3)) == [[0x6F, 0x00]])
    #expect(probe.stick.isAttached)
    #expect(probe.send(0x4D, [0, 0x52]) == [[0x52, 0, 0]])
  }

  @Test("duplicates, come with the same stamp directly behind the first")
  func duplicates() {
    var faults = SimulatedFaults()
    faults.duplicatesPerMille = 1_000
    var probe = StickProbe(faults: faults)
    probe.openChannel()
    let pages = Self.pages(probe.wait(.seconds(10)))
    #expect(pages.count == 80 || pages.count == 82)
    for index in stride(from: 0, to: pages.count - 1, by: 2) {
      #expect(pages[index] == pages[index + 1])
    }
  }
}
