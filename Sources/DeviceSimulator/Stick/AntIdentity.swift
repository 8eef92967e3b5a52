/// What a simulated ANT+ device tells of itself.
public struct AntIdentity: Hashable, Sendable {
  /// The ANT device number, 1 to 65535.
  public var deviceNumber: UInt16
  /// The ANT transmission type; 1 is an independent channel with a two-byte number.
  public var transmissionType: UInt8
  /// Manufacturer, common page 80.
  public var manufacturer: UInt16
  /// Model, common page 80.
  public var model: UInt16
  /// Hardware revision, common page 80.
  public var hardwareRevision: UInt8
  /// Software revision in tenths, common page 81.
  public var softwareRevision: UInt8
  /// Serial number, common page 81.
  public var serial: UInt32

  /// A device; manufacturer 255 is the number for development.
  public init(
    deviceNumber: UInt16, transmissionType: UInt8 = 1, manufacturer: UInt16 = 255,
    model: UInt16 = 1, hardwareRevision: UInt8 = 1, softwareRevision: UInt8 = 10,
    serial: UInt32 = 1
  ) {
    self.deviceNumber = deviceNumber
    self.transmissionType = transmissionType
    self.manufacturer = manufacturer
    self.model = model
    self.hardwareRevision = hardwareRevision
    self.softwareRevision = softwareRevision
    self.serial = serial
  }
}
