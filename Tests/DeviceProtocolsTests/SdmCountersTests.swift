import DeviceProtocols
import Readings
import Testing
import WalktestTesting

/// Rolling counters of a foot pod: wraps, gaps, restarts.
@Suite struct SdmCountersTests {
  /// A pod that tells its true position; everything it sends is modulo its rolls.
  struct Pod {
    var seconds: Double = 0
    var metres: Double = 0
    var strides: Int = 0
    var speed: Double = 1.5

    var page: SdmMainPage {
      let ticks = Int(seconds * 200) % 51_200
      return SdmMainPage(
        timeFraction: UInt8(ticks % 200), timeSeconds: UInt8(ticks / 200),
        distance: UInt16(Int(metres * 16) % 4_096), speed: SdmSpeed(UInt16(speed * 256)),
        strides: UInt8(strides % 256), latency: 0)
    }

    mutating func walk(_ duration: Double) {
      seconds += duration
      metres += speed * duration
      strides = Int(metres / 1.25)
    }
  }

  static func at(_ seconds: Double) -> MonotonicInstant {
    MonotonicInstant(microseconds: 5_000_000 + Int64(seconds * 1_000_000))
  }

  static func main(_ hex: String) throws -> SdmMainPage {
    SdmMainPage(try #require(AntPage(bytes(hex: hex))))
  }

  @Test("worked example, 156 s apart, 231 m and 6 strides")
  func workedExample_exact() throws {
    var counters = SdmCounters()
    let first = try Self.main("01 64 C8 32 81 80 FE 30")
    #expect(first.time == 40_100 && first.distance == 808 && first.strides == 254)
    #expect(first.speed.millimetresPerSecond.count == 1_500 && first.latency == 48)
    #expect(counters.receive(first, at: Self.at(0)).continuity == .first)
    let step = counters.receive(try Self.main("01 64 64 19 81 80 04 30"), at: Self.at(156))
    #expect(step.continuity == .exact && step.distance == 231 * 16 && step.strides == 6)
    #expect(counters.distance.count == 231_000_000)
    #expect(counters.strides == 6)
  }

  @Test("an hour of walking, every roll unrolled and nothing lost")
  func anHour_exact() {
    var counters = SdmCounters()
    var pod = Pod(seconds: 250, metres: 250, strides: 200)
    let (origin, originStrides) = (Int(pod.metres * 16), pod.strides)
    pod.strides = Int(pod.metres / 1.25)
    #expect(originStrides == pod.strides)
    for number in 0..<7_200 {
      let step = counters.receive(pod.page, at: Self.at(Double(number) * 0.5))
      #expect(step.continuity == (number == 0 ? .first : .exact))
      #expect(counters.sixteenths == Int64(Int(pod.metres * 16) - origin))
      #expect(counters.strides == Int64(pod.strides - originStrides))
      pod.walk(0.5)
    }
    #expect(counters.sixteenths > 20 * 4_096)
  }

  @Test("gap below every roll, exact", arguments: [3.0, 60, 150, 168])
  func shortGap_exact(_ gap: Double) {
    var counters = SdmCounters()
    var pod = Pod(metres: 200, strides: 160)
    _ = counters.receive(pod.page, at: Self.at(0))
    pod.walk(gap)
    let step = counters.receive(pod.page, at: Self.at(gap + 1.5))
    #expect(step.continuity == .exact)
    #expect(counters.sixteenths == Int64(gap * 1.5 * 16))
  }

  @Test("gap in which 256 m may have been walked, new origin and the total stands still")
  func longGap_newOrigin() {
    var counters = SdmCounters()
    var pod = Pod()
    _ = counters.receive(pod.page, at: Self.at(0))
    pod.walk(10)
    _ = counters.receive(pod.page, at: Self.at(10))
    pod.walk(171)
    let step = counters.receive(pod.page, at: Self.at(181))
    #expect(step.continuity == .broken(.tooLong(.seconds(171))))
    #expect(counters.sixteenths == 240)
    pod.walk(10)
    #expect(counters.receive(pod.page, at: Self.at(191)).continuity == .exact)
    #expect(counters.sixteenths == 480)
  }

  @Test("slow walker, gap of 250 s exact and of 256 s not")
  func slowWalker_gapLimitIsTime() {
    for (gap, exact) in [(250.0, true), (256.0, false)] {
      var counters = SdmCounters()
      var pod = Pod(speed: 0.5)
      _ = counters.receive(pod.page, at: Self.at(0))
      pod.walk(gap)
      let step = counters.receive(pod.page, at: Self.at(gap))
      #expect((step.continuity == .exact) == exact)
      #expect(counters.sixteenths == (exact ? 2_000 : 0))
    }
  }

  @Test("pod restarts, new origin")
  func restart_newOrigin() {
    var counters = SdmCounters()
    var pod = Pod(seconds: 100, metres: 100, strides: 80)
    _ = counters.receive(pod.page, at: Self.at(0))
    pod = Pod(seconds: 0.5, metres: 0.5, strides: 0)
    let step = counters.receive(pod.page, at: Self.at(20))
    #expect(step.continuity == .broken(.timeDisagrees(.milliseconds(119_500))))
    #expect(counters.sixteenths == 0)
  }

  @Test("pod whose time is always 0, exact until the distance jumps")
  func timeAlwaysZero_tolerated() {
    var counters = SdmCounters()
    var pod = Pod()
    for number in 0..<400 {
      var page = pod.page
      (page.timeSeconds, page.timeFraction) = (0, 0)
      let step = counters.receive(page, at: Self.at(Double(number)))
      #expect(step.continuity == (number == 0 ? .first : .exact))
      pod.walk(1)
    }
    #expect(counters.sixteenths == 399 * 24)
    var page = pod.page
    (page.timeSeconds, page.timeFraction) = (0, 0)
    page.distance = (page.distance &+ 3_000) & 0xFFF
    #expect(counters.receive(page, at: Self.at(400)).continuity == .broken(.distanceJumped))
  }

  @Test(
    "pod whose clock stands still in a rest and then jumps or goes on, exact", arguments: [60.0, 0])
  func clockStandsStill_exact(_ jump: Double) {
    var counters = SdmCounters()
    var pod = Pod()
    _ = counters.receive(pod.page, at: Self.at(0))
    for second in 1...60 {
      var page = pod.page
      page.speed = SdmSpeed(0)
      #expect(counters.receive(page, at: Self.at(Double(second))).continuity == .exact)
    }
    pod.walk(1)
    pod.seconds += jump
    #expect(counters.receive(pod.page, at: Self.at(61)).continuity == .exact)
    #expect(counters.sixteenths == 24)
  }

  @Test("host clock goes back, new origin and no trap")
  func hostClockBack_newOrigin() {
    var counters = SdmCounters()
    _ = counters.receive(Pod().page, at: MonotonicInstant(microseconds: .max))
    let step = counters.receive(Pod().page, at: MonotonicInstant(microseconds: .min))
    #expect(step.continuity != .first)
    #expect(counters.sixteenths == 0)
  }

  static func totals(_ pod: Pod) -> SdmTotalsPage {
    SdmTotalsPage(strides: UInt32(1_000_000 + pod.strides), distance: UInt32(pod.metres * 256) + 77)
  }

  @Test(
    "totals page before and after a long gap, bridged to the sixteenth", arguments: [400.0, 1_800])
  func totalsAroundGap_bridged(_ gap: Double) throws {
    var counters = SdmCounters()
    var pod = Pod(metres: 33, strides: 26)
    _ = counters.receive(pod.page, at: Self.at(0))
    #expect(counters.wantsTotals)
    #expect(counters.receive(Self.totals(pod), at: Self.at(0.25)) == nil)
    #expect(!counters.wantsTotals)
    pod.walk(100)
    _ = counters.receive(pod.page, at: Self.at(100))
    pod.walk(gap)
    let step = counters.receive(pod.page, at: Self.at(100 + gap))
    #expect(step.continuity == .broken(.tooLong(Microseconds(Int64(gap * 1_000_000)))))
    #expect(counters.wantsTotals)
    var later = pod
    later.walk(0.5)
    let bridged = counters.receive(Self.totals(later), at: Self.at(100.5 + gap))
    let span = try #require(bridged)
    #expect(span.sixteenths == Int64(gap * 24))
    #expect(counters.sixteenths == Int64((100 + gap) * 24))
    #expect(counters.strides == Int64(pod.strides - 26))
    #expect(!counters.wantsTotals)
  }

  @Test("totals page that restarted in the gap, not bridged")
  func totalsRestarted_notBridged() {
    var counters = SdmCounters()
    var pod = Pod()
    _ = counters.receive(pod.page, at: Self.at(0))
    _ = counters.receive(SdmTotalsPage(strides: 5_000, distance: 900_000), at: Self.at(0.25))
    pod.walk(400)
    _ = counters.receive(pod.page, at: Self.at(400))
    #expect(
      counters.receive(SdmTotalsPage(strides: 12, distance: 4_000), at: Self.at(400.5)) == nil)
    #expect(counters.sixteenths == 0 && counters.strides == 0)
  }

