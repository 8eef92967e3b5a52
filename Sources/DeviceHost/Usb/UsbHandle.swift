import CLibUSB
import DeviceProtocols

/// One open device of libusb. Unchecked: libusb allows calls on a handle from any thread, and who
/// opened it closes it once, after its last transfer has ended.
struct UsbHandle: @unchecked Sendable {
  let pointer: OpaquePointer

  /// Opens the device at `address` of `bus`, if it is `expected`.
  ///
  /// - Throws: `PortFault`: absent, not the device, no permission, or what else the system says.
  init(
    bus: Int, address: Int, expecting expected: UsbID, in context: UsbContextPointer
  ) throws(PortFault) {
    var list: UnsafeMutablePointer<OpaquePointer?>?
    let count = libusb_get_device_list(context.pointer, &list)
    guard count >= 0, let list else { throw PortFault(opening: Int32(count)) }
    // Frees the list and its references; an open handle keeps a reference of its own.
    defer { libusb_free_device_list(list, 1) }
    let device = UnsafeBufferPointer(start: list, count: count).lazy.compactMap(\.self).first {
      libusb_get_bus_number($0) == bus && libusb_get_device_address($0) == address
    }
    guard let device else { throw PortFault(opening: LIBUSB_ERROR_NO_DEVICE.rawValue) }
    guard UsbID(device) == expected else { throw .notTheUsbDevice }
    var pointer: OpaquePointer?
    let code = libusb_open(device, &pointer)
    guard code == 0, let pointer else { throw PortFault(opening: code) }
    self.pointer = pointer
  }

  /// The device's descriptor.
  var descriptor: libusb_device_descriptor {
    var descriptor = libusb_device_descriptor()
    // Cannot fail since libusb 1.0.16: the descriptor is in memory.
    libusb_get_device_descriptor(libusb_get_device(pointer), &descriptor)
    return descriptor
  }

  /// Takes `interface` from the kernel's driver, which gets it back on release.
  func claim(_ interface: Int, _ quirks: UsbQuirks, _ endpoints: UsbEndpoints) throws(PortFault) {
    try check(libusb_set_auto_detach_kernel_driver(pointer, 1))
    try check(libusb_claim_interface(pointer, Int32(interface)))
    do throws(PortFault) {
      if quirks.resetsOnOpen { try check(libusb_reset_device(pointer)) }
      if quirks.clearsHaltOnOpen {
        try check(libusb_clear_halt(pointer, endpoints.input))
        try check(libusb_clear_halt(pointer, endpoints.output))
      }
    } catch {
      release(interface)
      throw error
    }
  }

  /// Gives `interface` back to the kernel. A device that is gone has nothing to give back.
  func release(_ interface: Int) { libusb_release_interface(pointer, Int32(interface)) }

  /// Closes the handle; not from a callback.
  func close() { libusb_close(pointer) }

  private func check(_ code: Int32) throws(PortFault) {
    if code < 0 { throw PortFault(opening: code) }
  }
}

extension UsbID {
  /// What `device` says it is.
  fileprivate init(_ device: OpaquePointer) {
    var descriptor = libusb_device_descriptor()
    libusb_get_device_descriptor(device, &descriptor)
    self.init(descriptor.idVendor, descriptor.idProduct)
  }
}

/// The two bulk endpoints of an interface.
struct UsbEndpoints: Hashable, Sendable {
  /// Device to host.
  let input: UInt8
  /// Host to device.
  let output: UInt8
  /// Bytes for one read: a multiple of the packet size, or a full packet would not fit.
  let readSize: Int

  /// The endpoints of `interface` in the configuration that is active, found by their direction.
  ///
  /// - Throws: `notTheDevice` unless there is exactly one bulk endpoint for each direction.
  init(of handle: UsbHandle, interface: Int) throws(PortFault) {
    var configuration: UnsafeMutablePointer<libusb_config_descriptor>?
    let code = libusb_get_active_config_descriptor(
      libusb_get_device(handle.pointer), &configuration)
    guard code == 0, let configuration else { throw PortFault(opening: code) }
    defer { libusb_free_config_descriptor(configuration) }
    let bulk = Self.bulkEndpoints(of: interface, in: configuration.pointee)
    let inputs = bulk.filter { $0.bEndpointAddress & 0x80 != 0 }
    let outputs = bulk.filter { $0.bEndpointAddress & 0x80 == 0 }
    guard inputs.count == 1, outputs.count == 1, inputs[0].wMaxPacketSize > 0 else {
      throw .notTheUsbDevice
    }
    input = inputs[0].bEndpointAddress
    output = outputs[0].bEndpointAddress
    let packet = Int(inputs[0].wMaxPacketSize)
    readSize = max(1, 512 / packet) * packet
  }

  private static func bulkEndpoints(
    of interface: Int, in configuration: libusb_config_descriptor
  ) -> [libusb_endpoint_descriptor] {
    let interfaces = UnsafeBufferPointer(
      start: configuration.interface, count: Int(configuration.bNumInterfaces))
    for candidate in interfaces where candidate.num_altsetting > 0 {
      let setting = candidate.altsetting[0]
      guard Int(setting.bInterfaceNumber) == interface else { continue }
      return UnsafeBufferPointer(start: setting.endpoint, count: Int(setting.bNumEndpoints))
        .filter { $0.bmAttributes & 0x03 == 0x02 }
    }
    return []
  }
}
