public import DeviceProtocols

/// A device as the system shows it now: what it is, where it is plugged in, and whether this
/// process may open it. Nothing was opened or sent to learn this.
public struct AttachedDevice: Hashable, Sendable {
  /// The kind of node a device is opened through.
  public enum Node: String, Hashable, Sendable, CaseIterable {
    /// A USB device, opened whole through libusb.
    case usb
    /// A serial line.
    case serial
    /// The kernel's input layer.
    case evdev
    /// Raw HID reports.
    case hidraw
  }

  /// Whether this process may read and write the node, as access(2) says.
  public enum Permission: String, Hashable, Sendable, CaseIterable {
    /// It may.
    case granted
    /// It may not.
    case denied
    /// There is no node, or not yet.
    case absent
  }

  /// Its directory in sysfs: one plugging-in of one device, until it is unplugged.
  public var path: String
  /// How it is opened.
  public var node: Node
  /// The USB vendor and product id, of the adapter for a serial device; nil when it is not on USB.
  public var usb: UsbID?
  /// The number or name it gives itself; empty when it gives none.
  public var serial: String
  /// What it calls itself; empty when it does not tell.
  public var product: String
  /// The socket it is plugged into, such as `usb-1-1.2` (bus 1, socket 2 of a hub in socket 1),
  /// with `:1.0` when one USB device has several lines; `ttyS0` for a line that is not on USB.
  public var port: String
  /// The file it is opened by, such as `/dev/bus/usb/001/004` or `/dev/ttyUSB0`.
  public var file: String
  /// A link to the file that names the device by its serial number; nil when there is none.
  public var link: String?
  /// The USB bus number; 0 when it is not on USB.
  public var bus: Int
  /// The USB address on the bus, new at every plugging-in and reset; 0 when it is not on USB.
  public var address: Int
  /// The number of its USB interface; nil for a whole USB device and when it is not on USB.
  public var interface: Int?
  /// The kernel driver that holds it; nil when none does.
  public var kernelDriver: String?
  /// Whether this process may open it.
  public var permission: Permission
  /// True when udev tells ModemManager to leave it alone.
  public var isIgnoredByModemManager: Bool
  /// The short names of the kinds of device it may be, from the driver table by its USB id; empty
  /// for an adapter or keyboard that only configuration can give a meaning.
  public var kinds: [String]

  /// Whether `other` is the same device, plugged in the same time, with the same node.
  public func isSameAttachment(as other: AttachedDevice) -> Bool {
    path == other.path && bus == other.bus && address == other.address && file == other.file
  }

  /// The descriptions of `kinds` in `table`.
  public func descriptions(in table: [DeviceDescription]) -> [DeviceDescription] {
    table.filter { kinds.contains($0.id) }
  }

  /// Who and where, for a sentence: `serial 123 at usb-1-1.2`.
  public var whoAndWhere: String {
    serial.isEmpty ? "the one without serial number at \(port)" : "serial \(serial) at \(port)"
  }
}

extension Attachment {
  /// The kind of node that is opened for it.
  public var node: AttachedDevice.Node {
    switch self {
    case .usbBulk: .usb
    case .serial: .serial
    case .evdev: .evdev
    case .hidraw: .hidraw
    }
  }
}
