import DeviceSimulator
import Readings
import Testing

struct SimulatedFootPodTests {
  private static let start = MonotonicInstant(microseconds: 5_000_000)

  private static func pod(
    conditions: FootPodConditions = FootPodConditions(),
    counters: FootPodCounters = FootPodCounters(), walkBegins: MonotonicInstant? = nil
  ) -> SimulatedFootPod {
    SimulatedFootPod(
      identity: FootPodIdentity(deviceNumber: 4_711, manufacturer: 0x0102, serial: 0x0403_0201),
      subject: EvenWalk(), firstMessage: start, walkBegins: walkBegins, counters: counters,
      conditions: conditions)
  }

  @Test("one cycle of 66 messages, has 32 main, 32 cadence and 2 common pages in pairs")
  func patternOfOneCycle() {
    var pod = Self.pod()
    let numbers = (0..<66).map { _ in pod.transmit().page[0] }
    #expect(numbers.count { $0 == 0x01 } == 32)
    #expect(numbers.count { $0 == 0x02 } == 32)
    #expect(Array(numbers[0..<8]) == [1, 1, 2, 2, 1, 1, 2, 2])
    #expect(Array(numbers[64...]) == [0x50, 0x50])
  }

  @Test("two cycles, end with page 80 twice and then page 81 twice")
  func commonPagesAlternate() {
    var pod = Self.pod()
    let pages = (0..<264).map { _ in pod.transmit().page }
    let common = pages.filter { $0[0] >= 0x50 }
    #expect(common.map { $0[0] } == [0x50, 0x50, 0x51, 0x51, 0x50, 0x50, 0x51, 0x51])
    #expect(common[0] == [0x50, 0xFF, 0xFF, 1, 0x02, 0x01, 1, 0])
    #expect(common[2] == [0x51, 0xFF, 0xFF, 10, 1, 2, 3, 4])
  }

  @Test("32768 periods, last 8134 s exactly")
  func periodDoesNotDrift() {
    var pod = Self.pod()
    for _ in 0..<32_768 { _ = pod.transmit() }
    #expect(pod.nextTransmission == Self.start + .seconds(8_134))
  }

  @Test("a clock 100 millionths fast, sends the last of 32768 periods 0.8133 s early")
  func skewShortensPeriods() {
    var pod = Self.pod(conditions: FootPodConditions(clockSkew: 100))
    for _ in 0..<32_768 { _ = pod.transmit() }
    let early = Self.start + .seconds(8_134) - pod.nextTransmission
    #expect(early == Microseconds(813_319))
  }

  @Test("a skewed clock, lets no counter fall", arguments: [-500, -37, 37, 500] as [Int64])
  func skewKeepsCountersRising(skew: Int64) {
    var pod = Self.pod(
      conditions: FootPodConditions(clockSkew: skew, updateInterval: .seconds(1)),
      walkBegins: Self.start)
    var last = 0
    var total = 0
    for _ in 0..<5_000 {
      let page = pod.transmit().page
      guard page[0] == 1 else { continue }
      let distance = Int(page[3]) * 16 + Int(page[4] >> 4)
      total += (distance - last + 4_096) % 4_096
      last = distance
    }
    // 1.25 m/s for 1241 s is 1551 m; a single step back would add 256 m.
    #expect((24_000...25_500).contains(total))
  }

  @Test("a request for page 16 four times, replaces the next four messages")
  func requestedPage() {
    var pod = Self.pod(
      counters: FootPodCounters(distance: Micrometres(1_500_000), strides: 0x01_0203))
    pod.receive(page: [0x46, 0xFF, 0xFF, 0xFF, 0xFF, 4, 0x10, 0x01])
    let pages = (0..<6).map { _ in pod.transmit().page }
    #expect(pages.map { $0[0] } == [0x10, 0x10, 0x10, 0x10, 1, 1])
    #expect(pages[0] == [0x10, 0x03, 0x02, 0x01, 0x80, 0x01, 0x00, 0x00])
  }

  @Test("requests for pages 22 and 82, are answered with what the pod supports and its battery")
  func otherRequestedPages() {
    var pod = Self.pod(conditions: FootPodConditions(batteryVoltage: 0x02F0))
    pod.receive(page: [0x46, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0x16, 0x01])
    #expect(pod.transmit().page == [0x16, 0x1F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
    pod.receive(page: [0x46, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0x52, 0x01])
    #expect(pod.transmit().page == [0x52, 0xFF, 0xFF, 0, 0, 0, 0xF0, 0x22])
  }

  @Test(
    "a request for an unknown page or with another command, changes nothing",
    arguments: [
      [0x46, 0xFF, 0xFF, 0xFF, 0xFF, 4, 0x53, 0x01], [0x46, 0xFF, 0xFF, 0xFF, 0xFF, 4, 0x10, 0x02],
      [0x46, 0xFF], [],
    ] as [[UInt8]])
  func unknownRequest(page: [UInt8]) {
    var pod = Self.pod()
    pod.receive(page: page)
    #expect(pod.transmit().page[0] == 0x01)
  }

  @Test("a restart, begins all counters and the pattern at zero after 0.8 s")
  func restartResetsCounters() {
    let restart = Self.start + .seconds(100)
    var pod = Self.pod(
      conditions: FootPodConditions(restarts: [restart]),
      counters: FootPodCounters(distance: Micrometres(200_000_000), strides: 99),
      walkBegins: Self.start)
    var first: SimulatedFootPod.Transmission?
    var gap = Microseconds.zero
    var before = Self.start
    while first == nil {
      let sent = pod.transmit()
      if sent.at >= restart {
        first = sent
        gap = sent.at - before
      }
      before = sent.at
    }
    #expect(first?.at == restart + .milliseconds(800))
    #expect(gap > .milliseconds(800))
    #expect(first?.page == [0x01, 0, 0, 0, 0x01, 0x40, 0, 0])
  }

  @Test("a silence, leaves messages inaudible while counters go on")
  func silenceIsInaudible() {
    let silence = (Self.start + .seconds(10))..<(Self.start + .seconds(20))
    var pod = Self.pod(
      conditions: FootPodConditions(silences: [silence]), walkBegins: Self.start)
    let sent = (0..<120).map { _ in pod.transmit() }
    for transmission in sent {
      #expect(transmission.isAudible == !silence.contains(transmission.at))
    }
    #expect(sent.count { !$0.isAudible } == 40)
  }

  @Test("a pod that omits time, sends zero for ever and says so in page 22")
  func omittedTime() {
    var pod = Self.pod(conditions: FootPodConditions(omitsTime: true), walkBegins: Self.start)
    for _ in 0..<60 {
      let page = pod.transmit().page
      if page[0] == 1 { #expect(page[1] == 0 && page[2] == 0) }
    }
    pod.receive(page: [0x46, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0x16, 0x01])
    #expect(pod.transmit().page[1] == 0x1E)
  }
}

/// 1.25 m/s and a stride every 1.2 s from the first microsecond.
struct EvenWalk: WalkingSubject {
  func position(at elapsed: Microseconds) -> Micrometres {
    Micrometres(elapsed.count + elapsed.count / 4)
  }
  func speed(at elapsed: Microseconds) -> MillimetresPerSecond { MillimetresPerSecond(1_250) }
  func strides(at elapsed: Microseconds) -> Int64 { elapsed.count / 1_200_000 }
}
