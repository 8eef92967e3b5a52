/// How fast a device's line is, with the codes of the Linux kernel (enum usb_device_speed).
public enum UsbSpeed: UInt32, Sendable, Hashable {
  /// 1.5 Mbit/s.
  case low = 1
  /// 12 Mbit/s.
  case full = 2
}

/// An endpoint as its descriptor tells of it (USB 2.0, section 9.6.6).
public struct UsbEndpoint: Hashable, Sendable {
  /// Number, and bit 7 set when it goes to the host.
  public let address: UInt8
  /// wMaxPacketSize: a shorter packet ends a transfer.
  public let packetSize: Int
}

/// What a USB device tells of itself: the bytes of its descriptors.
public struct UsbDescriptors: Hashable, Sendable {
  /// Device descriptor, 18 bytes.
  public let device: [UInt8]
  /// The one configuration with its interfaces and endpoints.
  public let configuration: [UInt8]
  /// String descriptors by index, US English.
  public let strings: [UInt8: String]
  /// HID report descriptor; empty when the device is none.
  public let report: [UInt8]
  /// The speed of its line.
  public let speed: UsbSpeed

  /// Descriptors; nil when device or configuration descriptor is not as long as it says.
  public init?(
    device: [UInt8], configuration: [UInt8], strings: [UInt8: String], report: [UInt8] = [],
    speed: UsbSpeed = .full
  ) {
    guard device.count == 18, device[0] == 18, configuration.count >= 9,
      Int(configuration[2]) | Int(configuration[3]) << 8 == configuration.count
    else { return nil }
    self.device = device
    self.configuration = configuration
    self.strings = strings
    self.report = report
    self.speed = speed
  }

  /// Vendor id.
  public var vendor: UInt16 { UInt16(device[8]) | UInt16(device[9]) << 8 }
  /// Product id.
  public var product: UInt16 { UInt16(device[10]) | UInt16(device[11]) << 8 }
  /// Release of the device, binary coded decimal.
  public var release: UInt16 { UInt16(device[12]) | UInt16(device[13]) << 8 }
  /// The serial number's string; nil when the device has none.
  public var serial: String? { strings[device[16]] }
  /// bConfigurationValue of the one configuration.
  public var configurationValue: UInt8 { configuration[5] }

  /// Class, subclass and protocol of each interface, in order.
  public var interfaces: [(class: UInt8, subclass: UInt8, protocol: UInt8)] {
    parts(ofType: 4, length: 9).map { ($0[5], $0[6], $0[7]) }
  }

  /// The endpoints beside endpoint 0.
  public var endpoints: [UsbEndpoint] {
    parts(ofType: 5, length: 7).map {
      UsbEndpoint(address: $0[2], packetSize: max(1, Int($0[4]) | Int($0[5] & 0x07) << 8))
    }
  }

  /// A string descriptor (USB 2.0, section 9.6.7); nil when there is none at `index`.
  func string(_ index: UInt8) -> [UInt8]? {
    if index == 0 { return [4, 3, 0x09, 0x04] }
    guard let text = strings[index] else { return nil }
    let units = text.utf16.prefix(126)
    let bytes = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    return [UInt8(bytes.count + 2), 3] + bytes
  }

  /// The parts of the configuration with a descriptor type and at least `length` bytes.
  func parts(ofType type: UInt8, length: Int) -> [[UInt8]] {
    var found: [[UInt8]] = []
    var rest = configuration[...]
    while let size = rest.first.map(Int.init), size >= 2, rest.count >= size {
      let part = Array(rest.prefix(size))
      if part[1] == type, size >= length { found.append(part) }
      rest = rest.dropFirst(size)
    }
    return found
  }
}
