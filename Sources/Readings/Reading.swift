/// One value of one channel at one instant, with the device it comes from. A channel that the
/// device does not supply has no reading; absent is not zero.
public struct Reading: Hashable, Sendable {
  /// When the host received the bytes that carry the value.
  public var instant: MonotonicInstant
  /// The device, by its number in the session.
  public var source: DeviceSource
  /// What it told.
  public var value: ChannelValue
  /// False when an accumulating channel lost its thread since the reading before (a gap longer
  /// than its counter, or a device that restarted): the value then counts from a new origin.
  public var isContinuous: Bool
  /// The smallest step in which the device tells the value, in the value's own unit (mm/s, µm or
  /// strides); 0 when the device does not promise one.
  public var resolution: Int64
  /// The bytes that carry the value.
  public var raw: RawBytes

  /// A reading.
  public init(
    instant: MonotonicInstant, source: DeviceSource, value: ChannelValue, isContinuous: Bool = true,
    resolution: Int64, raw: RawBytes
  ) {
    self.instant = instant
    self.source = source
    self.value = value
    self.isContinuous = isContinuous
    self.resolution = resolution
    self.raw = raw
  }
}

/// A device's number within one session, 1 to 255.
public struct DeviceSource: Hashable, Sendable {
  /// The number, as `frames.log` shows it.
  public var number: UInt8

  /// The device number `number`.
  public init(_ number: UInt8) { self.number = number }
}

/// Which physical device a source is, as it names itself. Strings are empty when not told.
public struct DeviceIdentity: Hashable, Sendable {
  /// The driver that reads it, such as `ant-sdm`.
  public var driver: String
  /// The device's own number or serial, as text.
  public var serial: String
  /// Maker and model as the device tells them.
  public var model: String
  /// Hardware and software revision as the device tells them.
  public var revision: String

  /// An identity.
  public init(driver: String, serial: String, model: String = "", revision: String = "") {
    self.driver = driver
    self.serial = serial
    self.model = model
    self.revision = revision
  }
}
