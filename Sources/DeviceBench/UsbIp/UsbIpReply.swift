import DeviceSimulator

/// The bytes of our answers over USB/IP (Linux, Documentation/usb/usbip_protocol.rst).
enum UsbIpReply {
  /// OP_REP_DEVLIST: the devices that can be taken.
  static func list(_ devices: [UsbBenchDevice]) -> [UInt8] {
    header(code: 0x0005, isRefused: false) + word(UInt32(devices.count))
      + devices.flatMap { $0.usbIpEntry + $0.usbIpInterfaces }
  }

  /// OP_REP_IMPORT for a device that is taken; nil refuses.
  static func take(_ device: UsbBenchDevice?) -> [UInt8] {
    header(code: 0x0003, isRefused: device == nil) + (device?.usbIpEntry ?? [])
  }

  /// USBIP_RET_SUBMIT.
  static func completion(_ completion: UsbCompletion) -> [UInt8] {
    let status: Int32 =
      switch completion.outcome {
      case .done: 0
      case .stalled: -32  // EPIPE
      case .overflowed: -75  // EOVERFLOW
      }
    return word(3) + word(completion.id) + zeros(12) + word(UInt32(bitPattern: status))
      + word(UInt32(truncatingIfNeeded: completion.count)) + zeros(20) + completion.data
  }

  /// USBIP_RET_UNLINK; a transfer that was complete before has its own answer.
  static func unlinked(_ id: UInt32, wasWaiting: Bool) -> [UInt8] {
    let status: Int32 = wasWaiting ? -104 : 0  // ECONNRESET
    return word(4) + word(id) + zeros(12) + word(UInt32(bitPattern: status)) + zeros(24)
  }

  private static func header(code: UInt16, isRefused: Bool) -> [UInt8] {
    half(UsbIpRequest.version) + half(code) + word(isRefused ? 1 : 0)
  }

  static func word(_ value: UInt32) -> [UInt8] {
    half(UInt16(truncatingIfNeeded: value >> 16)) + half(UInt16(truncatingIfNeeded: value))
  }

  static func half(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }

  private static func zeros(_ count: Int) -> [UInt8] { Array(repeating: 0, count: count) }
}

extension UsbBenchDevice {
  /// struct usbip_usb_device, 312 bytes.
  fileprivate var usbIpEntry: [UInt8] {
    let descriptors = device.function.descriptors
    func text(_ text: String, _ size: Int) -> [UInt8] {
      let bytes = Array(text.utf8.prefix(size - 1))
      return bytes + Array(repeating: 0, count: size - bytes.count)
    }
    return text("/walktest/\(name)", 256) + text(busID, 32) + UsbIpReply.word(1)
      + UsbIpReply.word(UInt32(number)) + UsbIpReply.word(descriptors.speed.rawValue)
      + UsbIpReply.half(descriptors.vendor) + UsbIpReply.half(descriptors.product)
      + UsbIpReply.half(descriptors.release) + descriptors.device[4...6]
      + [descriptors.configurationValue, 1, UInt8(descriptors.interfaces.count)]
  }

  /// struct usbip_usb_interface, four bytes each.
  fileprivate var usbIpInterfaces: [UInt8] {
    device.function.descriptors.interfaces.flatMap { [$0.class, $0.subclass, $0.protocol, 0] }
  }
}
