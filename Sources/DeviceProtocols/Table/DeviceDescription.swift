public import Readings

/// What walktest knows of one kind of device: how it is attached, told apart, opened and read, what
/// it can promise, and how well that is tested. The driver table is a list of these; udev rules,
/// device pages and the host all come from it.
public struct DeviceDescription: Sendable {
  /// A stable short name, such as `antusb-m`: also the name of its page under `docs/devices/`.
  public let id: String
  /// The name people know it by.
  public let name: String
  /// What it is for.
  public let role: DeviceRole
  /// The drivers that can read it, the usual one first.
  public let drivers: [DriverID]
  /// How it is attached.
  public let attachment: Attachment
  /// The USB vendor and product ids it answers with; those of adapters for a serial device.
  public let usb: [UsbID]
  /// How far these ids tell what the device is.
  public let identification: Identification
  /// Variants that configuration must choose from; empty when there is one kind only.
  public let variants: [DeviceVariant]
  /// What each channel can promise; empty for a button, and for a stick, whose channels are those
  /// of what it hears (`DriverTable.heard`).
  public let channels: [ChannelPromise]
  /// The kernel driver that binds first, as sysfs names it; nil when none does, or when it is that
  /// of whichever adapter is used (`DriverTable.adapters`).
  public let kernelDriver: String?
  /// What udev shall do when it is plugged in.
  public let udev: UdevProperties
  /// Silence after which the channel is stalled; nil where silence is normal, as with a button.
  public let stallTime: Microseconds?
  /// How well it is supported.
  public let support: SupportLevel
  /// Known faults, one sentence each.
  public let knownFaults: [String]
  /// What was tested and against whom, one sentence each.
  public let tested: [String]
  /// The rest of its page.
  public let prose: DeviceProse

  /// A description.
  public init(
    id: String, name: String, role: DeviceRole, drivers: [DriverID], attachment: Attachment,
    usb: [UsbID], identification: Identification = .byIDs, variants: [DeviceVariant] = [],
    channels: [ChannelPromise] = [], kernelDriver: String?, udev: UdevProperties,
    stallTime: Microseconds?, support: SupportLevel, knownFaults: [String], tested: [String],
    prose: DeviceProse
  ) {
    self.id = id
    self.name = name
    self.role = role
    self.drivers = drivers
    self.attachment = attachment
    self.usb = usb
    self.identification = identification
    self.variants = variants
    self.channels = channels
    self.kernelDriver = kernelDriver
    self.udev = udev
    self.stallTime = stallTime
    self.support = support
    self.knownFaults = knownFaults
    self.tested = tested
    self.prose = prose
  }

  /// The variant that goes without saying: the empty name when the device has none, its name when it
  /// has one; nil when configuration must choose.
  public var impliedVariant: String? {
    variants.isEmpty ? "" : variants.count == 1 ? variants[0].id : nil
  }

  /// The line that the variant named `variant` is opened with; nil when it is on no serial line or
  /// has no such variant. An empty name stands for the family's own line.
  public func line(variant: String) -> SerialLine? {
    guard case .serial(let line) = attachment else { return nil }
    if variant.isEmpty { return line }
    return variants.first { $0.id == variant }.map { $0.line ?? line }
  }
}

/// What a device is for. A site binds at most one device to each.
public enum DeviceRole: String, Sendable, Hashable, CaseIterable {
  /// The ANT stick through which a foot pod (or an ANT+ treadmill) is heard.
  case stick
  /// A treadmill on a wire.
  case treadmill
  /// The timer button.
  case button
}

/// How far USB ids tell what a device is.
public enum Identification: String, Sendable, Hashable, CaseIterable {
  /// The ids are the device's own: found means known.
  case byIDs = "by-ids"
  /// The ids are those of an adapter or of any keyboard, and say nothing of what is behind: it is
  /// used only when the site bound it by serial number or port.
  case byBinding = "by-binding"
}

/// What udev does for a device when it is plugged in.
public struct UdevProperties: Hashable, Sendable {
  /// The name of its link under `/dev/walktest/`; nil when the link comes with a binding.
  public let link: String?
  /// Whether ModemManager must keep away from its serial ports.
  public let ignoresModemManager: Bool

  /// Properties.
  public init(link: String?, ignoresModemManager: Bool) {
    self.link = link
    self.ignoresModemManager = ignoresModemManager
  }
}

/// What a device's page says in prose, beside what follows from its description.
public struct DeviceProse: Hashable, Sendable {
  /// What it is, in a few sentences.
  public let what: String
  /// Plug, cable, kernel: how it is attached.
  public let attaching: String
  /// What to do once, one step each.
  public let setUp: [String]
  /// Public sources of what is known of it.
  public let sources: [String]

  /// Prose.
  public init(what: String, attaching: String, setUp: [String], sources: [String]) {
    self.what = what
    self.attaching = attaching
    self.setUp = setUp
    self.sources = sources
  }
}
