import DeviceProtocols
import Readings
import Testing
import WalktestTesting

/// Pages written and read again, and the worked examples.
@Suite struct AntPageTests {
  @Test("supplementary page, 60.5 strides per minute and 1.5 m/s")
  func supplementaryExample_read() throws {
    let page = SdmSupplementaryPage(try #require(AntPage(bytes(hex: "02 FF FF 3C 81 80 FF 00"))))
    #expect(page.cadence == 968 && page.speed.millimetresPerSecond.count == 1_500)
    #expect(page.calories == nil)
  }

  @Test("totals page, 3 351 057 strides and 7 824 981.265625 m")
  func totalsExample_read() throws {
    let page = SdmTotalsPage(try #require(AntPage(bytes(hex: "10 11 22 33 44 55 66 77"))))
    #expect(page.strides == 3_351_057)
    #expect(Double(page.distance) / 256 == 7_824_981.265625)
  }

  @Test("page request, the bytes a foot pod expects")
  func pageRequest_bytes() {
    let request = AntPageRequest(page: 16, times: 3)
    #expect(request.encoded.bytes == bytes(hex: "46 FF FF FF FF 03 10 01"))
    #expect(AntPageRequest(request.encoded) == request)
  }

  @Test("date page, its parts")
  func datePage_read() throws {
    let page = AntDateTimePage(try #require(AntPage(bytes(hex: "53 FF 1E 0F 0D 5B 07 1A"))))
    #expect(page.second == 30 && page.minute == 15 && page.hour == 13)
    #expect(page.day == 27 && page.weekday == 2 && page.month == 7 && page.year == 2026)
  }

  @Test(
    "speed in 1/256 m/s, rounded half up to mm/s",
    arguments: [(0, 0), (1, 4), (16, 63), (4095, 15_996)])
  func speed_roundedHalfUp(_ count: UInt16, _ expected: Int64) {
    #expect(SdmSpeed(count).millimetresPerSecond.count == expected)
  }

  @Test("any page with reserved bytes FF, encodes to itself through its reading")
  func anyPage_roundTrip() throws {
    var random = SplitMix(state: 3)
    for _ in 0..<500 {
      func byte() -> UInt8 { .random(in: 0...255, using: &random) }
      let main = [1] + (0..<7).map { _ in byte() }
      #expect(SdmMainPage(try #require(AntPage(main))).encoded.bytes == main)
      let more = [byte() % 14 + 2, 0xFF, 0xFF, byte(), byte(), byte(), byte(), byte()]
      #expect(SdmSupplementaryPage(try #require(AntPage(more))).encoded.bytes == more)
      let totals = [16] + (0..<7).map { _ in byte() }
      #expect(SdmTotalsPage(try #require(AntPage(totals))).encoded.bytes == totals)
      let maker = [80, 0xFF, 0xFF] + (0..<5).map { _ in byte() }
      #expect(AntManufacturerPage(try #require(AntPage(maker))).encoded.bytes == maker)
      let product = [81, 0xFF] + (0..<6).map { _ in byte() }
      #expect(AntProductPage(try #require(AntPage(product))).encoded.bytes == product)
      let battery = [82, 0xFF] + (0..<6).map { _ in byte() }
      #expect(AntBatteryPage(try #require(AntPage(battery))).encoded.bytes == battery)
    }
  }

  @Test("any eight bytes, read without trap and kept when unknown")
  func anyBytes_kept() {
    var random = SplitMix(state: 5)
    for number in UInt8.min...UInt8.max {
      let page = AntPage(bits: random.next() & ~0xFF | UInt64(number))
      if case .other(let kept) = SdmPage(page) { #expect(kept == page) }
      if case .other(let kept) = FePage(page) { #expect(kept == page) }
    }
    #expect(AntPage([1, 2, 3]) == nil)
  }

  @Test("lap bit set on the first page ever, no lap; every change after it, one")
  func firstLapBit_noLap() {
    var laps = FeLapCounter()
    for bit in [true, true, false, true] { laps.receive(bit) }
    #expect(laps.laps == 2)
  }
}
