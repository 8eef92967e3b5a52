import ArgumentParser
import DeviceHost
import DeviceProtocols
import Foundation
import SessionHost

/// Where the configuration of devices is.
struct DeviceOptions: ParsableArguments {
  @Option(
    name: .customLong("devices"),
    help: ArgumentHelp("The bindings of devices to roles.", valueName: "file"))
  var bindings = DeviceBindings.path
  @Option(
    name: .customLong("network-key"),
    help: ArgumentHelp("The file with the ANT+ network key.", valueName: "file"))
  var networkKey = "/etc/walktest/ant-network-key"

  /// The files that the options name.
  var paths: DevicePaths { DevicePaths(bindings: bindings, networkKey: networkKey) }

  /// A host for the devices of this machine, not started.
  ///
  /// - Parameter onEvent: is called for each event on the host's thread and must not wait.
  /// - Throws: `BindingsFault` or `PortFault`, each one sentence.
  func host(onEvent: @escaping @Sendable (HostEvent) -> Void) throws -> DeviceHost {
    try paths.host(onEvent: onEvent)
  }

  /// What is attached, without opening anything.
  func glance() throws -> [AttachedDevice] {
    try UdevCatalogue(UdevInterest(bindings: try DeviceBindings.read(path: bindings))).scan()
  }

  /// Lets `host` listen for `seconds`, or until Ctrl-C or SIGTERM, and releases its devices.
  ///
  /// - Returns: what `look` sees before the devices are released.
  static func listen<Sight: Sendable>(
    to host: DeviceHost, seconds: Int, look: (DeviceHost) async -> Sight
  ) async throws -> Sight {
    let breakOff = await BreakOff()
    defer { breakOff.restore() }
    try await host.start()
    let end = ContinuousClock.now + .seconds(seconds)
    while breakOff.take() == BreakOff.Wish(), ContinuousClock.now < end {
      try await Task.sleep(for: min(.milliseconds(100), end - ContinuousClock.now))
    }
    let sight = await look(host)
    await host.stop()
    return sight
  }
}
