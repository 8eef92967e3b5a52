/// The catalogue and the monitor together: what is attached, and when to look again.
final class UdevWatch {
  private let catalogue: UdevCatalogue
  private let monitor: UdevMonitor

  /// The monitor listens before the first look: what is plugged in between is heard.
  init(_ interest: UdevInterest) throws(PortFault) {
    monitor = try UdevMonitor()
    catalogue = try UdevCatalogue(interest)
  }

  var descriptor: Int32 { monitor.descriptor }

  func scan() -> [AttachedDevice] { catalogue.scan() }

  func drain() -> Bool { monitor.drain() }
}
