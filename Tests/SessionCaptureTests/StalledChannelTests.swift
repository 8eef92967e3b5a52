import DeviceProtocols
import DeviceSimulator
import Readings
import StrictJSON
import Testing
import VirtualClinic

@testable import SessionCapture

/// A channel that falls silent is seen within the time that the driver table states.
@Suite struct StalledChannelTests {
  @Test("every device that feeds a channel, is held for stalled no later than the table states")
  func table_notExceeded() throws {
    var times = DriverTable.heard.map(\.stallTime)
    for device in DriverTable.all where device.role != .button {
      times.append(try #require(device.stallTime, "\(device.id)"))
    }
    #expect(times.count >= 5)
    for time in times { #expect(LatestValues.stale <= time) }
  }

  @Test("a pod that falls silent in mid-walk, gaps are said within its stall time and a tick")
  func silentPod_saidInTime() throws {
    let begin = MonotonicInstant(microseconds: 622_400_000)
    let walk = try TestWalk { settings in
      settings.faults = SimulatedFaults()
      settings.podConditions = FootPodConditions(silences: [begin..<(begin + .seconds(8))])
    }
    let stall = try #require(DriverTable.heard.first { $0.driver == .antFootPod }).stallTime
    let said = walk.events(.gap).filter { $0.members["gap"] == "begin" }
    #expect(Set(said.compactMap { $0.members["channel"]?.string }).count == 3)
    for event in said {
      let since = MonotonicInstant(microseconds: try #require(event.members["at_us"]?.integer))
      #expect(event.instant - since <= stall + .milliseconds(100))
    }
  }
}