  @Test("totals page that comes before the first page 1 after a gap, passed over")
  func totalsBeforePage1_passedOver() {
    var counters = SdmCounters()
    var pod = Pod()
    _ = counters.receive(pod.page, at: Self.at(0))
    _ = counters.receive(Self.totals(pod), at: Self.at(0.25))
    pod.walk(400)
    #expect(counters.receive(Self.totals(pod), at: Self.at(399.75)) == nil)
    _ = counters.receive(pod.page, at: Self.at(400))
    #expect(counters.receive(Self.totals(pod), at: Self.at(400.25))?.sixteenths == 9_600)
  }

  @Test("totals pages early or late beside their pages 1, the rolls still counted right")
  func totalsBesideMainPages_rollsRight() {
    for (early, late) in [(0.0, 0.9), (0.9, 0.0)] {
      var counters = SdmCounters()
      var pod = Pod()
      _ = counters.receive(pod.page, at: Self.at(0))
      var ahead = pod
      ahead.walk(early)
      _ = counters.receive(Self.totals(ahead), at: Self.at(early))
      pod.walk(400)
      _ = counters.receive(pod.page, at: Self.at(400))
      ahead = pod
      ahead.walk(late)
      let span = counters.receive(Self.totals(ahead), at: Self.at(400 + late))
      #expect(span?.sixteenths == 9_600)
      #expect(span?.strides == 480)
    }
  }
}
