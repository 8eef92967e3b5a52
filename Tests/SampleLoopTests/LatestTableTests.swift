import Readings
import Testing

@testable import SampleLoop

@Suite("Table of newest values")
struct LatestTableTests {
  @Test("a reading, its channel shows all of it and the others stay absent")
  func write() throws {
    let table = LatestTable()
    table.write(
      Reading(
        instant: MonotonicInstant(microseconds: 40), source: DeviceSource(200),
        value: .distance(Micrometres(0)), isContinuous: false, resolution: 1, raw: RawBytes()))
    let distance = try #require(table.read(.distance))
    #expect(distance.integer == 0)
    #expect(distance.instant == MonotonicInstant(microseconds: 40))
    #expect(distance.source == DeviceSource(200))
    #expect(!distance.isContinuous)
    #expect(distance.age(at: MonotonicInstant(microseconds: 100)) == Microseconds(60))
    for absent in [Channel.speed, .strides] {
      let value = try #require(table.read(absent))
      #expect(value.integer == nil && value.instant == nil && value.source == nil)
      #expect(value.age(at: MonotonicInstant(microseconds: 100)) == nil)
    }
  }

  @Test("a channel that is cleared, it is absent until the next reading")
  func clear() {
    let table = LatestTable()
    let reading = Reading(
      instant: MonotonicInstant(microseconds: 1), source: DeviceSource(1), value: .strides(9),
      resolution: 1, raw: RawBytes())
    table.write(reading)
    #expect(table.read(.strides)?.integer == 9)
    table.clear(.strides)
    #expect(table.read(.strides)?.isPresent == false)
    table.write(reading)
    #expect(table.read(.strides)?.integer == 9)
  }

  @Test("a writer that goes on without a pause, no read is torn and none goes back")
  func concurrent() async {
    let table = LatestTable()
    let total: Int64 = 200_000
    let writer = Task.detached {
      for number in 1...total {
        table.write(
          Reading(
            instant: MonotonicInstant(microseconds: number &* 7),
            source: DeviceSource(UInt8(truncatingIfNeeded: number)), value: .strides(number),
            isContinuous: number & 1 == 0, resolution: 1, raw: RawBytes()))
      }
    }
    var newest: Int64 = 0
    var torn = 0
    var wentBack = 0
    while newest < total {
      guard let value = table.read(.strides), let number = value.integer else {
        await Task.yield()
        continue
      }
      let isWhole =
        value.instant == MonotonicInstant(microseconds: number &* 7)
        && value.source == DeviceSource(UInt8(truncatingIfNeeded: number))
        && value.isContinuous == (number & 1 == 0)
      if !isWhole { torn += 1 }
      if number < newest { wentBack += 1 }
      newest = max(newest, number)
    }
    await writer.value
    #expect(torn == 0)
    #expect(wentBack == 0)
  }
}
