import CLibUdev
import Glibc

/// A device as libudev shows it, released with the value. What is not there, or vanished meanwhile,
/// reads as nil.
struct UdevHandle: ~Copyable {
  private let pointer: OpaquePointer

  /// The device whose directory in sysfs is `path`; nil when it is gone.
  init?(_ context: OpaquePointer, path: String) {
    guard let pointer = udev_device_new_from_syspath(context, path) else { return nil }
    self.pointer = pointer
  }

  deinit { udev_device_unref(pointer) }

  var path: String? { text(udev_device_get_syspath(pointer)) }
  var name: String? { text(udev_device_get_sysname(pointer)) }
  var file: String? { text(udev_device_get_devnode(pointer)) }
  var driver: String? { text(udev_device_get_driver(pointer)) }
  var type: String? { text(udev_device_get_devtype(pointer)) }

  /// An attribute of sysfs.
  func attribute(_ name: String) -> String? {
    text(udev_device_get_sysattr_value(pointer, name))
  }

  /// A property that the kernel or a rule set.
  func property(_ name: String) -> String? {
    text(udev_device_get_property_value(pointer, name))
  }

  /// The links that rules made to the node.
  var links: [String] {
    (property("DEVLINKS") ?? "").split(separator: " ").map(String.init).sorted()
  }

  /// The sysfs directory of the nearest parent of `subsystem` and `type`.
  func parentPath(_ subsystem: String, _ type: String?) -> String? {
    // The parent belongs to the device and must not be released.
    let parent = udev_device_get_parent_with_subsystem_devtype(pointer, subsystem, type)
    return parent.flatMap { text(udev_device_get_syspath($0)) }
  }

  private func text(_ pointer: UnsafePointer<CChar>?) -> String? {
    pointer.map { String(cString: $0) }
  }
}
