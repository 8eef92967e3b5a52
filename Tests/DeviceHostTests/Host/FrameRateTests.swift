import Testing

@testable import DeviceHost

/// The live rate of a list of devices.
struct FrameRateTests {
  @Test("four frames a second, are told as that after the first second and until they stop")
  func steady() {
    var rate = FrameRate()
    #expect(rate.perKilosecond(at: instant(0)) == nil)
    for tick in 0..<80 { rate.count(at: instant(Int64(tick) * 250)) }
    #expect(rate.perKilosecond(at: instant(20_100)) == 4_000)
    #expect(rate.perKilosecond(at: instant(60_000)) == 0)
  }

  @Test("the first second is not over, nothing is told")
  func beginning() {
    var rate = FrameRate()
    rate.count(at: instant(5_100))
    #expect(rate.perKilosecond(at: instant(5_900)) == nil)
    #expect(rate.perKilosecond(at: instant(6_900)) == 1_000)
  }
}
