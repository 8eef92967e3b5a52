public import Readings

/// Which driver reads a device and how: what configuration chose, never a guess.
public struct DriverChoice: Hashable, Sendable {
  /// The driver.
  public var driver: DriverID
  /// The variant of the device family; empty when there is one kind only.
  public var variant: String
  /// The transmitter to listen to on an ANT channel; 0 takes the first one heard.
  public var antDeviceNumber: UInt16
  /// What counts as contacts 0, 1 and so on of a button: key codes of the kernel for `.button`,
  /// usages (page in the high half) for `.hidButton`; others are left out. Empty: all that it has,
  /// in ascending order.
  public var contactCodes: [UInt32]

  /// A choice.
  public init(
    driver: DriverID, variant: String = "", antDeviceNumber: UInt16 = 0, contactCodes: [UInt32] = []
  ) {
    self.driver = driver
    self.variant = variant
    self.antDeviceNumber = antDeviceNumber
    self.contactCodes = contactCodes
  }

  /// The driver as it runs behind an open port; nil when the driver has no such variant.
  ///
  /// - Parameters:
  ///   - networkKey: of the ANT network; other drivers ignore it.
  ///   - reportDescriptor: of a HID device that is read raw; other drivers ignore it.
  ///   - keyCodes: the key codes that a device of the kernel's input layer has, in ascending order;
  ///     other drivers ignore it.
  public func makeDriver(
    source: DeviceSource, networkKey: AntNetworkKey, reportDescriptor: [UInt8] = [],
    keyCodes: [UInt16] = []
  ) -> (any DeviceDriver)? {
    switch driver {
    case .antFootPod:
      FootPodDriver(
        source: source, plan: .footPod(deviceNumber: antDeviceNumber), key: networkKey)
    case .antTreadmill:
      FeTreadmillDriver(
        source: source, plan: .treadmill(deviceNumber: antDeviceNumber), key: networkKey)
    case .csafe: CsafeDriver(source: source)
    case .trackmaster:
      TrackmasterVariant.named(variant).map { TrackmasterDriver(source: source, variant: $0) }
    case .button:
      EvdevButtonDriver(
        keyCodes: contactCodes.isEmpty
          ? keyCodes : contactCodes.map { UInt16(truncatingIfNeeded: $0) })
    case .hidButton:
      HidButtonDriver(
        descriptor: reportDescriptor, usages: contactCodes.map { HidUsage(rawValue: $0) })
    case .xkeys: XkeysModel(rawValue: variant).map { XkeysDriver(model: $0) }
    case .bigRedButton: BigRedButtonDriver()
    case .lifespan:
      LifespanMode(variant: variant).map { LifespanDriver(source: source, mode: $0) }
    }
  }

  /// The decoder alone, as replay and verification need it; nil for buttons, whose edges stand in
  /// the journal themselves, and when the driver has no such variant.
  public func makeDecoder(source: DeviceSource) -> (any DeviceDecoder)? {
    switch driver {
    case .antFootPod: FootPodDecoder(source: source)
    case .antTreadmill: FeTreadmillDecoder(source: source)
    case .csafe: CsafeDecoder(source: source)
    case .trackmaster:
      TrackmasterVariant.named(variant).map { TrackmasterDecoder(source: source, variant: $0) }
    case .lifespan:
      LifespanMode(variant: variant).map { _ in LifespanDecoder(source: source) }
    default: nil
    }
  }
}
