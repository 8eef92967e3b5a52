import Readings
import SampleLoop
import Testing

@testable import SessionCapture

/// The newest readings as the loop sees them.
@Suite struct LatestReadingsTests {
  @Test("a reading of a device that feeds the channel, stands until the device is lost")
  func reading_untilLost() {
    let latest = LatestReadings()
    latest.take(Self.speed(500, from: 1, at: 7))
    latest.take(Self.speed(536, from: 1, at: 9))
    let value = latest.table.read(.speed)
    #expect(value?.integer == 536)
    #expect(value?.instant == MonotonicInstant(microseconds: 9))
    #expect(latest.table.read(.distance)?.isPresent == false)
    latest.forget(DeviceSource(2))
    #expect(latest.table.read(.speed)?.integer == 536)
    latest.forget(DeviceSource(1))
    #expect(latest.table.read(.speed)?.isPresent == false)
  }

  @Test("a device that does not feed the channel in the record, is left out of the snapshot")
  func stranger_leftOut() throws {
    let latest = LatestReadings()
    let walk = try TestWalk.shared
    let owner = try #require(walk.engine.owner(of: .speed))
    let stranger = owner.number + 1
    latest.take(Self.speed(900, from: stranger, at: 1))
    #expect(latest.table.read(.speed)?.integer == 900)
    latest.follow(walk.engine)
    #expect(latest.table.read(.speed)?.isPresent == false)
    latest.take(Self.speed(900, from: stranger, at: 2))
    #expect(latest.table.read(.speed)?.isPresent == false)
    latest.take(Self.speed(536, from: owner.number, at: 3))
    #expect(latest.table.read(.speed)?.integer == 536)
  }

  private static func speed(_ value: Int64, from source: UInt8, at instant: Int64) -> Reading {
    Reading(
      instant: MonotonicInstant(microseconds: instant), source: DeviceSource(source),
      value: .speed(MillimetresPerSecond(value)), resolution: 1, raw: RawBytes())
  }
}
