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
  /// ANT+'s frequency, 2457 MHz.
  public static let antPlusFrequency: UInt8 = 57

  /// A foot pod: the one with `deviceNumber`, or the first one found when that is 0.
  public static func footPod(deviceNumber: UInt16 = 0, channel: UInt8 = 0) -> AntChannelPlan {
    AntChannelPlan(
      channel: channel, network: 0,
      id: AntChannelID(
        deviceNumber: deviceNumber, deviceType: AntChannelID.footPodType, transmissionType: 0),
      period: footPodPeriod, frequency: antPlusFrequency)
  }
}
