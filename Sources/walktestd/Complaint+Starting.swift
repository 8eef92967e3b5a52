import ControlSocket
import DeviceHost
import SessionHost
import SiteConfiguration

extension Complaint {
  /// Why the daemon cannot start, as a sentence and an exit status.
  init(starting error: any Error) {
    switch error {
    case let faults as ConfigurationFaults: self.init("\(faults)", .notSetUp)
    case let fault as ConfigurationFault: self.init("\(fault)", .notSetUp)
    case let fault as BindingsFault: self.init("\(fault)", .notSetUp)
    case let fault as ControlFault: self.init("\(fault)", .cannotCreate)
    case let fault as PortFault: self.init("\(fault)", .inputOutput)
    default: self.init(error)
    }
  }
}

extension DevicePaths {
  /// Where a site has its configuration of devices.
  init(_ configuration: SiteConfiguration) {
    self.init(
      bindings: configuration.deviceBindings, networkKey: configuration.networkKey)
  }
}
