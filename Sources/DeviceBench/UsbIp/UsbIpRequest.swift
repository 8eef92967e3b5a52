import DeviceSimulator

/// What a host asks over USB/IP (Linux, Documentation/usb/usbip_protocol.rst; all words are high
/// byte first).
enum UsbIpRequest: Hashable, Sendable {
  /// OP_REQ_DEVLIST.
  case list
  /// OP_REQ_IMPORT.
  case take(busID: String)
  /// USBIP_CMD_SUBMIT; `device` is the host's number of the device.
  case submit(UsbTransfer, device: UInt32)
  /// USBIP_CMD_UNLINK: takes `target` back.
  case unlink(UInt32, target: UInt32)

  /// The version that both sides must speak.
  static let version: UInt16 = 0x0111
  /// The longest transfer that is taken; the devices' own are a few hundred bytes.
  static let longestTransfer = 65_536
}
