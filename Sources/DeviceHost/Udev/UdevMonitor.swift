import CLibUdev
import Glibc

/// Hears when devices come, go and change, after udev's rules have run for them: nodes, links and
/// permissions are then in place.
public final class UdevMonitor {
  private let context: OpaquePointer
  private let monitor: OpaquePointer

  /// The descriptor to wait for; it belongs to the monitor.
  public let descriptor: Int32

  /// A monitor that hears from now on.
  ///
  /// - Throws: `PortFault` when the system gives no socket.
  public init() throws(PortFault) {
    guard let context = udev_new() else { throw Self.fault }
    guard let monitor = udev_monitor_new_from_netlink(context, "udev") else {
      udev_unref(context)
      throw Self.fault
    }
    for kind in UdevKind.allCases {
      udev_monitor_filter_add_match_subsystem_devtype(monitor, kind.subsystem, nil)
    }
    // Only root may; without it a storm of events overflows, which `drain` tells as well.
    _ = udev_monitor_set_receive_buffer_size(monitor, 1 << 20)
    guard udev_monitor_enable_receiving(monitor) >= 0 else {
      udev_monitor_unref(monitor)
      udev_unref(context)
      throw Self.fault
    }
    self.context = context
    self.monitor = monitor
    descriptor = udev_monitor_get_fd(monitor)
  }

  deinit {
    udev_monitor_unref(monitor)
    udev_unref(context)
  }

  /// Takes all events that wait, so that no sender ever waits for us.
  ///
  /// - Parameter body: gets each event's device, as its directory in sysfs, and whether it was
  ///   removed: the directory may outlive the event that says so.
  /// - Returns: whether anything happened; true as well when events were lost, because then nobody
  ///   knows.
  public func drain(_ body: (_ path: String, _ isRemoved: Bool) -> Void = { _, _ in }) -> Bool {
    var hasHappened = false
    while true {
      errno = 0
      if let device = udev_monitor_receive_device(monitor) {
        if let path = udev_device_get_syspath(device), let action = udev_device_get_action(device) {
          body(String(cString: path), String(cString: action) == "remove")
        }
        udev_device_unref(device)
        hasHappened = true
      } else if errno == ENOBUFS {
        hasHappened = true
      } else if errno != EINTR {
        return hasHappened
      }
    }
  }

  private static var fault: PortFault {
    PortFault(
      .system, "Plugging and unplugging cannot be watched (udev); restart the machine.", errno)
  }
}
