import DeviceProtocols
import Dispatch
import Readings

/// A station with what it holds: its port, its driver and what they told. Only the host's actor
/// touches it.
final class RunningStation {
  let source: DeviceSource
  /// Where ports are opened and closed: both may wait, and the next opening comes after the
  /// closing before it.
  let queue: DispatchQueue

  var station: DeviceStation
  var driver: (any DeviceDriver)?
  var driverMaterial: DriverMaterial?
  var port: (any BytePort)?
  /// The number of the opening that counts; what another one tells is not heard any more.
  var opening: UInt64 = 0
  /// What the port told before its opening was heard of.
  var early: [PortEvent] = []
  /// Openings and closings under way.
  var portWork = 0

  var identity: DeviceIdentity?
  var battery: DeviceBattery?
  var rate = FrameRate()

  init(_ station: DeviceStation, source: DeviceSource) {
    self.station = station
    self.source = source
    queue = DispatchQueue(label: "walktest.\(station.role.rawValue)")
  }

  /// When the driver or the station next needs the time.
  var deadline: MonotonicInstant? {
    let driverDeadline = port == nil ? nil : driver?.deadline
    guard let driverDeadline, let stationDeadline = station.deadline else {
      return driverDeadline ?? station.deadline
    }
    return min(driverDeadline, stationDeadline)
  }

  /// True when nothing of it is open any more.
  var isReleased: Bool { station.isStopped && portWork == 0 && port == nil }

  /// Remembers what a report says of the device itself.
  func note(_ report: DeviceReport) {
    switch report {
    case .identity(let identity): self.identity = identity
    case .battery(let battery): self.battery = battery
    default: break
    }
  }

  func snapshot(binding: DeviceBinding?, at now: MonotonicInstant) -> StationSnapshot {
    StationSnapshot(
      role: station.role, source: source, state: station.published, advice: station.advice,
      binding: binding, plan: station.plan, identity: identity, battery: battery,
      framesPerKilosecond: port == nil ? nil : rate.perKilosecond(at: now), counts: driver?.counts)
  }
}
