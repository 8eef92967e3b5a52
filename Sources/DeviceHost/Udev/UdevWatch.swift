/// The catalogue and the monitor together: what is attached, and when to look again.
final class UdevWatch {
  private let catalogue: UdevCatalogue
  private let monitor: UdevMonitor
  /// Directories of devices that were removed and are still shown.
  private var departed: Set<String> = []

  /// The monitor listens before the first look: what is plugged in between is heard.
  init(_ interest: UdevInterest) throws(PortFault) {
    monitor = try UdevMonitor()
    catalogue = try UdevCatalogue(interest)
  }

  var descriptor: Int32 { monitor.descriptor }

  /// What is attached. A device whose removal was told is not, even while the kernel still shows its
  /// directory: it tells first and clears away afterwards.
  func scan() -> [AttachedDevice] {
    let shown = catalogue.scan()
    departed = departed.filter { gone in shown.contains { $0.isWithin(gone) } }
    return shown.filter { device in !departed.contains { device.isWithin($0) } }
  }

  func drain() -> Bool {
    monitor.drain { path, isRemoved in
      if isRemoved { departed.insert(path) } else { departed.remove(path) }
    }
  }
}

extension AttachedDevice {
  /// Whether it is the device at `directory` of sysfs, or a part of that.
  fileprivate func isWithin(_ directory: String) -> Bool {
    path == directory || path.hasPrefix(directory + "/")
  }
}
