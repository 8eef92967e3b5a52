public import DeviceProtocols

/// Which of the machine's devices concern walktest: those of the driver table, those that are bound,
/// and every serial adapter (listed so that it can be bound; never opened unless it is).
public struct UdevInterest: Sendable {
  let table: [DeviceDescription]
  let bound: [DeviceBinding]

  /// What `table` and `bindings` name.
  public init(table: [DeviceDescription] = DriverTable.all, bindings: DeviceBindings) {
    self.table = table
    bound = Array(bindings.roles.values)
  }

  /// The kinds of device that one with `usb` and `node` may be.
  func kinds(_ usb: UsbID?, _ node: AttachedDevice.Node) -> [String] {
    guard let usb else { return [] }
    return table.filter { $0.attachment.node == node && $0.usb.contains(usb) }.map(\.id)
  }

  /// Whether `device` concerns walktest at all: of keyboards and the like only the chosen ones do.
  func includes(_ device: AttachedDevice) -> Bool {
    if device.node == .serial || !device.kinds.isEmpty { return true }
    return bound.contains { binding in
      (binding.usb != nil || binding.place != nil && device.node != .usb)
        && nodes(of: binding.choice.driver).contains(device.node) && binding.isMet(by: device)
    }
  }

  private func nodes(of driver: DriverID) -> [AttachedDevice.Node] {
    table.filter { $0.drivers.contains(driver) }.map(\.attachment.node)
  }
}
