import Readings
import Testing
import WalktestTesting

@testable import DeviceSimulator

/// The bytes of pages against the worked examples of public decoders (captures/vectors).
struct FootPodPageTests {
  @Test("the worked moment of page 1, has the worked bytes")
  func mainPage() {
    let moment = FootPodMoment(
      time: 200_500_000, distance: 50_500_000, speed: 1_500, strides: 254, latency: 1_500_000)
    #expect(moment.mainPage == bytes(hex: "01 64 C8 32 81 80 FE 30"))
  }

  @Test("156 s, 231 m and 6 strides later, has the worked bytes of the second page")
  func mainPageAfterRolling() {
    let moment = FootPodMoment(
      time: 356_500_000, distance: 281_500_000, speed: 1_500, strides: 260, latency: 1_500_000)
    #expect(moment.mainPage == bytes(hex: "01 64 64 19 81 80 04 30"))
  }

  @Test("a cadence of 60.5 at 1.5 m/s, has the worked bytes of page 2")
  func cadencePage() {
    let moment = FootPodMoment(time: 0, distance: 0, speed: 1_500, strides: 0, latency: 0)
    let page = moment.cadencePage(cadenceSixteenths: 968, status: 0)
    #expect(page == bytes(hex: "02 FF FF 3C 81 80 FF 00"))
  }

  @Test("the worked totals, have the worked bytes of page 16")
  func summaryPage() {
    let moment = FootPodMoment(
      time: 0, distance: 7_824_981_265_625, speed: 0, strides: 3_351_057, latency: 0)
    #expect(moment.summaryPage == bytes(hex: "10 11 22 33 44 55 66 77"))
  }

  @Test("a distance just below 1/16 m, is not rounded up")
  func distanceRoundsDown() {
    let moment = FootPodMoment(time: 0, distance: 62_499, speed: 0, strides: 0, latency: 0)
    #expect(moment.mainPage[4] >> 4 == 0)
  }

  @Test("a speed beyond the field and an age beyond the field, show the largest values")
  func fieldsSaturate() {
    let page = FootPodMoment(
      time: 0, distance: 0, speed: 40_000, strides: 0, latency: 60_000_000
    ).mainPage
    #expect(page[4] & 0x0F == 0x0F)
    #expect(page[5] == 0xFF)
    #expect(page[7] == 0xFF)
  }
}
