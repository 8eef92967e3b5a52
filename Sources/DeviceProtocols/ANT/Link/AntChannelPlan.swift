/// How a receiving channel is set up (facts sections 1.5 and 2).
public struct AntChannelPlan: Hashable, Sendable {
  /// The stick's channel number.
  public var channel: UInt8
  /// The stick's network number.
  public var network: UInt8
  /// Which transmitter to listen to; zeros are wildcards.
  public var id: AntChannelID
  /// The period in 1/32768 s; it must equal the profile's.
  public var period: UInt16
  /// 2400 + this in MHz.
  public var frequency: UInt8

  /// A plan.
  public init(
    channel: UInt8, network: UInt8, id: AntChannelID, period: UInt16, frequency: UInt8
  ) {
    self.channel = channel
    self.network = network
    self.id = id
    self.period = period
    self.frequency = frequency
  }

  /// The period of the ANT+ foot pod profile in 1/32768 s (4.03 Hz).
  public static let footPodPeriod: UInt16 = 8134
  /// The period of the ANT+ fitness equipment profile in 1/32768 s (4 Hz).
  public static let treadmillPeriod: UInt16 = 8192
  /// ANT+'s frequency, 2457 MHz.
  public static let antPlusFrequency: UInt8 = 57

  /// A foot pod: the one with `deviceNumber`, or the first one found when that is 0.
  public static func footPod(deviceNumber: UInt16 = 0, channel: UInt8 = 0) -> AntChannelPlan {
    device(AntChannelID.footPodType, deviceNumber, footPodPeriod, channel)
  }

  /// A treadmill: the one with `deviceNumber`, or the first fitness equipment found when that is 0.
  public static func treadmill(deviceNumber: UInt16 = 0, channel: UInt8 = 0) -> AntChannelPlan {
    device(AntChannelID.fitnessEquipmentType, deviceNumber, treadmillPeriod, channel)
  }

  private static func device(
    _ type: UInt8, _ number: UInt16, _ period: UInt16, _ channel: UInt8
  ) -> AntChannelPlan {
    AntChannelPlan(
      channel: channel, network: 0,
      id: AntChannelID(deviceNumber: number, deviceType: type, transmissionType: 0),
      period: period, frequency: antPlusFrequency)
  }
}
