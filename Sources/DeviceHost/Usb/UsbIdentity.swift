import CLibUSB
public import DeviceProtocols
import Dispatch
import Synchronization

/// What a USB device says of itself, to tell one from another of its kind.
public struct UsbIdentity: Hashable, Sendable {
  /// Vendor and product.
  public let id: UsbID
  /// Its release number as the descriptor has it, binary coded decimal: 0x0100 is 1.00.
  public let release: UInt16
  /// Its serial number string; nil when it has none or does not tell it.
  public let serial: String?

  init(of handle: UsbHandle, readingSerial: Bool) {
    let descriptor = handle.descriptor
    id = UsbID(descriptor.idVendor, descriptor.idProduct)
    release = descriptor.bcdDevice
    serial =
      readingSerial ? UsbStringRead.string(descriptor.iSerialNumber, of: handle) : nil
  }
}

/// Reads a string descriptor (USB 2.0, 9.6.7) without handling events on the caller's thread, as
/// libusb's own function would.
private final class UsbStringRead: Sendable {
  private static let timeout: UInt32 = 1_000
  private static let longest = 255
  private static let setupSize = MemoryLayout<libusb_control_setup>.size

  private let answer = Mutex<[UInt8]?>(nil)
  private let isDone = DispatchSemaphore(value: 0)

  /// The string `index` in the first language of the device; nil when it does not tell.
  static func string(_ index: UInt8, of handle: UsbHandle) -> String? {
    guard index != 0, let languages = read(0, language: 0, of: handle), languages.count >= 4,
      let bytes = read(
        index, language: UInt16(languages[2]) | UInt16(languages[3]) << 8, of: handle)
    else { return nil }
    let length = min(bytes.count, Int(bytes[0]))
    let units = stride(from: 2, to: max(2, length - 1), by: 2).map {
      UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8
    }
    let text = String(decoding: units, as: UTF16.self)
    return text.isEmpty ? nil : text
  }

  /// One descriptor. Waits for the callback, which libusb's time-out brings at the latest.
  private static func read(_ index: UInt8, language: UInt16, of handle: UsbHandle) -> [UInt8]? {
    guard let transfer = libusb_alloc_transfer(0) else { return nil }
    defer { libusb_free_transfer(transfer) }
    let buffer = UnsafeMutablePointer<UInt8>.allocate(
      capacity: setupSize + longest)
    defer { buffer.deallocate() }
    let request = UsbStringRead()
    libusb_fill_control_setup(
      buffer, 0x80, UInt8(LIBUSB_REQUEST_GET_DESCRIPTOR.rawValue), 0x0300 | UInt16(index), language,
      UInt16(longest))
    libusb_fill_control_transfer(
      transfer, handle.pointer, buffer, usbStringCame,
      Unmanaged.passUnretained(request).toOpaque(), timeout)
    guard libusb_submit_transfer(transfer) == 0 else { return nil }
    request.isDone.wait()
    return request.answer.withLock(\.self).flatMap { $0.count >= 2 && $0[1] == 3 ? $0 : nil }
  }

  fileprivate func came(_ transfer: UnsafeMutablePointer<libusb_transfer>) {
    if transfer.pointee.status == LIBUSB_TRANSFER_COMPLETED {
      let data = UnsafeBufferPointer(
        start: transfer.pointee.buffer + Self.setupSize,
        count: Int(transfer.pointee.actual_length))
      let bytes = Array(data)
      answer.withLock { $0 = bytes }
    }
    isDone.signal()
  }
}

private func usbStringCame(_ transfer: UnsafeMutablePointer<libusb_transfer>?) {
  guard let transfer, let owner = transfer.pointee.user_data else { return }
  Unmanaged<UsbStringRead>.fromOpaque(owner).takeUnretainedValue().came(transfer)
}
