import DeviceProtocols
import Synchronization

/// Opens real devices: USB through libusb, serial lines and buttons through the kernel's nodes.
public final class SystemPortOpener: PortOpener {
  /// From this try on a USB device that does not let itself be opened gently is reset.
  private static let firstReset = 3

  private let usb = Mutex<UsbContext?>(nil)

  /// An opener; libusb is started when the first USB device is opened.
  public init() {}

  /// Opens the device of `plan`.
  public func open(
    _ plan: DevicePlan, attempt: Int, loop: EventLoop, sink: @escaping PortSink
  ) throws(PortFault) -> any BytePort {
    let device = plan.device
    switch plan.attachment {
    case .usbBulk(let interface):
      guard let id = device.usb else {
        throw PortFault(.notTheDevice, "\(device.file) is no USB device; bind the role anew.")
      }
      return try UsbBulkPort.open(
        bus: device.bus, address: device.address, interface: interface, expecting: id,
        quirks: UsbQuirks(resetsOnOpen: attempt >= Self.firstReset, readsSerial: false),
        context: try usbContext(), sink: sink)
    case .serial(let line):
      // Not the by-id link: of two adapters with one serial number it leads to either.
      return try SerialPort(path: device.file, line: line, loop: loop, sink: sink)
    case .evdev: return try EvdevPort(path: device.file, loop: loop, sink: sink)
    case .hidraw: return try HidrawPort(path: device.file, loop: loop, sink: sink)
    }
  }

  private func usbContext() throws(PortFault) -> UsbContext {
    let made: Result<UsbContext, PortFault> = usb.withLock { usb in
      if let usb { return .success(usb) }
      return Result { () throws(PortFault) in try UsbContext() }.map { context in
        usb = context
        return context
      }
    }
    return try made.get()
  }
}
