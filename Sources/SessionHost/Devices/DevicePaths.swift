package import DeviceHost
import DeviceProtocols

/// Where the configuration of a machine's devices lies.
package struct DevicePaths: Sendable {
  /// The bindings of devices to roles.
  package var bindings: String
  /// The file with the ANT+ network key.
  package var networkKey: String

  /// The paths given.
  package init(
    bindings: String = DeviceBindings.path, networkKey: String = "/etc/walktest/ant-network-key"
  ) {
    self.bindings = bindings
    self.networkKey = networkKey
  }

  /// A host for the devices of this machine, not started.
  ///
  /// - Parameter onEvent: is called for each event on the host's thread and must not wait.
  /// - Throws: `BindingsFault` or `PortFault`, each one sentence.
  package func host(onEvent: @escaping @Sendable (HostEvent) -> Void) throws -> DeviceHost {
    let key: Result<AntNetworkKey, NetworkKeyFault> = Result { () throws(NetworkKeyFault) in
      try NetworkKeyFile(path: networkKey).read()
    }
    let settings = HostSettings(bindings: try DeviceBindings.read(path: bindings), networkKey: key)
    return try DeviceHost(settings, opener: SystemPortOpener(), onEvent: onEvent)
  }
}
