package import ControlSocket
package import DeviceHost
import DeviceProtocols
import Readings
import SessionCapture

extension DeviceLine {
  /// The line of a station.
  package init(_ station: StationSnapshot) {
    var advice = station.advice?.description
    if case .failed(let fault) = station.state { advice = fault.description }
    self.init(
      role: station.role, source: station.source,
      state: DeviceChange.State(rawValue: station.state.name) ?? .failed,
      driver: station.plan?.choice.driver,
      model: station.identity?.model ?? station.plan?.device.whoAndWhere ?? "",
      serial: station.identity?.serial ?? station.plan?.device.serial ?? "", advice: advice)
  }

  /// The line of a role whose state has just changed.
  init(_ source: DeviceSource, _ state: StationState, _ plan: DevicePlan?) {
    var advice: String?
    if case .failed(let fault) = state { advice = fault.description }
    self.init(
      role: HostSettings.allSources.first { $0.value == source }?.key ?? .stick, source: source,
      state: DeviceChange.State(rawValue: state.name) ?? .failed,
      driver: plan?.choice.driver, model: plan?.device.whoAndWhere ?? "",
      serial: plan?.device.serial ?? "", advice: advice)
  }
}
