import DeviceProtocols
import Readings
import Testing
import WalkProtocol

@testable import SessionCapture

/// Which device feeds which channel.
@Suite struct ChannelOwnersTests {
  private static let pod = DeviceSource(1)
  private static let belt = DeviceSource(3)

  private func owners(_ id: String) throws -> ChannelOwners {
    let bytes = try #require(ShippedProtocols.bytes(id: id))
    return ChannelOwners(try ProtocolFile.parse(bytes, named: id))
  }

  private func reading(_ value: ChannelValue, _ source: DeviceSource) -> Reading {
    Reading(
      instant: MonotonicInstant(microseconds: 1), source: source, value: value, resolution: 1,
      raw: RawBytes())
  }

  private func admit(
    _ owners: inout ChannelOwners, _ reading: Reading, from driver: DriverID, isStarted: Bool
  ) -> Bool {
    owners.admit(reading, from: driver, isStarted: isStarted)
  }

  @Test("a belt beside a pod in a treadmill protocol, distance and speed are the belt's")
  func beltPreferred() throws {
    var owners = try owners("deen-1.2mph-15min")
    let distance = ChannelValue.distance(Micrometres(1))
    #expect(
      admit(&owners, reading(distance, Self.pod), from: .antFootPod, isStarted: false) == true)
    #expect(
      admit(&owners, reading(distance, Self.belt), from: .trackmaster, isStarted: false) == true)
    #expect(
      admit(&owners, reading(distance, Self.pod), from: .antFootPod, isStarted: false) == false)
    #expect(
      admit(&owners, reading(.strides(1), Self.pod), from: .antFootPod, isStarted: false) == true)
    #expect(owners.channels(of: Self.belt) == [.distance])
    #expect(owners.channels(of: Self.pod) == [.strides])
  }

  @Test("a belt that comes after START, changes nothing")
  func started_ownerStays() throws {
    var owners = try owners("deen-1.2mph-15min")
    let distance = ChannelValue.distance(Micrometres(1))
    #expect(
      admit(&owners, reading(distance, Self.pod), from: .antFootPod, isStarted: false) == true)
    #expect(
      admit(&owners, reading(distance, Self.belt), from: .trackmaster, isStarted: true) == false)
    #expect(admit(&owners, reading(distance, Self.pod), from: .antFootPod, isStarted: true) == true)
  }

  @Test("a channel without an owner at START, taken by the first that tells it")
  func absentAtStart_firstTakes() throws {
    var owners = try owners("deen-1.2mph-15min")
    let speed = ChannelValue.speed(MillimetresPerSecond(536))
    #expect(admit(&owners, reading(speed, Self.pod), from: .antFootPod, isStarted: true) == true)
    #expect(admit(&owners, reading(speed, Self.belt), from: .trackmaster, isStarted: true) == false)
  }

  @Test("an overground protocol, the pod outranks a belt that runs somewhere")
  func overground_podPreferred() throws {
    var owners = try owners("6mwt")
    let distance = ChannelValue.distance(Micrometres(1))
    #expect(admit(&owners, reading(distance, Self.belt), from: .csafe, isStarted: false) == true)
    #expect(
      admit(&owners, reading(distance, Self.pod), from: .antFootPod, isStarted: false) == true)
    #expect(owners.channels(of: Self.pod) == [.distance])
  }
}
