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
public struct UsbID: Hashable, Sendable, CustomStringConvertible {
  /// The vendor.
  public let vendor: UInt16
  /// The product.
  public let product: UInt16

  /// An id.
  public init(_ vendor: UInt16, _ product: UInt16) {
    self.vendor = vendor
    self.product = product
  }

  /// The id as sysfs and udev spell its halves, such as `0fcf:1008`.
  public var description: String { Self.hex(vendor) + ":" + Self.hex(product) }

  /// Four lower-case hexadecimal digits, as in sysfs `idVendor` and `idProduct`.
  public static func hex(_ half: UInt16) -> String {
    let digits = String(half, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}
