/// A family of USB-serial adapter chips. Millions of machines have one: its ids say nothing of what
/// is on the other end of the cable.
public struct SerialAdapter: Hashable, Sendable {
  /// The name of the family.
  public let name: String
  /// The ids of its chips.
  public let usb: [UsbID]
  /// The kernel driver that makes a ttyUSB of it, as sysfs names it.
  public let kernelDriver: String
  /// The latency timer in ms to set where the driver has one; nil where it has none. FTDI chips hold
  /// short answers back for 16 ms unless told otherwise.
  public let latencyTimer: Int?
}

extension DriverTable {
  /// The adapter chips that treadmills and consoles are met behind (facts sections 4.4 and 10; ids
  /// as in the kernel's ftdi_sio, pl2303, ch341 and cp210x).
  public static let adapters: [SerialAdapter] = [
    SerialAdapter(
      name: "FTDI FT232R, FT2232, FT4232, FT232H and FT-X",
      usb: [
        UsbID(0x0403, 0x6001), UsbID(0x0403, 0x6010), UsbID(0x0403, 0x6011),
        UsbID(0x0403, 0x6014), UsbID(0x0403, 0x6015),
      ],
      kernelDriver: "ftdi_sio", latencyTimer: 1),
    SerialAdapter(
      name: "Prolific PL2303", usb: [UsbID(0x067B, 0x2303), UsbID(0x067B, 0x23A3)],
      kernelDriver: "pl2303", latencyTimer: nil),
    SerialAdapter(
      name: "WCH CH340 and CH341",
      usb: [UsbID(0x1A86, 0x5523), UsbID(0x1A86, 0x7522), UsbID(0x1A86, 0x7523)],
      kernelDriver: "ch341", latencyTimer: nil),
    SerialAdapter(
      name: "Silicon Labs CP210x", usb: [UsbID(0x10C4, 0xEA60), UsbID(0x10C4, 0xEA70)],
      kernelDriver: "cp210x", latencyTimer: nil),
  ]

  /// The ids of all adapter chips.
  public static var adapterIDs: [UsbID] { adapters.flatMap(\.usb) }

  /// The adapter family of a chip; nil when it is none.
  public static func adapter(_ usb: UsbID) -> SerialAdapter? {
    adapters.first { $0.usb.contains(usb) }
  }
}
