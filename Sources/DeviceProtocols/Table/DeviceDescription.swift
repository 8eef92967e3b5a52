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
  /// The USB vendor and product ids it answers with; those of an adapter for a serial device.
  public let usb: [UsbID]
  /// Variants that configuration must choose from; empty when there is one kind only.
  public let variants: [DeviceVariant]
  /// What each channel can promise.
  public let channels: [ChannelPromise]
  /// The kernel driver that binds first, as sysfs names it; nil when none does.
  public let kernelDriver: String?
  /// Silence after which the channel is stalled.
  public let stallTime: Microseconds
  /// How well it is supported.
  public let support: SupportLevel
  /// Known faults, one sentence each.
  public let knownFaults: [String]
  /// What was tested and against whom, one sentence each.
  public let tested: [String]

  /// A description.
  public init(
    id: String, name: String, role: DeviceRole, drivers: [DriverID], attachment: Attachment,
    usb: [UsbID], variants: [DeviceVariant] = [], channels: [ChannelPromise],
    kernelDriver: String?, stallTime: Microseconds, support: SupportLevel, knownFaults: [String],
    tested: [String]
  ) {
    self.id = id
    self.name = name
    self.role = role
    self.drivers = drivers
    self.attachment = attachment
    self.usb = usb
    self.variants = variants
    self.channels = channels
    self.kernelDriver = kernelDriver
    self.stallTime = stallTime
    self.support = support
    self.knownFaults = knownFaults
    self.tested = tested
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

/// How a device is attached.
public enum Attachment: Hashable, Sendable {
  /// USB bulk endpoints of an interface, through libusb.
  case usbBulk(interface: Int)
  /// A serial line: a tty of the kernel.
  case serial(SerialLine)
  /// The kernel's input layer.
  case evdev
  /// Raw HID reports.
  case hidraw
}

/// The settings of a serial line. All devices known use 8 data bits, no parity, 1 stop bit.
public struct SerialLine: Hashable, Sendable {
  /// Bits per second.
  public let baud: Int
  /// True when DTR and RTS shall be raised on opening.
  public let raisesModemLines: Bool

  /// A line of `baud` bits per second.
  public init(baud: Int, raisesModemLines: Bool = false) {
    self.baud = baud
    self.raisesModemLines = raisesModemLines
  }
}

/// A USB vendor and product id.
public struct UsbID: Hashable, Sendable {
  /// The vendor.
  public let vendor: UInt16
  /// The product.
  public let product: UInt16

  /// An id.
  public init(_ vendor: UInt16, _ product: UInt16) {
    self.vendor = vendor
    self.product = product
  }
}

/// A variant of a device family, chosen by configuration and never guessed.
public struct DeviceVariant: Hashable, Sendable {
  /// Its name in configuration, such as `ge-t2100`.
  public let id: String
  /// What it is, for staff.
  public let name: String
  /// Its line when that differs from the family's.
  public let line: SerialLine?

  /// A variant.
  public init(id: String, name: String, line: SerialLine? = nil) {
    self.id = id
    self.name = name
    self.line = line
  }
}

/// What a device promises of one channel.
public struct ChannelPromise: Hashable, Sendable {
  /// The channel.
  public let channel: Channel
  /// The smallest step as the device's documents put it, such as `1/256 m/s`.
  public let step: String
  /// The step in the channel's unit (mm/s, µm or strides), rounded up; 0 when not promised.
  public let resolution: Int64

  /// A promise.
  public init(_ channel: Channel, step: String, resolution: Int64) {
    self.channel = channel
    self.step = step
    self.resolution = resolution
  }
}

/// How well a device is supported, from what was done and not from hope.
public enum SupportLevel: String, Sendable, Hashable, CaseIterable {
  /// A recording of the real device decodes, and an independent program agrees with the decoder.
  case recorded
  /// An independent program reads our simulator of it, and our host reads the simulator.
  case judged
  /// Only our own simulator was read; written from documents.
  case simulated
  /// Known and not supported yet.
  case planned
}
