import CLibUdev
import Glibc

/// Lists the devices that are attached now. It reads sysfs and udev's database and opens nothing.
public final class UdevCatalogue {
  private let context: OpaquePointer
  private let interest: UdevInterest

  /// A catalogue of what `interest` names.
  ///
  /// - Throws: `PortFault` when the system has no memory left.
  public init(_ interest: UdevInterest) throws(PortFault) {
    guard let context = udev_new() else {
      throw PortFault(.system, "The system has no memory left; restart the machine.", errno)
    }
    self.context = context
    self.interest = interest
  }

  deinit { udev_unref(context) }

  /// All devices of interest, by port. A device that leaves while it is looked at is left out.
  public func scan() -> [AttachedDevice] {
    var found: [AttachedDevice] = []
    for kind in UdevKind.allCases {
      let devices = paths(of: kind).compactMap { path in
        UdevReading(context: context, interest: interest).device(at: path, kind)
      }
      found += kind.oneEach(devices)
    }
    return found.sorted { ($0.port, $0.path) < ($1.port, $1.path) }
  }

  private func paths(of kind: UdevKind) -> [String] {
    guard let list = udev_enumerate_new(context) else { return [] }
    defer { udev_enumerate_unref(list) }
    udev_enumerate_add_match_subsystem(list, kind.subsystem)
    if let pattern = kind.names { udev_enumerate_add_match_sysname(list, pattern) }
    guard udev_enumerate_scan_devices(list) >= 0 else { return [] }
    var result: [String] = []
    var entry = udev_enumerate_get_list_entry(list)
    while let current = entry {
      if let name = udev_list_entry_get_name(current) { result.append(String(cString: name)) }
      entry = udev_list_entry_get_next(current)
    }
    return result
  }
}

/// The kernel's subsystems that hold devices for walktest.
enum UdevKind: CaseIterable {
  case usb
  case tty
  case input
  case hidraw

  var subsystem: String {
    switch self {
    case .usb: "usb"
    case .tty: "tty"
    case .input: "input"
    case .hidraw: "hidraw"
    }
  }

  /// Which names of the subsystem are nodes of devices; nil for all.
  var names: String? {
    switch self {
    case .usb: nil
    case .tty: "tty[A-Z]*"
    case .input: "event*"
    case .hidraw: "hidraw*"
    }
  }

  var node: AttachedDevice.Node {
    switch self {
    case .usb: .usb
    case .tty: .serial
    case .input: .evdev
    case .hidraw: .hidraw
    }
  }

  /// One entry for each thing a person plugs in. A foot switch shows itself as keyboard, mouse and
  /// more, and its first interface is the one it presses with; an adapter with several lines is
  /// several machines, told apart by the interface in the port.
  func oneEach(_ devices: [AttachedDevice]) -> [AttachedDevice] {
    let groups = Dictionary(grouping: devices) { $0.usb == nil ? $0.path : $0.port }
    return groups.values.flatMap { group -> [AttachedDevice] in
      guard group.count > 1 else { return group }
      switch self {
      case .usb: return group
      case .tty:
        return group.map { device in
          var device = device
          device.port += ":1.\(device.interface ?? 0)"
          return device
        }
      case .input, .hidraw:
        let first = group.min { ($0.interface ?? 0, $0.path) < ($1.interface ?? 0, $1.path) }
        return first.map { [$0] } ?? []
      }
    }
  }
}
