/// Which transmitter a channel listens to: three numbers that together name one device on the air.
/// Zero in a field is a wildcard when a host asks for a channel.
public struct AntChannelID: Hashable, Sendable {
  /// The transmitter's own number, 1 to 65535; 0 is a wildcard.
  public var deviceNumber: UInt16
  /// The profile, such as 124 for a foot pod; 0 is a wildcard.
  public var deviceType: UInt8
  /// How it transmits; 0 is a wildcard.
  public var transmissionType: UInt8

  /// A channel id.
  public init(deviceNumber: UInt16, deviceType: UInt8, transmissionType: UInt8) {
    self.deviceNumber = deviceNumber
    self.deviceType = deviceType
    self.transmissionType = transmissionType
  }

  /// The device type of the ANT+ stride based speed and distance monitor (foot pod).
  public static let footPodType: UInt8 = 0x7C
  /// The device type of ANT+ fitness equipment, treadmills among it.
  public static let fitnessEquipmentType: UInt8 = 0x11

  /// The id that stands in `message` from `offset`: u16 number, type, transmission type.
  init(in message: AntMessage, from offset: Int) {
    self.init(
      deviceNumber: message.u16(offset), deviceType: message[offset &+ 2],
      transmissionType: message[offset &+ 3])
  }

  /// The four bytes as they stand in messages.
  var bytes: [UInt8] {
    [deviceNumber.byte(0), deviceNumber.byte(1), deviceType, transmissionType]
  }
}
