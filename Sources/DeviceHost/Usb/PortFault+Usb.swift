import CLibUSB

extension PortFault {
  /// What a libusb call that returned `code` means while a device is being opened: one that is not
  /// there may come back, and the host waits for it.
  init(opening code: Int32) {
    switch libusb_error(code) {
    case LIBUSB_ERROR_NO_DEVICE, LIBUSB_ERROR_NOT_FOUND:
      self.init(
        .absent, "The USB device left while it was opened; wait, or plug it in again.", code)
    default: self.init(using: code)
    }
  }

  /// What a libusb call that returned `code` means for an open device.
  init(using code: Int32) {
    switch libusb_error(code) {
    case LIBUSB_ERROR_NO_DEVICE, LIBUSB_ERROR_NOT_FOUND:
      self.init(.unplugged, "The USB device was unplugged; plug it in again.", code)
    case LIBUSB_ERROR_ACCESS:
      self.init(
        .noPermission,
        "This user may not open the USB device; run `walktest doctor` and follow its advice.", code)
    case LIBUSB_ERROR_BUSY:
      self.init(
        .busy, "Another program holds the USB device; close that program, then try again.", code)
    case LIBUSB_ERROR_TIMEOUT:
      self.init(
        .stalled, "The USB device takes no data; unplug it, wait a moment and plug it in.", code)
    case LIBUSB_ERROR_PIPE:
      self.init(
        .stalled, "The USB device refuses data; unplug it, wait a moment and plug it in.", code)
    default:
      self.init(
        .system,
        "The USB connection fails (\(Self.name(code))); use another USB port or cable.", code)
    }
  }

  /// The fault as it is told by a port that was not open yet.
  var whileOpening: PortFault { code == .unplugged ? PortFault(opening: number) : self }

  /// The device is not the one its place on the bus promised.
  static let notTheUsbDevice = PortFault(
    .notTheDevice,
    "Another USB device answers than the one expected; run `walktest devices list` and bind anew.")

  /// The context was closed, or its own thread tried to open a port.
  static let usbClosed = PortFault(.system, "USB is shut down here; start walktest again.")

  private static func name(_ code: Int32) -> String {
    libusb_error_name(code).map { String(cString: $0) } ?? "\(code)"
  }
}
