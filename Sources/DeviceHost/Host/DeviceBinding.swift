public import DeviceProtocols

/// What configuration says of one role: which driver reads its device, and which device it is.
public struct DeviceBinding: Hashable, Sendable {
  /// How the device is told from others of its kind.
  public enum Place: Hashable, Sendable {
    /// By the serial number it gives itself, wherever it is plugged in.
    case serial(String)
    /// By the socket it is plugged into, such as `usb-1-1.2`, whatever its number.
    case port(String)
  }

  /// Which driver reads it and how.
  public var choice: DriverChoice
  /// Which device; nil when the only one of its kind is meant.
  public var place: Place?
  /// The USB id of a device that is not in the driver table (a keyboard-like button).
  public var usb: UsbID?

  /// A binding.
  public init(_ choice: DriverChoice, place: Place? = nil, usb: UsbID? = nil) {
    self.choice = choice
    self.place = place
    self.usb = usb
  }

  /// Whether `device` is where the binding says, and is what its USB id says.
  public func isMet(by device: AttachedDevice) -> Bool {
    if let usb, device.usb != usb { return false }
    switch place {
    case .serial(let serial): return device.serial == serial
    case .port(let port): return device.port == port
    case nil: return true
    }
  }
}
