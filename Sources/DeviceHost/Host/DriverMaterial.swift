import DeviceProtocols
import Readings

/// All that a driver is made of: what configuration chose, and what sysfs tells of a button. The
/// same driver goes on after a device comes back when this is the same.
struct DriverMaterial: Hashable, Sendable {
  let choice: DriverChoice
  private let reportDescriptor: [UInt8]
  private let keyCodes: [UInt16]

  /// What `plan` needs; reads small files of sysfs and opens no device.
  init(_ plan: DevicePlan) {
    choice = plan.choice
    reportDescriptor =
      plan.device.node == .hidraw ? HidrawPort.reportDescriptor(path: plan.device.file) : []
    keyCodes = plan.device.node == .evdev ? EvdevPort.keyCodes(path: plan.device.file) : []
  }

  /// The driver; nil when there is none for such a device.
  func makeDriver(source: DeviceSource, networkKey: AntNetworkKey) -> (any DeviceDriver)? {
    choice.makeDriver(
      source: source, networkKey: networkKey, reportDescriptor: reportDescriptor,
      keyCodes: keyCodes)
  }
}
