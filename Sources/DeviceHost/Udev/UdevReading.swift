import CLibUdev
import DeviceProtocols
import Glibc

/// Makes an `AttachedDevice` of what udev and sysfs tell of one path.
struct UdevReading {
  let context: OpaquePointer
  let interest: UdevInterest

  /// The device at `path`; nil when it is of no interest, has no node, or is gone.
  func device(at path: String, _ kind: UdevKind) -> AttachedDevice? {
    guard let handle = UdevHandle(context, path: path) else { return nil }
    let device: AttachedDevice? =
      switch kind {
      case .usb: handle.type == "usb_device" ? onUsb(handle, path, handle, kind.node) : nil
      case .tty, .input, .hidraw: behindUsb(handle, path, kind) ?? fixedLine(handle, path, kind)
      }
    return device.flatMap { interest.includes($0) ? $0 : nil }
  }

  private func behindUsb(
    _ handle: borrowing UdevHandle, _ path: String, _ kind: UdevKind
  ) -> AttachedDevice? {
    guard let parent = handle.parentPath("usb", "usb_device"),
      let usb = UdevHandle(context, path: parent)
    else { return nil }
    return onUsb(handle, path, usb, kind.node)
  }

  private func onUsb(
    _ handle: borrowing UdevHandle, _ path: String, _ usb: borrowing UdevHandle,
    _ node: AttachedDevice.Node
  ) -> AttachedDevice? {
    guard let vendor = usb.attribute("idVendor").flatMap({ UInt16($0, radix: 16) }),
      let product = usb.attribute("idProduct").flatMap({ UInt16($0, radix: 16) }),
      let name = usb.name, let file = handle.file
    else { return nil }
    let id = UsbID(vendor, product)
    let kinds = interest.kinds(id, node)
    let isIgnored =
      handle.property("ID_MM_DEVICE_IGNORE") == "1" || usb.property("ID_MM_DEVICE_IGNORE") == "1"
    let interface = interface(of: handle, usb, node, kinds)
    return AttachedDevice(
      path: path, node: node, usb: id, serial: usb.attribute("serial") ?? "",
      product: usb.attribute("product") ?? "", port: "usb-\(name)", file: file,
      link: handle.links.first { $0.contains("/by-id/") },
      bus: usb.attribute("busnum").flatMap { Int($0) } ?? 0,
      address: usb.attribute("devnum").flatMap { Int($0) } ?? 0,
      interface: node == .usb ? nil : interface.number, kernelDriver: interface.driver,
      permission: Self.permission(file), isIgnoredByModemManager: isIgnored, kinds: kinds)
  }

  /// A serial line of the machine itself, where there is a chip behind it.
  private func fixedLine(
    _ handle: borrowing UdevHandle, _ path: String, _ kind: UdevKind
  ) -> AttachedDevice? {
    guard kind == .tty, let name = handle.name, name.hasPrefix("ttyS"), let file = handle.file,
      let type = handle.attribute("type"), type != "0"
    else { return nil }
    return AttachedDevice(
      path: path, node: .serial, usb: nil, serial: "", product: "", port: name, file: file,
      link: nil, bus: 0, address: 0, interface: nil, kernelDriver: "serial",
      permission: Self.permission(file),
      isIgnoredByModemManager: handle.property("ID_MM_DEVICE_IGNORE") == "1", kinds: [])
  }

  /// The number and kernel driver of the interface: the node's own, or the one that a whole USB
  /// device is opened by.
  private func interface(
    of handle: borrowing UdevHandle, _ usb: borrowing UdevHandle, _ node: AttachedDevice.Node,
    _ kinds: [String]
  ) -> (number: Int?, driver: String?) {
    var path = handle.parentPath("usb", "usb_interface")
    if node == .usb {
      let configuration = usb.attribute("bConfigurationValue") ?? "1"
      let number = interest.interface(of: kinds)
      path = usb.path.flatMap { path in
        usb.name.map { "\(path)/\($0):\(configuration).\(number)" }
      }
    }
    guard let path, let interface = UdevHandle(context, path: path) else { return (nil, nil) }
    let number = interface.attribute("bInterfaceNumber").flatMap { Int($0, radix: 16) }
    return (number, interface.driver)
  }

  /// Asks for the rights of who runs the process; nothing here runs set-uid.
  private static func permission(_ file: String) -> AttachedDevice.Permission {
    if access(file, R_OK | W_OK) == 0 { return .granted }
    return errno == EACCES || errno == EPERM || errno == EROFS ? .denied : .absent
  }
}

extension UdevInterest {
  /// The interface by which a USB device of one of `kinds` is opened.
  fileprivate func interface(of kinds: [String]) -> Int {
    for description in table where kinds.contains(description.id) {
      if case .usbBulk(let interface) = description.attachment { return interface }
    }
    return 0
  }
}
